import { ExplainedError } from '../errors';

/** What became of one of several things done together: a result, or why not. */
export type Outcome<Value> = { value: Value } | { error: unknown };

/**
 * Does something to each in turn; one that fails does not stop the others. When the server is away, those that are left
 * fail for that reason without being tried.
 */
export async function outcomes<Item, Value>(
	items: readonly Item[],
	act: (item: Item) => Value | Promise<Value>,
): Promise<Array<Outcome<Value>>> {
	const done: Array<Outcome<Value>> = [];
	let away: Outcome<Value> | null = null;
	for (const item of items) {
		const outcome: Outcome<Value> = away ?? (await outcomeOf(() => act(item)));
		if (isAway(outcome)) away = outcome;
		done.push(outcome);
	}
	return done;
}

async function outcomeOf<Value>(act: () => Value | Promise<Value>): Promise<Outcome<Value>> {
	try {
		return { value: await act() };
	} catch (error) {
		return { error };
	}
}

function isAway(outcome: Outcome<unknown>): boolean {
	return 'error' in outcome && outcome.error instanceof ExplainedError && outcome.error.serverAway;
}
