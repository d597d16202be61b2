import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
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
 */
export async function forEachItem<Prepared>(
	context: IExecuteFunctions,
	prepare: (itemIndex: number) => Prepared | Promise<Prepared>,
	act: (prepared: Prepared, itemIndex: number) => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	const failed: INodeExecutionData[] = [];
	const attempt = async <Result>(itemIndex: number, step: () => Promise<Result>): Promise<Result | undefined> => {
		try {
			return await step();
		} catch (cause) {
			const error = nodeError(context, cause, itemIndex);
			if (!context.continueOnFail()) throw error;
			failed.push(failedItem(error, itemIndex));
			return undefined;
		}
	};

	const prepared: Array<{ value: Prepared; itemIndex: number }> = [];
	for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
		await attempt(itemIndex, async () => prepared.push({ value: await prepare(itemIndex), itemIndex }));
	}
	const done: INodeExecutionData[] = [];
	for (const { value, itemIndex } of prepared) {
		done.push(...((await attempt(itemIndex, () => act(value, itemIndex))) ?? []));
	}
	return [...done, ...failed];
}

/**
 * Any failure as the error n8n shows: one line that says what happened, to which item, and below it what to do.
 */
export function nodeError(context: Pick<IExecuteFunctions, 'getNode'>, error: unknown, itemIndex?: number): NodeOperationError {
	if (error instanceof NodeOperationError) return error;
	return new NodeOperationError(context.getNode(), messageOf(error), {
		...(error instanceof ExplainedError && error.advice !== '' ? { description: error.advice } : {}),
		...(itemIndex === undefined ? {} : { itemIndex }),
	});
}

/** What n8n takes for an item that failed: on the error output it adds the JSON of the input item to it. */
export function failedItem(error: NodeOperationError, itemIndex: number): INodeExecutionData {
	const details = error.description ?? '';
	return { json: { error: error.message, ...(details === '' ? {} : { details }) }, pairedItem: { item: itemIndex } };
}
