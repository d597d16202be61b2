import type { INode, INodeParameters } from 'n8n-workflow';
import { NodeHelpers, Workflow } from 'n8n-workflow';
import { Dedupe } from '../../nodes/Dedupe/Dedupe.node';
import { BROKEN_HISTORY, runNode } from './engine';

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
	expect(keysOf((await dedupe('claim', ['a', 'b', 'a'])).outputs)).toEqual([['a', 'b'], ['a']]);
	const { outputs } = await dedupe('claim', ['b', 'c']);
	expect(outputs).toMatchObject([[{ json: { key: 'c', index: 1 }, pairedItem: { item: 1 } }], [{ json: { key: 'b' } }]]);
});

test('Release gives a key free, Confirm keeps it', async () => {
	await dedupe('claim', ['sent', 'failed']);
	expect(keysOf((await dedupe('confirm', ['sent'])).outputs)).toEqual([['sent']]);
	expect(keysOf((await dedupe('release', ['failed', 'sent'])).outputs)).toEqual([['failed', 'sent']]);
	expect(keysOf((await dedupe('claim', ['sent', 'failed'])).outputs)).toEqual([['failed'], ['sent']]);
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
	expect(keysOf((await dedupe('claim', ['sent', 'in flight', 'failed', 'unknown'])).outputs)).toEqual([['failed', 'unknown'], ['sent', 'in flight']]);
});

test('executions at the same time resolve a key once', async () => {
	await dedupe('claim', ['a']);
	await dedupe('confirm', ['a']);
	const runs = await Promise.all(Array.from({ length: 8 }, () => dedupe('resolve', ['a'])));
	expect(runs.filter(({ outputs }) => outputs[0]?.length === 1)).toHaveLength(1);
});

test.each([
	['claim', ['New', 'Duplicate']],
	['confirm', [undefined]],
	['release', [undefined]],
	['resolve', ['Resolved', 'Not Sent']],
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
	expect(keysOf((await dedupe('claim', ['a'])).outputs)).toEqual([['a'], []]);
});

test.each(['', '   ', null])('a key that is %j is refused with its item', async (key) => {
	const { error } = await dedupe('claim', ['a', key]);
	expect(error).toMatchObject({ message: 'The key of this item is empty', context: { itemIndex: 1 } });
	expect(keysOf((await dedupe('claim', ['a'])).outputs)).toEqual([['a'], []]);
});

test('with an error output, the other items go on', async () => {
	const { outputs } = await dedupe('claim', ['', 'a'], {}, 'continueErrorOutput');
	expect(outputs).toMatchObject([[{ json: { key: 'a' } }], [], [{ json: { index: 0, error: 'The key of this item is empty' } }]]);
});

test('the history is bounded: the newest keys stay known', async () => {
	const options = { options: { rememberedKeys: 100 } };
	const keys = Array.from({ length: 400 }, (_, index) => `key ${index}`);
	await dedupe('claim', keys, options);
	await dedupe('confirm', keys);
	expect(keysOf((await dedupe('claim', ['key 399'], options)).outputs)).toEqual([[], ['key 399']]);
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

	test.each(['claim', 'resolve'])('no item passes with %s: all go to the error output', async (operation) => {
		expect((await failing('continueErrorOutput', operation)).outputs.map((items) => items.map(({ json }) => json['key']))).toEqual([[], [], ['a', 'b']]);
	});
});
