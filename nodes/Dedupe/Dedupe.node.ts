import type { IExecuteFunctions, INodeExecutionData, INodeOutputConfiguration, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';
import { ExplainedError, messageOf } from '../../core/errors';
import type { PreparedItem } from '../shared/items';
import { failedItem, passOn, prepareItems } from '../shared/items';
import { n8nDatabaseLedger } from './n8n-database-ledger';
import { dedupeProperties } from './properties';

type Operation = 'claim' | 'confirm' | 'release' | 'resolve';

interface Options {
	leaseMinutes?: number;
	rememberedKeys?: number;
}

/** A key leaves up to four marks in n8n's database: as many as a resolved one. */
const MARKS_PER_KEY = 4;

/** The outputs of the operations that have several: what passed, and what did not. */
const OUTPUTS: Partial<Record<Operation, INodeOutputConfiguration[]>> = {
	claim: [
		{ type: NodeConnectionTypes.Main, displayName: 'New' },
		{ type: NodeConnectionTypes.Main, displayName: 'Duplicate' },
	],
	resolve: [
		{ type: NodeConnectionTypes.Main, displayName: 'Resolved' },
		{ type: NodeConnectionTypes.Main, displayName: 'Not Sent' },
	],
};

export class Dedupe implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Dedupe',
		name: 'dedupe',
		icon: { light: 'file:dedupe.svg', dark: 'file:dedupe.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] }}',
		description:
			'Sends each alert once: claim its key before sending, confirm it after, release it when sending failed, resolve it when it is taken back',
		defaults: { name: 'Dedupe' },
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{ (${JSON.stringify(OUTPUTS)})[$parameter["operation"]] ?? ["main"] }}`,
		usableAsTool: true,
		properties: dedupeProperties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { prepared, failed } = await prepareItems(this, (itemIndex) => keyOf(this, itemIndex));
		try {
			const [main = [], ...others] = await apply(this, prepared);
			return [[...passAll(this, main), ...failed], ...others.map((items) => passAll(this, items))];
		} catch (cause) {
			const error = ledgerError(this, cause);
			if (!this.continueOnFail()) throw error;
			return [[...prepared.map(({ itemIndex }) => failedItem(error, itemIndex)), ...failed]];
		}
	}
}

function passAll(context: IExecuteFunctions, items: KeyedItem[]): INodeExecutionData[] {
	return items.map(({ itemIndex }) => passOn(context, itemIndex));
}

function keyOf(context: IExecuteFunctions, itemIndex: number): string {
	const key: unknown = context.getNodeParameter('key', itemIndex);
	if (typeof key === 'string' && key.trim() !== '') return key.trim();
	throw new ExplainedError('The key of this item is empty', {
		advice: 'Set Key to what makes an item the same one again, e.g. {{ $json.delivery.key }} after Route SLA Alert.',
	});
}

type KeyedItem = PreparedItem<string>;

/** @returns the items of each output, in the order of `OUTPUTS`; one output for operations that are not there. */
async function apply(context: IExecuteFunctions, items: KeyedItem[]): Promise<KeyedItem[][]> {
	const operation = context.getNodeParameter('operation', 0) as Operation;
	const { leaseMinutes = 10, rememberedKeys = 10_000 } = context.getNodeParameter('options', 0) as Options;
	const ledger = n8nDatabaseLedger(context, operation === 'claim' ? { maxMarks: rememberedKeys * MARKS_PER_KEY } : {});
	const keys = items.map(({ value }) => value);
	switch (operation) {
		case 'claim':
			return splitByKey(items, await ledger.claim(keys, leaseMinutes * 60, new Date()));
		case 'confirm':
			await ledger.confirm(keys);
			return [items];
		case 'release':
			await ledger.release(keys);
			return [items];
		case 'resolve':
			return splitByKey(items, await ledger.resolve(keys));
	}
}

/** The items whose keys passed, and all others. Of several items with one key only the first passes. */
function splitByKey(items: KeyedItem[], passed: Set<string>): [KeyedItem[], KeyedItem[]] {
	const firstWithKey = new Map([...items].reverse().map((item) => [item.value, item]));
	const passes = (item: KeyedItem) => passed.has(item.value) && firstWithKey.get(item.value) === item;
	return [items.filter(passes), items.filter((item) => !passes(item))];
}

/** n8n keeps one history a workflow; a Remove Duplicates node with another comparison in it makes ours unusable. */
function ledgerError(context: IExecuteFunctions, error: unknown): NodeOperationError {
	return new NodeOperationError(context.getNode(), `The ledger could not be read or written: ${messageOf(error)}`, {
		description:
			'It is kept in n8n\'s database, per workflow. If this workflow also has a Remove Duplicates node with the scope Workflow, give that node the scope Node.',
	});
}
