import { z } from 'zod';
import { splitList } from '../settings';
import { CHANNELS } from './alert';

/**
 * A row of a table, as n8n's Data Table node gives it, read like an entry of a list: the fields of an item's `json`,
 * names such as `quiet_from` as `quietFrom`, and cells without content as if they were not there. What the table itself
 * adds is left out. Anything else is passed as it is.
 */
export function tableRow(entry: unknown): unknown {
	const row = rowSchema.safeParse(entry);
	if (!row.success) return entry;
	const fields = itemSchema.safeParse(row.data).data?.json ?? row.data;
	return Object.fromEntries(
		Object.entries(fields)
			.filter(([name, value]) => !ADDED_BY_TABLE.includes(name) && value !== null && value !== undefined && value !== '')
			.map(([name, value]) => [camelCase(name), value]),
	);
}

const rowSchema = z.record(z.unknown());
const itemSchema = z.object({ json: rowSchema });

/** By n8n's data tables, 2.41. */
const ADDED_BY_TABLE = ['id', 'createdAt', 'updatedAt'];

function camelCase(name: string): string {
	return name.trim().replace(/[\s_-]+(\w)/g, (_match, letter: string) => letter.toUpperCase());
}

/** A list, or its entries in one cell with commas between them. */
export function listOf<Item extends z.ZodTypeAny>(item: Item) {
	return z.preprocess((cell) => (typeof cell === 'string' ? splitList(cell) : typeof cell === 'number' ? [cell] : cell), z.array(item));
}

/** True or false, in a cell of text as well. */
export const flag = z.preprocess(lowerCase, z.union([z.boolean(), z.enum(['true', 'false']).transform((cell) => cell === 'true')]));

/** A channel, in whatever case. */
export const channel = z.preprocess(lowerCase, z.enum(CHANNELS));

function lowerCase(cell: unknown): unknown {
	return typeof cell === 'string' ? cell.trim().toLowerCase() : cell;
}
