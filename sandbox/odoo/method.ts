import { z } from 'zod';
import type { Row } from './domain';
import { filterRows } from './domain';
import { pythonError } from './fault';
import type { SimulatedUser } from './users';
import type { World } from './world';

/** A call of a method, its arguments by name. */
export interface Call {
	world: World;
	caller: SimulatedUser;
	model: string;
	ids: readonly number[];
	args: Row;
	context: Row;
}

/** A public method of a model, as its signature declares it. */
export interface Method {
	/** A method of the model itself takes no ids. */
	on: 'model' | 'records';
	params: readonly string[];
	required?: readonly string[];
	/** Whether it takes any named argument. */
	takesMore?: boolean;
	run(call: Call): unknown;
}

export interface Model {
	/** Such as `Contact`. */
	label: string;
	methods: Readonly<Record<string, Method>>;
}

/** Records that a method returned: ids, where the protocol and version can say them. */
export class Records {
	constructor(
		readonly model: string,
		readonly ids: readonly number[],
	) {}
}

interface Reading {
	fields(call: Call): readonly string[];
	rows(call: Call): Row[];
	/** Rows that only `read` finds, by id. */
	hiddenRows?(call: Call): Row[];
	/** Throws when the caller may not read. */
	guard?(call: Call): void;
	/** Throws where `read` refuses missing ids instead of leaving them out. */
	checkIds?(call: Call): void;
}

/** The reading methods that every model has. */
export function reading({ fields, rows, hiddenRows = () => [], guard = () => undefined, checkIds = () => undefined }: Reading): Record<string, Method> {
	const found = (call: Call): Row[] => {
		guard(call);
		const { domain, order, offset, limit } = Search.parse(call.args);
		const sorted = inOrder(filterRows(rows(call), call.model, fields(call), domain ?? []), order ?? 'id');
		return sorted.slice(offset, typeof limit === 'number' && limit > 0 ? offset + limit : undefined);
	};
	const project = (call: Call, chosen: Row[]): Row[] => {
		const known = fields(call);
		const { fields: wanted, load } = Projection.parse(call.args);
		const names = wanted ?? known;
		for (const name of names) if (!known.includes(name)) throw unknownField(call, name);
		return chosen.map((row) => Object.fromEntries(['id', ...names].map((name) => [name, fieldOf(row, name, load === '')])));
	};
	const named = (row: Row) => [row['id'], row['display_name'] ?? row['name'] ?? ''];
	return {
		search: {
			on: 'model',
			params: ['domain', 'offset', 'limit', 'order'],
			required: ['domain'],
			run: (call) => found(call).map((row) => row['id']),
		},
		search_count: { on: 'model', params: ['domain', 'limit'], required: ['domain'], run: (call) => found(call).length },
		search_read: {
			on: 'model',
			params: ['domain', 'fields', 'offset', 'limit', 'order', 'load'],
			run: (call) => project(call, found(call)),
		},
		// As a rule a missing id is left out, not refused.
		read: {
			on: 'records',
			params: ['fields', 'load'],
			run: (call) => {
				guard(call);
				checkIds(call);
				return project(call, [...rows(call), ...hiddenRows(call)].filter((row) => call.ids.some((id) => id === row['id'])));
			},
		},
		name_search: {
			on: 'model',
			params: ['name', 'domain', 'operator', 'limit'],
			run: (call) => {
				const { name } = z.object({ name: z.string().default('') }).parse(call.args);
				const term = name === '' ? [] : [['display_name', 'ilike', name]];
				const domain = [...(Search.parse(call.args).domain ?? []), ...term];
				return found({ ...call, args: { ...call.args, domain } }).map(named);
			},
		},
		fields_get: {
			on: 'model',
			params: ['allfields', 'attributes'],
			run: (call) => Object.fromEntries(fields(call).map((field) => [field, { name: field }])),
		},
	};
}

export function unknownField({ world, model }: Call, name: string) {
	return pythonError(`ValueError: Invalid field '${name}' on ${world.version === 16 ? 'model ' : ''}'${model}'`);
}

/** @throws Fault for a field the model does not have, as `create` words it. */
export function checkNewFields({ world, model }: Call, values: Row, fields: readonly string[]): void {
	const unknown = Object.keys(values).find((field) => !fields.includes(field));
	if (unknown === undefined) return;
	throw pythonError(`ValueError: Invalid field '${unknown}' ${world.version === 16 ? 'on model' : 'in'} '${model}'`);
}

/** @throws Fault for a field the model does not have, as `write` words it. */
export function checkWrittenFields(call: Call, values: Row, fields: readonly string[]): void {
	const unknown = Object.keys(values).find((field) => !fields.includes(field));
	if (unknown === undefined) return;
	throw call.world.version === 16 ? unknownField(call, unknown) : pythonError(`KeyError: '${unknown}'`);
}

export const Values = z.record(z.unknown());

/** What `create` takes; the values as a list. */
export const ValuesList = z.union([z.array(Values), Values.transform((values) => [values])]);

const OptionalNumber = z.union([z.number(), z.literal(false), z.null()]).optional();
const Search = z.object({
	domain: z.union([z.array(z.unknown()), z.null()]).optional(),
	order: z.union([z.string(), z.null(), z.literal(false)]).optional().transform((order) => (typeof order === 'string' ? order : undefined)),
	offset: z.number().default(0),
	limit: OptionalNumber,
});
const Projection = z.object({
	fields: z.array(z.string()).optional(),
	load: z.string().optional(),
});

/** `name desc, id`. */
function inOrder(rows: Row[], order: string): Row[] {
	const keys = order.split(',').map((part) => part.trim().split(/\s+/));
	return [...rows].sort((a, b) => {
		for (const [field = 'id', direction = 'asc'] of keys) {
			const compared = compare(a[field], b[field]);
			if (compared !== 0) return direction.toLowerCase() === 'desc' ? -compared : compared;
		}
		return 0;
	});
}

function compare(a: unknown, b: unknown): number {
	if (typeof a === 'number' && typeof b === 'number') return a - b;
	return String(a).localeCompare(String(b));
}

function fieldOf(row: Row, name: string, plainLinks: boolean): unknown {
	const value = row[name] ?? false;
	const isLink = Array.isArray(value) && value.length === 2 && typeof value[1] === 'string';
	return plainLinks && isLink ? (value[0] as unknown) : value;
}
