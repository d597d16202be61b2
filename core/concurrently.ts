/** Does something to every item, so many at once, and waits for all of it. Rejects with the first failure, after the last has ended. */
export async function concurrently<Item>(items: readonly Item[], limit: number, act: (item: Item) => Promise<void>): Promise<void> {
	const waiting = items.values();
	const worker = async () => {
		for (const item of waiting) await act(item);
	};
	const results = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, worker));
	const failure = results.find((result) => result.status === 'rejected');
	if (failure !== undefined) throw failure.reason;
}
