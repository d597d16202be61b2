import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { ExplainedError, messageOf } from '../../core/errors';

/**
 * Does something to every item and collects what came out, a failure of one item apart from the others.
 *
 * `prepare` reads and checks an item; only when all are read does `act` begin, so that with "Stop Workflow" on error
 * bad input stops the node before anything is sent. With "Continue" the failed items carry their error and go to the
 * error output.
 *
 * Failed items come last: with "Retry On Fail" n8n repeats a whole node when its first item has an error
 * (n8n-core 2.41, workflow-execute), and what was sent must not be sent again.
 *
 * When the server is away, the items that are left fail for that reason without being tried: n8n runs nothing beside
 * this node, and a time-out for each item would keep other channels waiting, and outlast the leases of the claims.
 */
export async function forEachItem<Prepared>(
	context: IExecuteFunctions,
	prepare: (itemIndex: number) => Prepared | Promise<Prepared>,
	act: (prepared: Prepared, itemIndex: number) => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	const { prepared, failed } = await prepareItems(context, prepare);
	const alone = prepared.map((item): Group<Prepared> => [item]);
	return await actOnGroups(context, alone, failed, ([{ value, itemIndex }]) => act(value, itemIndex));
}

export interface PreparedItem<Prepared> {
	value: Prepared;
	itemIndex: number;
}

/** The first half of `forEachItem`, for nodes that act on all items at once. */
export async function prepareItems<Prepared>(
	context: IExecuteFunctions,
	prepare: (itemIndex: number) => Prepared | Promise<Prepared>,
): Promise<{ prepared: Array<PreparedItem<Prepared>>; failed: INodeExecutionData[] }> {
	const prepared: Array<PreparedItem<Prepared>> = [];
	const failed: INodeExecutionData[] = [];
	for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
		try {
			prepared.push({ value: await prepare(itemIndex), itemIndex });
		} catch (cause) {
			failed.push(failure(context, cause, itemIndex));
		}
	}
	return { prepared, failed };
}

/** Items that are done, or fail, as one. */
export type Group<Prepared> = readonly [PreparedItem<Prepared>, ...Array<PreparedItem<Prepared>>];

/** The second half of `forEachItem`, for nodes that act on several items at once. `failed` are those that failed before. */
export async function actOnGroups<Prepared>(
	context: IExecuteFunctions,
	groups: ReadonlyArray<Group<Prepared>>,
	failed: readonly INodeExecutionData[],
	act: (group: Group<Prepared>) => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	const done: INodeExecutionData[] = [];
	const failures = [...failed];
	let away: ExplainedError | null = null;
	for (const group of groups) {
		try {
			if (away !== null) throw away;
			done.push(...(await act(group)));
		} catch (cause) {
			if (cause instanceof ExplainedError && cause.serverAway) away = cause;
			failures.push(...group.map(({ itemIndex }) => failure(context, cause, itemIndex)));
		}
	}
	return [...done, ...failures];
}

/** The output of an item that failed; with "Stop Workflow" on error its error ends the node. */
export function failure(context: IExecuteFunctions, cause: unknown, itemIndex: number): INodeExecutionData {
	const error = nodeError(context, cause, itemIndex);
	if (!context.continueOnFail()) throw error;
	return failedItem(error, itemIndex, cause);
}

/**
 * Any failure as the error n8n shows: one line that says what happened, to which item, and below it what to do.
 */
export function nodeError(context: Pick<IExecuteFunctions, 'getNode'>, cause: unknown, itemIndex?: number): NodeOperationError {
	if (cause instanceof NodeOperationError) return cause;
	const message = messageOf(cause);
	const error = new NodeOperationError(context.getNode(), message, {
		...(cause instanceof ExplainedError && cause.advice !== '' ? { description: cause.advice } : {}),
		...(itemIndex === undefined ? {} : { itemIndex }),
	});
	// n8n-workflow 2.41 puts a stock sentence in place of a message that holds a code such as ECONNREFUSED.
	error.message = message;
	return error;
}

/** Does something for a node as a whole; its failure becomes the error n8n shows. */
export async function explaining<Result>(context: Pick<IExecuteFunctions, 'getNode'>, step: () => Promise<Result>): Promise<Result> {
	try {
		return await step();
	} catch (error) {
		throw nodeError(context, error);
	}
}

/** The input item as an output item, with more in its JSON. */
export function passOn(context: IExecuteFunctions, itemIndex: number, more: IDataObject = {}): INodeExecutionData {
	const item = context.getInputData()[itemIndex];
	return { ...item, json: { ...item?.json, ...more }, pairedItem: { item: itemIndex } };
}

/**
 * The same for what was sent, without the error an earlier node failed with: with "Retry On Fail" n8n (2.41) would take it
 * for a failure of this node, and send everything again.
 */
export function passOnSent(context: IExecuteFunctions, itemIndex: number, more: IDataObject): INodeExecutionData {
	const { json, ...item } = passOn(context, itemIndex, more);
	return { ...item, json: Object.fromEntries(Object.entries(json).filter(([name]) => name !== 'error')) };
}

/** A value of core that is plain JSON data, as the JSON of an item. */
export function asJson(data: object): IDataObject {
	return { ...data } as IDataObject;
}

/**
 * What n8n takes for an item that failed: on the error output it adds the JSON of the input item to it. It does so only
 * for items with no other fields than `error`, `details` and `message` (2.41), so what machines are to read is in the last.
 */
export function failedItem(error: NodeOperationError, itemIndex: number, cause: unknown = error): INodeExecutionData {
	const details = error.description ?? '';
	const message = cause instanceof ExplainedError ? { message: forMachines(cause) } : {};
	return { json: { error: error.message, ...(details === '' ? {} : { details }), ...message }, pairedItem: { item: itemIndex } };
}

/** `status` is that of a server's answer, null when it gave none; it is missing where no server was asked. */
function forMachines(error: ExplainedError): IDataObject {
	const status = 'status' in error && (typeof error.status === 'number' || error.status === null) ? { status: error.status } : {};
	return { ...status, retryable: error.retryable, serverAway: error.serverAway };
}
