import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';
import { ExplainedError, messageOf } from '../../core/errors';
import type { PreparedItem } from '../shared/items';
import { failedItem, passOn, prepareItems } from '../shared/items';
import { n8nDatabaseLedger } from './n8n-database-ledger';
import { dedupeProperties } from './properties';

type Operation = 'claim' | 'confirm' | 'release';

interface Options {
	leaseMinutes?: number;
	rememberedKeys?: number;
}

/** A claimed, confirmed or released key leaves up to three marks in n8n's database. */
const MARKS_PER_KEY = 3;

export class Dedupe implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Dedupe',
		name: 'dedupe',
		icon: { light: 'file:dedupe.svg', dark: 'file:dedupe.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] }}',
		description: 'Sends each alert once: claim its key before sending, confirm it after, release it when sending failed',
		defaults: { name: 'Dedupe' },
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{ $parameter["operation"] === "claim" ? [{ type: "main", displayName: "New" }, { type: "main", displayName: "Duplicate" }] : ["main"] }}`,
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

/** @returns the items of each output: New and Duplicate for a claim, one output for the others. */
async function apply(context: IExecuteFunctions, items: KeyedItem[]): Promise<KeyedItem[][]> {
	const operation = context.getNodeParameter('operation', 0) as Operation;
	const { leaseMinutes = 10, rememberedKeys = 10_000 } = context.getNodeParameter('options', 0) as Options;
	const ledger = n8nDatabaseLedger(context, operation === 'claim' ? { maxMarks: rememberedKeys * MARKS_PER_KEY } : {});
	const keys = items.map(({ value }) => value);
	switch (operation) {
		case 'claim':
			return splitClaimed(items, await ledger.claim(keys, leaseMinutes * 60, new Date()));
		case 'confirm':
			await ledger.confirm(keys);
			return [items];
		case 'release':
			await ledger.release(keys);
			return [items];
	}
}

/** Of several items with one claimed key the first is new, the others are duplicates. */
function splitClaimed(items: KeyedItem[], claimed: Set<string>): [KeyedItem[], KeyedItem[]] {
	const firstWithKey = new Map([...items].reverse().map((item) => [item.value, item]));
	const isNew = (item: KeyedItem) => claimed.has(item.value) && firstWithKey.get(item.value) === item;
	return [items.filter(isNew), items.filter((item) => !isNew(item))];
}

/** n8n keeps one history a workflow; a Remove Duplicates node with another comparison in it makes ours unusable. */
function ledgerError(context: IExecuteFunctions, error: unknown): NodeOperationError {
	return new NodeOperationError(context.getNode(), `The ledger could not be read or written: ${messageOf(error)}`, {
		description:
			'It is kept in n8n\'s database, per workflow. If this workflow also has a Remove Duplicates node with the scope Workflow, give that node the scope Node.',
	});
}
