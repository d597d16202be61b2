import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Container } from '@n8n/di';
import { InstanceSettings } from 'n8n-core';
import type { INode, INodeParameters } from 'n8n-workflow';
import { NodeHelpers, Workflow } from 'n8n-workflow';
import { z } from 'zod';
import { Dedupe } from '../../nodes/Dedupe/Dedupe.node';
import { BROKEN_HISTORY, historyOf, runNode } from './engine';

let workflow = 0;
beforeEach(() => {
	workflow += 1;
});

/** Runs the node on items with these keys; each test has a ledger of its own. */
async function dedupe(operation: string, keys: unknown[], parameters: INodeParameters = {}, onError?: 'continueErrorOutput') {
	return await runNode(new Dedupe(), {
		parameters: { operation, key: '={{ $json.key }}', ...parameters },
		input: keys.map((key, index) => ({ key: key as string, index })),
		workflowId: `dedupe-${workflow}`,
		...(onError === undefined ? {} : { onError }),
	});
}

const keysOf = (outputs: Array<Array<{ json: { key?: unknown } }>>) => outputs.map((items) => items.map(({ json }) => json.key));

test('Claim lets each key through once: the first of an execution, and none of the next', async () => {
	expect(keysOf((await dedupe('claim', ['a', 'b', 'a'])).outputs)).toEqual([['a', 'b'], ['a'], []]);
	const { outputs } = await dedupe('claim', ['b', 'c']);
	expect(outputs).toMatchObject([[{ json: { key: 'c', index: 1 }, pairedItem: { item: 1 } }], [{ json: { key: 'b' } }], []]);
});

test('Release gives a key free, Confirm keeps it', async () => {
	await dedupe('claim', ['sent', 'failed']);
	expect(keysOf((await dedupe('confirm', ['sent'])).outputs)).toEqual([['sent']]);
	expect(keysOf((await dedupe('release', ['failed', 'sent'])).outputs)).toEqual([['failed', 'sent']]);
	expect(keysOf((await dedupe('claim', ['sent', 'failed'])).outputs)).toEqual([['failed'], ['sent'], []]);
});

test('a release is done once, with Retry On Fail too: there what its items failed with goes on as their reason', async () => {
	const release = async (retryOnFail: boolean) => {
		const node = new Dedupe();
		const execute = jest.spyOn(node, 'execute');
		const { outputs } = await runNode(node, {
			parameters: { operation: 'release', key: '={{ $json.key }}' },
			input: [{ key: 'failed', error: 'No mail server can be reached', details: 'Check host and port' }, { key: 'other' }],
			workflowId: `dedupe-${workflow}`,
			retryOnFail,
		});
		expect(execute).toHaveBeenCalledTimes(1);
		return outputs[0]?.map(({ json }) => json);
	};
	const [failed, other] = [{ key: 'failed', details: 'Check host and port' }, { key: 'other' }];
	expect(await release(false)).toEqual([{ ...failed, error: 'No mail server can be reached' }, other]);
	expect(await release(true)).toEqual([{ ...failed, reason: 'No mail server can be reached' }, other]);
});

test('Resolve passes what was confirmed, once; what is in flight can be resolved when it was sent', async () => {
	await dedupe('claim', ['sent', 'in flight', 'failed']);
	await dedupe('confirm', ['sent']);
	await dedupe('release', ['failed']);
	const { outputs } = await dedupe('resolve', ['in flight', 'sent', 'failed', 'unknown', 'sent']);
	expect(outputs).toMatchObject([
		[{ json: { key: 'sent', index: 1 }, pairedItem: { item: 1 } }],
		[{ json: { key: 'in flight' } }, { json: { key: 'failed' } }, { json: { key: 'unknown' } }, { json: { key: 'sent', index: 4 }, pairedItem: { item: 4 } }],
	]);
	await dedupe('confirm', ['in flight']);
	expect(keysOf((await dedupe('resolve', ['in flight', 'sent'])).outputs)).toEqual([['in flight'], ['sent']]);
	expect(keysOf((await dedupe('claim', ['sent', 'in flight', 'failed', 'unknown'])).outputs)).toEqual([['failed', 'unknown'], ['sent', 'in flight'], []]);
});

test('executions at the same time resolve a key once', async () => {
	await dedupe('claim', ['a']);
	await dedupe('confirm', ['a']);
	const runs = await Promise.all(Array.from({ length: 8 }, () => dedupe('resolve', ['a'])));
	expect(runs.filter(({ outputs }) => outputs[0]?.length === 1)).toHaveLength(1);
});

test.each([
	['claim', ['New', 'Duplicate', 'Over the Cap']],
	['confirm', [undefined]],
	['release', [undefined]],
	['resolve', ['Resolved', 'Not Sent']],
	['inspect', [undefined]],
])('the editor shows the outputs of %s as %j', (operation, names) => {
	const nodeType = new Dedupe();
	const node: INode = { id: 'a', name: 'Dedupe', type: 'dedupe', typeVersion: 1, position: [0, 0], parameters: { operation } };
	const nodeTypes = { getByName: () => nodeType, getByNameAndVersion: () => nodeType, getKnownTypes: () => ({}) };
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const outputs = NodeHelpers.getNodeOutputs(workflow, node, nodeType.description);
	expect(outputs.map((output) => (typeof output === 'string' ? undefined : output.displayName))).toEqual(names);
});

test('executions at the same time: every key has one winner', async () => {
	const keys = Array.from({ length: 50 }, (_, index) => `key ${index}`);
	const runs = await Promise.all(Array.from({ length: 8 }, () => dedupe('claim', keys)));
	const winners = runs.flatMap(({ outputs }) => (outputs[0] ?? []).map(({ json }) => json['key']));
	expect(winners.sort()).toEqual([...keys].sort());
});

test('a workflow has its own ledger', async () => {
	await dedupe('claim', ['a']);
	workflow += 1;
	expect(keysOf((await dedupe('claim', ['a'])).outputs)).toEqual([['a'], [], []]);
});

test.each(['', '   ', null])('a key that is %j is refused with its item', async (key) => {
	const { error } = await dedupe('claim', ['a', key]);
	expect(error).toMatchObject({ message: 'The key of this item is empty', context: { itemIndex: 1 } });
	expect(keysOf((await dedupe('claim', ['a'])).outputs)).toEqual([['a'], [], []]);
});

test('with an error output, the other items go on', async () => {
	const { outputs } = await dedupe('claim', ['', 'a'], {}, 'continueErrorOutput');
	expect(outputs).toMatchObject([[{ json: { key: 'a' } }], [], [], [{ json: { index: 0, error: 'The key of this item is empty' } }]]);
});

test('the history is bounded: the newest keys stay known', async () => {
	const options = { options: { rememberedKeys: 100 } };
	const keys = Array.from({ length: 400 }, (_, index) => `key ${index}`);
	await dedupe('claim', keys, options);
	await dedupe('confirm', keys);
	expect(keysOf((await dedupe('claim', ['key 399'], options)).outputs)).toEqual([[], ['key 399'], []]);
});

test('the history holds nothing twice, whatever an execution names twice', async () => {
	const slack = (index: number) => ({ delivery: { key: `${index % 20}`, channel: 'slack', threadKey: `thread ${index % 20}` } });
	const sent = { sent: { channel: 'slack', to: 'C0ALERTS', ts: '1700000000.000001' } };
	const run = (operation: string) =>
		runNode(new Dedupe(), {
			parameters: { operation },
			input: Array.from({ length: 40 }, (_, index) => ({ ...slack(index), ...sent })),
			workflowId: `dedupe-${workflow}`,
		});
	for (const operation of ['claim', 'confirm', 'release', 'resolve', 'inspect']) {
		expect((await run(operation)).error).toBeNull();
		const history = historyOf(`dedupe-${workflow}`);
		expect(history).toHaveLength(new Set(history).size);
	}
});

test.each(['5', ' 5 '])('an option from an expression that gives %j is taken for the number', async (rememberedKeys) => {
	expect(keysOf((await dedupe('claim', ['a'], { options: { rememberedKeys } })).outputs)).toEqual([['a'], [], []]);
});

test.each([['Lease (Minutes)', { leaseMinutes: 'ten' }], ['Remembered Keys', { rememberedKeys: 0 }]])('%s that is no number is told by its name', async (name, options) => {
	expect((await dedupe('claim', ['a'], { options })).error).toMatchObject({ message: expect.stringMatching(`^${name.replace(/[()]/g, '\\$&')} `), description: expect.stringContaining('expression') });
});

describe('when the ledger fails', () => {
	const failing = (onError: 'continueErrorOutput' | 'stopWorkflow', operation = 'claim') =>
		runNode(new Dedupe(), { parameters: { operation, key: '={{ $json.key }}' }, input: [{ key: 'a' }, { key: 'b' }], workflowId: BROKEN_HISTORY, onError });

	test('the error says where it is kept and what may be wrong', async () => {
		expect((await failing('stopWorkflow')).error).toMatchObject({
			message: 'The ledger could not be read or written: incompatible history',
			description: expect.stringContaining('Remove Duplicates'),
		});
	});

	test.each([['claim', [[], [], []]], ['resolve', [[], []]]])('no item passes with %s: all go to the error output', async (operation, none) => {
		expect((await failing('continueErrorOutput', operation)).outputs.map((items) => items.map(({ json }) => json['key']))).toEqual([...none, ['a', 'b']]);
	});
});

describe('Inspect', () => {
	const states = (outputs: Array<Array<{ json: Record<string, unknown> }>>) =>
		(outputs[0] ?? []).map(({ json }) => [json['key'], (json['ledger'] as { state?: unknown } | undefined)?.state]);

	test('tells how the key of each item stands, and changes nothing', async () => {
		await dedupe('claim', ['claimed', 'confirmed', 'resolved']);
		await dedupe('confirm', ['confirmed', 'resolved']);
		await dedupe('resolve', ['resolved']);
		const keys = ['free', 'resolved', 'claimed', 'confirmed', 'claimed'];
		const expected = [['free', 'free'], ['resolved', 'resolved'], ['claimed', 'claimed'], ['confirmed', 'confirmed'], ['claimed', 'claimed']];
		expect(states((await dedupe('inspect', keys)).outputs)).toEqual(expected);
		const { outputs } = await dedupe('inspect', keys);
		expect(states(outputs)).toEqual(expected);
		expect(outputs[0]?.[0]).toEqual({
			json: { key: 'free', index: 0, ledger: { key: 'free', state: 'free', since: null, until: null, resolvedAt: null } },
			pairedItem: { item: 0 },
		});
		expect(keysOf((await dedupe('claim', ['free', 'claimed'])).outputs)).toEqual([['free'], ['claimed'], []]);
	});

	test('counts what went through this process, and how late the breaches were', async () => {
		await dedupe('claim', ['a', 'b', 'a']);
		await dedupe('claim', ['b']);
		const dueAt = new Date(Date.now() - 20_000).toISOString();
		const confirm = (json: object) =>
			runNode(new Dedupe(), {
				parameters: { operation: 'confirm', key: '={{ $json.key }}' },
				input: [{ dueAt, ...json }],
				workflowId: `dedupe-${workflow}`,
			});
		await confirm({ key: 'a', stage: 'breach', recovered: null });
		await confirm({ key: 'warned', stage: 'warning' });
		await confirm({ key: 'unknown due time', stage: 'breach', dueAt: null });
		await dedupe('release', ['b']);
		await dedupe('resolve', ['a', 'b']);
		const { outputs } = await dedupe('inspect', ['', ''], { subject: 'statistics' });
		expect(outputs).toEqual([[{ json: expect.any(Object), pairedItem: { item: 0 } }]]);
		const json = outputs[0]?.[0]?.json;
		expect(json).toMatchObject({ countedBy: 'thisProcess', emitted: 2, suppressed: 2, sent: 3, failed: 1, resolved: 1, delay: { count: 1 } });
		expect(json).toMatchObject({ since: expect.stringMatching(/^\d{4}-/), days: [{ emitted: 2, day: new Date().toISOString().slice(0, 10) }] });
	});

	test('a list of keys is not to be had from the database', async () => {
		const { error } = await dedupe('inspect', [''], { subject: 'latest' });
		expect(error).toMatchObject({ message: "n8n's database cannot tell which keys it holds", description: expect.stringContaining('Redis') });
	});
});

describe('on a worker of n8n in queue mode', () => {
	beforeAll(() => {
		Object.assign(Container.get(InstanceSettings), { instanceType: 'worker' });
	});
	afterAll(() => {
		Object.assign(Container.get(InstanceSettings), { instanceType: 'main' });
	});

	test.each(['claim', 'resolve'])('%s warns that the database is not safe there', async (operation) => {
		const { hints, outputs } = await dedupe(operation, ['a']);
		expect(hints).toEqual([expect.stringContaining('choose Redis')]);
		expect(outputs.flat()).toHaveLength(1);
	});

	test.each(['confirm', 'release', 'inspect'])('%s has nothing to warn of', async (operation) => {
		expect((await dedupe(operation, ['a'])).hints).toEqual([]);
	});
});

test('outside queue mode nothing is warned of', async () => {
	expect((await dedupe('claim', ['a'])).hints).toEqual([]);
});

describe('receipts of Slack messages', () => {
	const THREAD = '1:123:frt:1767348000:slack:c0alerts';
	const run = async (operation: string, items: object[]) =>
		await runNode(new Dedupe(), { parameters: { operation }, input: items.map((item) => ({ ...item })), workflowId: `dedupe-${workflow}` });
	const delivery = (stage: string, more: object = {}) => ({
		delivery: { key: `1:123:frt:1767348000:${stage}:slack:c0alerts`, channel: 'slack', threadKey: THREAD, ...more },
	});
	const sent = (ts: string, more: object = {}) => ({ sent: { channel: 'slack', to: 'C0ALERTS', ts, ...more } });
	const [FIRST, SECOND] = [{ channel: 'C0ALERTS', ts: '1700000000.000001' }, { channel: 'C0ALERTS', ts: '1700000000.000002' }];

	test('Claim tells the first message of the thread, Resolve the message of each alert', async () => {
		const first = await run('claim', [delivery('warning80')]);
		expect(first.outputs[0]).toEqual([{ json: delivery('warning80', { thread: null }), pairedItem: { item: 0 } }]);
		await run('confirm', [{ ...delivery('warning80', { thread: null }), ...sent(FIRST.ts) }]);
		const second = await run('claim', [delivery('breach'), delivery('warning80')]);
		expect(second.outputs.map((items) => items.map(({ json }) => json))).toEqual([[delivery('breach', { thread: FIRST })], [delivery('warning80')], []]);
		await run('confirm', [{ ...delivery('breach', { thread: FIRST }), ...sent(SECOND.ts) }]);
		const { outputs } = await run('resolve', [delivery('warning80'), delivery('breach')]);
		expect(outputs[0]?.map(({ json }) => json)).toEqual([delivery('warning80', { receipt: FIRST }), delivery('breach', { receipt: SECOND })]);
	});

	test.each([
		['an e-mail', { sent: { channel: 'email', to: 'anita@example.com', messageId: '<1@example.com>' } }],
		['an incoming webhook', { sent: { channel: 'slack', to: null, ts: null } }],
		['a digest, which is no alert\'s alone', sent(FIRST.ts, { items: 3 })],
		['what is no receipt', { sent: 'yes' }],
		['nothing', {}],
	])('%s leaves none', async (_case, more) => {
		await run('claim', [delivery('warning80')]);
		const { error } = await run('confirm', [{ ...delivery('warning80'), ...more }]);
		expect(error).toBeNull();
		expect((await run('claim', [delivery('breach')])).outputs[0]).toMatchObject([{ json: delivery('breach', { thread: null }) }]);
	});

	test('deliveries over other channels are passed on as they are', async () => {
		const email = { delivery: { key: 'k', channel: 'email', threadKey: 't' } };
		expect((await run('claim', [email])).outputs[0]?.[0]?.json).toEqual(email);
	});
});

describe('in the shipped workflows', () => {
	const folder = path.resolve(__dirname, '../../workflows');
	const workflowSchema = z.object({ nodes: z.array(z.object({ type: z.string(), parameters: z.custom<INodeParameters>() }).passthrough()) });
	const dedupesOf = (file: string) =>
		workflowSchema.parse(JSON.parse(readFileSync(path.join(folder, file), 'utf8'))).nodes.filter(({ type }) => type.endsWith('.dedupe'));
	const files = readdirSync(folder).filter((file) => dedupesOf(file).length > 0);

	/** What the editor keeps of a node's parameters, or what a run reads of them. */
	const kept = (parameters: INodeParameters, withDefaults: boolean): INodeParameters => {
		const { description } = new Dedupe();
		const node: INode = { id: 'a', name: 'Dedupe', type: 'dedupe', typeVersion: 1, position: [0, 0], parameters };
		return NodeHelpers.getNodeParameters(description.properties, parameters, withDefaults, false, node, description) ?? {};
	};

	test.each(files)('all Dedupe nodes of %s have the key prefix of the workflow when Redis is chosen in the editor', (file) => {
		const name = path.basename(file, '.json');
		const prefixes = dedupesOf(file).map(({ parameters }) => kept({ ...kept(parameters, false), store: 'redis' }, true)['keyPrefix']);
		expect([...new Set(prefixes)]).toEqual([name === 'sla-breach-alerts' ? 'chatwoot-sla' : `chatwoot-sla-${name}`]);
	});
});
