/** One page of a list. `isLast` where Chatwoot has said all it has. */
export interface Page<Item> {
	items: Item[];
	isLast: boolean;
}

/**
 * Reads pages one after the other, up to `limit` items. Pages shift while others work on the list: an item that comes
 * twice is kept once.
 */
export async function readPages<Item extends { id: number }>(
	readPage: (page: number) => Promise<Page<Item>>,
	limit: number = Infinity,
): Promise<Item[]> {
	const found = new Map<number, Item>();
	for (let page = 1; found.size < limit; page++) {
		const { items, isLast } = await readPage(page);
		for (const item of items) if (!found.has(item.id)) found.set(item.id, item);
		if (isLast) break;
	}
	return [...found.values()].slice(0, limit);
}
