import { z } from 'zod';
import { pythonError } from './fault';

/** A record as Odoo reads it out: a link to another record is `[id, name]`, an empty field is false. */
export type Row = Readonly<Record<string, unknown>>;

/** The rows that a domain in Odoo's Polish notation matches, e.g. `['|', ['login', '=', 'a'], ['email', '=', 'a']]`. */
export function filterRows<R extends Row>(rows: readonly R[], model: string, fields: readonly string[], domain: unknown): R[] {
	if (!Array.isArray(domain)) throw pythonError('ValueError: Domain() invalid item in domain');
	const terms: readonly unknown[] = domain;
	for (const term of terms) checkTerm(term, model, fields);
	return rows.filter((row) => matches(row, terms));
}

function checkTerm(term: unknown, model: string, fields: readonly string[]): void {
	if (typeof term === 'string') return;
	const [field, operator] = leafOf(term);
	if (!fields.includes(field)) throw pythonError(`ValueError: Invalid field ${model}.${field} in condition (${field}, ${operator})`);
	if (!(operator in OPERATORS)) throw pythonError(`ValueError: Invalid operator ${operator}`);
}

/** Terms without an operator before them are joined by "and". */
function matches(row: Row, terms: readonly unknown[]): boolean {
	let rest = terms;
	let result = true;
	while (rest.length > 0) {
		const [value, left] = evaluate(row, rest);
		result = result && value;
		rest = left;
	}
	return result;
}

function evaluate(row: Row, [term, ...rest]: readonly unknown[]): [boolean, readonly unknown[]] {
	if (term === undefined) throw pythonError('IndexError: pop from empty list');
	if (term === '!') {
		const [value, left] = evaluate(row, rest);
		return [!value, left];
	}
	if (term === '|' || term === '&') {
		const [first, afterFirst] = evaluate(row, rest);
		const [second, afterSecond] = evaluate(row, afterFirst);
		return [term === '|' ? first || second : first && second, afterSecond];
	}
	const [field, operator, wanted] = leafOf(term);
	const value = row[field];
	const compare = OPERATORS[operator] ?? (() => false);
	return [comparable(value).some((compared) => compare(compared, wanted)), rest];
}

function leafOf(term: unknown): [string, string, unknown] {
	const leaf = Leaf.safeParse(term);
	if (leaf.success) return leaf.data;
	throw pythonError('ValueError: Domain() invalid item in domain');
}

const Leaf = z.tuple([z.string(), z.string(), z.unknown()]);

/** A link `[id, name]` counts as its id, a list of ids as each of them, an empty one as false. */
function comparable(value: unknown): unknown[] {
	if (!Array.isArray(value)) return [value];
	if (value.length === 0) return [false];
	return typeof value[1] === 'string' ? [value[0]] : value;
}

const OPERATORS: Record<string, (value: unknown, wanted: unknown) => boolean> = {
	'=': (value, wanted) => value === wanted,
	'!=': (value, wanted) => value !== wanted,
	in: (value, wanted) => Array.isArray(wanted) && wanted.includes(value),
	'not in': (value, wanted) => Array.isArray(wanted) && !wanted.includes(value),
	'<': (value, wanted) => isOrdered(value, wanted, (order) => order < 0),
	'<=': (value, wanted) => isOrdered(value, wanted, (order) => order <= 0),
	'>': (value, wanted) => isOrdered(value, wanted, (order) => order > 0),
	'>=': (value, wanted) => isOrdered(value, wanted, (order) => order >= 0),
	'=like': (value, wanted) => isLike(value, wanted, 'su'),
	'=ilike': (value, wanted) => isLike(value, wanted, 'isu'),
	like: (value, wanted) => isLike(value, `%${String(wanted)}%`, 'su'),
	ilike: (value, wanted) => isLike(value, `%${String(wanted)}%`, 'isu'),
	'not like': (value, wanted) => !isLike(value, `%${String(wanted)}%`, 'su'),
	'not ilike': (value, wanted) => !isLike(value, `%${String(wanted)}%`, 'isu'),
};

/** Numbers, and texts such as dates. An empty value is neither. */
function isOrdered(value: unknown, wanted: unknown, accept: (order: number) => boolean): boolean {
	if (typeof value === 'number' && typeof wanted === 'number') return accept(value - wanted);
	return typeof value === 'string' && typeof wanted === 'string' && accept(value < wanted ? -1 : Number(value > wanted));
}

/** PostgreSQL's LIKE: `%` any text, `_` any character, a backslash takes the next character as it is. */
function isLike(value: unknown, pattern: unknown, flags: string): boolean {
	if (typeof value !== 'string' || typeof pattern !== 'string') return false;
	const source = pattern.replace(/\\([\s\S])|[\s\S]/g, (character, escaped: string | undefined) => {
		if (escaped !== undefined) return literal(escaped);
		if (character === '%') return '.*';
		return character === '_' ? '.' : literal(character);
	});
	return new RegExp(`^${source}$`, flags).test(value);
}

function literal(character: string): string {
	return character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
