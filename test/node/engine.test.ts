import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { ChatwootError } from '../../core/chatwoot/errors';
import { ExplainedError } from '../../core/errors';
import { httpTransport } from '../../nodes/shared/http';
import { forEachItem } from '../../nodes/shared/items';
import { registerCredentialType, runNode } from './engine';

const description: INodeTypeDescription = {
	displayName: 'Probe',
	name: 'probe',
	group: ['transform'],
	version: 1,
	description: 'Asks a server',
	defaults: { name: 'Probe' },
	inputs: ['main'],
	outputs: ['main'],
	credentials: [{ name: 'probeApi', required: true }],
	properties: [{ displayName: 'Path', name: 'path', type: 'string', default: '' }],
};

class Probe implements INodeType {
	description = description;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { url } = await this.getCredentials<{ url: string }>('probeApi');
		const transport = httpTransport(this, 'probeApi');
		const items = await forEachItem(
			this,
			(itemIndex) => this.getNodeParameter('path', itemIndex) as string,
			async (path, itemIndex) => {
				if (path === '/broken') throw new ExplainedError('The server is broken', { advice: 'Mend it' });
				if (path === '/silent') throw new ChatwootError('Nobody answered', { advice: '', retryable: true, serverAway: true }, null);
				const { status, headers, body } = await transport({ method: 'GET', url: `${url}${path}` });
				return [{ json: { status, type: headers['content-type'] ?? '', body }, pairedItem: { item: itemIndex } }];
			},
		);
		return [items];
	}
}

registerCredentialType({
	name: 'probeApi',
	displayName: 'Probe',
	properties: [],
	authenticate: { type: 'generic', properties: { headers: { api_access_token: '={{$credentials.token}}' } } },
});

const server = createServer((request, response) => {
	const known = request.headers['api_access_token'] === 't0ken';
	response.writeHead(known ? 404 : 401, { 'content-type': 'application/json' }).end('{"error":"no such thing"}');
});
let url = '';

beforeAll(async () => {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

test('a node in the engine reads its credential, and the transport answers any status with its text', async () => {
	const { outputs, error } = await runNode(new Probe(), {
		parameters: { path: '/x' },
		credentials: { probeApi: { url, token: 't0ken' } },
	});
	expect(error).toBeNull();
	expect(outputs).toEqual([
		[{ json: { status: 404, type: 'application/json', body: '{"error":"no such thing"}' }, pairedItem: { item: 0 } }],
	]);
});

test('a failed item goes to the error output with its JSON, the others go on', async () => {
	const { outputs } = await runNode(new Probe(), {
		parameters: { path: '={{ $json.path }}' },
		credentials: { probeApi: { url, token: 't0ken' } },
		input: [{ path: '/broken', key: 'a' }, { path: '/x', key: 'b' }],
		onError: 'continueErrorOutput',
	});
	expect(outputs[0]).toMatchObject([{ json: { status: 404 }, pairedItem: { item: 1 } }]);
	expect(outputs[1]).toMatchObject([{ json: { key: 'a', error: 'The server is broken', details: 'Mend it', message: { retryable: false, serverAway: false } } }]);
});

test('a failed item says to machines that the server gave no answer', async () => {
	const { outputs } = await runNode(new Probe(), {
		parameters: { path: '/silent' },
		credentials: { probeApi: { url, token: 't0ken' } },
		onError: 'continueErrorOutput',
	});
	expect(outputs[1]).toMatchObject([{ json: { error: 'Nobody answered', message: { status: null, retryable: true, serverAway: true } } }]);
});

test('with "Stop Workflow" the error names the item', async () => {
	const { error } = await runNode(new Probe(), {
		parameters: { path: '={{ $json.path }}' },
		credentials: { probeApi: { url, token: 't0ken' } },
		input: [{ path: '/x' }, { path: '/broken' }],
	});
	expect(error).toMatchObject({ message: 'The server is broken', description: 'Mend it', context: { itemIndex: 1 } });
});
