import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { ChatwootSlaSlackApi } from '../../credentials/ChatwootSlaSlackApi.credentials';
import { SendSlaAlert } from '../../nodes/SendSlaAlert/SendSlaAlert.node';
import { sampleAlert } from '../sample-alert';
import { registerCredentialType, runNode } from './engine';

registerCredentialType(new ChatwootSlaSlackApi());

const ITEMS = 5;
let server: Server;
let connections: number;

/** Says this to whoever connects, and hangs up; `first` before it is asked. */
async function startServer(answer: string, { first = false } = {}): Promise<number> {
	connections = 0;
	server = createServer((socket) => {
		connections++;
		socket.on('error', () => undefined).once('data', () => socket.end(answer));
		if (first) socket.end(answer);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return (server.address() as AddressInfo).port;
}
afterEach(() => server.close());

function answer(status: string): string {
	return `HTTP/1.1 ${status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`;
}

/** Slack answers 200 to refused calls as well. */
function refusal(error: string): string {
	const body = JSON.stringify({ ok: false, error });
	return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`;
}

const input = Array.from({ length: ITEMS }, () => ({ ...sampleAlert(), note: 'our own' }));

test('a mail server that takes nobody is tried with the first item, not with all of them', async () => {
	const port = await startServer('421 Too many connections\r\n', { first: true });
	const { outputs } = await runNode(new SendSlaAlert(), {
		parameters: { channel: 'email', to: 'anita@example.com' },
		credentials: { chatwootSlaSmtpApi: { host: '127.0.0.1', port, security: 'none', fromEmail: 'alerts@example.com' } },
		input,
		onError: 'continueErrorOutput',
	});
	expect(connections).toBe(1);
	expect(outputs[1]).toHaveLength(ITEMS);
	for (const { json } of outputs[1] ?? []) expect(json).toMatchObject({ note: 'our own', error: `The mail server 127.0.0.1:${port} refused the message (421)` });
});

test.each([
	['out of order', answer('500 Internal Server Error'), 'Slack is out of order (500)', 1],
	['taking nothing', answer('503 Service Unavailable'), 'Slack is out of order (503)', 3],
	['asked too much', answer('429 Too Many Requests'), 'Slack takes no more messages at the moment (429)', 3],
	['asked too much, by its own word', refusal('ratelimited'), 'Slack takes no more messages at the moment (Slack: ratelimited)', 3],
	['asked too much, by its other word', refusal('rate_limited'), 'Slack takes no more messages at the moment (Slack: rate_limited)', 3],
])('Slack that is %s is tried with the first item, not with all of them; again where it has not acted', async (_case, says, error, times) => {
	const port = await startServer(says);
	const { outputs } = await runNode(new SendSlaAlert(), {
		parameters: { channel: 'slack' },
		credentials: {
			chatwootSlaSlackApi: { connection: 'botToken', botToken: 'xoxb-1', apiBaseUrl: `http://127.0.0.1:${port}/api`, defaultChannel: '#sla-alerts' },
		},
		input,
		onError: 'continueErrorOutput',
	});
	expect(connections).toBe(times);
	expect((outputs[1] ?? []).map(({ json }) => json['error'])).toEqual(Array.from({ length: ITEMS }, () => error));
});
