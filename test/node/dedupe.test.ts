import type { INodeParameters } from 'n8n-workflow';
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
	const failing = (onError: 'continueErrorOutput' | 'stopWorkflow') =>
		runNode(new Dedupe(), { parameters: { key: '={{ $json.key }}' }, input: [{ key: 'a' }, { key: 'b' }], workflowId: BROKEN_HISTORY, onError });

	test('the error says where it is kept and what may be wrong', async () => {
		expect((await failing('stopWorkflow')).error).toMatchObject({
			message: 'The ledger could not be read or written: incompatible history',
			description: expect.stringContaining('Remove Duplicates'),
		});
	});

	test('no item passes as new: all go to the error output', async () => {
		expect((await failing('continueErrorOutput')).outputs.map((items) => items.map(({ json }) => json['key']))).toEqual([[], [], ['a', 'b']]);
	});
});
