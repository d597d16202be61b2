const PART_SIZE = 500;

/**
 * Reads a long list a part at a time, all of it or so many. Something that moves to the end of the list meanwhile may
 * push another past a part's border unread: for lists that are read again soon.
 */
export async function readInParts<Row>(read: (offset: number, size: number) => Promise<Row[]>, limit: number | null): Promise<Row[]> {
	const rows: Row[] = [];
	for (;;) {
		const size = Math.min(PART_SIZE, (limit ?? Infinity) - rows.length);
		if (size <= 0) return rows;
		const part = await read(rows.length, size);
		rows.push(...part);
		if (part.length < size) return rows;
	}
}
