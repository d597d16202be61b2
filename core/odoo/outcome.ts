/** What became of one of several things done together: a result, or why not. */
export type Outcome<Value> = { value: Value } | { error: unknown };

/** Does something to each in turn; one that fails does not stop the others. */
export async function outcomes<Item, Value>(
	items: readonly Item[],
	act: (item: Item) => Value | Promise<Value>,
): Promise<Array<Outcome<Value>>> {
	const done: Array<Outcome<Value>> = [];
	for (const item of items) done.push(await outcomeOf(() => act(item)));
	return done;
}

async function outcomeOf<Value>(act: () => Value | Promise<Value>): Promise<Outcome<Value>> {
	try {
		return { value: await act() };
	} catch (error) {
		return { error };
	}
}
