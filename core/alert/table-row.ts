import { z } from 'zod';
import { splitList } from '../settings';
import { CHANNELS } from './alert';

/**
 * A row of a table, as n8n's Data Table or Google Sheets node gives it, read like an entry of a list: the fields of an
 * item's `json`, `Quiet From` and `quiet_from` as the `quietFrom` that is among `names`, and cells without content as if
 * they were not there. What the table itself adds is left out; a column of any other name keeps it, to be refused by
 * that. Anything but a row is passed as it is.
 */
export function tableRow(names: readonly string[]): (entry: unknown) => unknown {
	const known = new Map(names.map((name) => [plainName(name), name]));
	return (entry) => {
		const row = rowSchema.safeParse(entry);
		if (!row.success) return entry;
		const fields = itemSchema.safeParse(row.data).data?.json ?? row.data;
		return Object.fromEntries(
			Object.entries(fields)
				.filter(([name, value]) => !ADDED_BY_TABLES.includes(plainName(name)) && !isEmpty(value))
				.map(([name, value]) => [known.get(plainName(name)) ?? name, value]),
		);
	};
}

const rowSchema = z.record(z.unknown());
const itemSchema = z.object({ json: rowSchema });

/** By n8n's data tables (2.41) and databases, by its Google Sheets node, and by Airtable. */
const ADDED_BY_TABLES = ['id', 'createdat', 'updatedat', 'rownumber', 'createdtime'];

function plainName(name: string): string {
	return name.toLowerCase().replace(/[\s_-]+/g, '');
}

function isEmpty(cell: unknown): boolean {
	return cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '');
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
