import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { OdooClient } from '../../core/odoo/client';
import type { Outcome } from '../../core/odoo/outcome';
import type { PreparedItem } from '../shared/items';
import { asJson, failure, passOnSent, prepareItems } from '../shared/items';
import { once } from '../shared/once';
import { connectOdoo } from './connect';

/** How many items go into one call: Odoo 16 and 19 create so many activities in one to two seconds. */
const BATCH_SIZE = 100;

/** Does something with the values of up to 100 items; answers what became of each. */
type Step<In, Out> = (client: OdooClient, values: In[]) => Promise<Array<Outcome<Out>>>;

/** The node's items on their way through Odoo: those still to be done, and those that failed. */
export interface Batch<Value> {
	/**
	 * Takes the items a step on. With "Stop Workflow" on error a failure stops the node before the next step: what is
	 * looked up in one step is not acted on in the next.
	 */
	step<Out>(act: Step<Value, Out>): Promise<Batch<Out>>;
	/** The items with `odoo` added, those that failed last (see `forEachItem`). */
	output(odoo: (value: Value) => object): INodeExecutionData[];
	/** The items for which `changes` gives null, as they came, with those that failed; and the others, with the changes. */
	divide(changes: (value: Value) => IDataObject | null): [INodeExecutionData[], INodeExecutionData[]];
}

/** Reads every item before anything is sent. */
export async function readItems<Read>(context: IExecuteFunctions, read: (itemIndex: number) => Read): Promise<Batch<Read>> {
	const connect = once(() => connectOdoo(context));
	const { prepared, failed } = await prepareItems(context, async (itemIndex) => {
		await connect();
		return read(itemIndex);
	});
	return batchOf(context, connect, prepared, failed);
}

function batchOf<Value>(
	context: IExecuteFunctions,
	connect: () => Promise<OdooClient>,
	items: ReadonlyArray<PreparedItem<Value>>,
	failed: readonly INodeExecutionData[],
): Batch<Value> {
	return {
		async step<Out>(act: Step<Value, Out>) {
			const done: Array<PreparedItem<Out>> = [];
			const failures = [...failed];
			for (let start = 0; start < items.length; start += BATCH_SIZE) {
				const some = items.slice(start, start + BATCH_SIZE);
				const outcomes = await attempt(act, await connect(), some.map(({ value }) => value));
				some.forEach(({ itemIndex }, index) => {
					const outcome = outcomes[index] ?? { error: new Error('nothing is known of this item') };
					if ('value' in outcome) done.push({ value: outcome.value, itemIndex });
					else failures.push(failure(context, outcome.error, itemIndex));
				});
			}
			return batchOf(context, connect, done, failures);
		},
		output: (odoo) => [
			...items.map(({ value, itemIndex }) => passOnSent(context, itemIndex, { odoo: asJson(odoo(value)) })),
			...failed,
		],
		divide: (changes) => {
			const divided = items.map(({ value, itemIndex }) => ({ itemIndex, changed: changes(value) }));
			return [
				[...divided.flatMap(({ itemIndex, changed }) => (changed === null ? passOnSent(context, itemIndex, {}) : [])), ...failed],
				divided.flatMap(({ itemIndex, changed }) => (changed === null ? [] : passOnSent(context, itemIndex, changed))),
			];
		},
	};
}

/** A step that fails as a whole is every item's failure. */
async function attempt<In, Out>(act: Step<In, Out>, client: OdooClient, values: In[]): Promise<Array<Outcome<Out>>> {
	try {
		return await act(client, values);
	} catch (error) {
		return values.map(() => ({ error }));
	}
}
