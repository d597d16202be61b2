import { z } from 'zod';
import type { DocType } from './doctypes';
import type { Document } from './document';
import { rowsOf, text } from './document';
import { invalid } from './frappe-error';

type Filter = readonly [doctype: string, field: string, operator: string, value: unknown];

const filterSchema = z.union([
	z.tuple([z.string(), z.string(), z.string(), z.unknown()]).transform((four): Filter => four),
	z.tuple([z.string(), z.string(), z.unknown()]).transform(([field, operator, value]): Filter => ['', field, operator, value]),
]);
const filtersSchema = z.union([
	z.array(filterSchema),
	z.record(z.unknown()).transform((record) => Object.entries(record).map(([field, value]): Filter => ['', field, '=', value])),
]);

/** Fields that every document has. */
export const STANDARD_FIELDS = ['name', 'owner', 'creation', 'modified', 'modified_by', 'docstatus', 'idx', '_user_tags'];

/** A test for documents, from the JSON of a request. @throws FrappeError for what Frappe (15) refuses in it */
export function parseFilters(json: string | null, name: string, doctype: DocType, combine: 'every' | 'some'): (document: Document) => boolean {
	if (json === null) return () => true;
	const filters = filtersSchema.safeParse(JSON.parse(json));
	if (!filters.success) throw invalid('Invalid filter', 'DataError');
	const tests = filters.data.map((filter) => testOf(filter, name, doctype));
	return combine === 'every' || tests.length === 0 ? (document) => tests.every((test) => test(document)) : (document) => tests.some((test) => test(document));
}

/** The four-part form may name a child table's DocType: a document matches when one of its rows does. */
function testOf([of, field, operator, value]: Filter, name: string, doctype: DocType): (document: Document) => boolean {
	const compare = OPERATORS[operator.toLowerCase()];
	if (compare === undefined) throw invalid(`Operator must be one of ${Object.keys(OPERATORS).join(', ')}`, 'ValidationError');
	if (of === '' || of === name) {
		checkField(field, [...STANDARD_FIELDS, ...doctype.fields]);
		return (document) => compare(document[field] ?? null, value);
	}
	const table = Object.entries(doctype.tables ?? {}).find(([, { doctype: child }]) => child === of);
	if (table === undefined) throw invalid(`Field not permitted in query: ${of}.${field}`, 'DataError');
	const [tableField, { fields }] = table;
	checkField(field, [...STANDARD_FIELDS, 'parent', ...fields]);
	return (document) => rowsOf(document[tableField]).some((row) => compare(row[field] ?? null, value));
}

export function checkField(field: string, known: readonly string[]): void {
	if (!known.includes(field)) throw invalid(`Field not permitted in query: ${field}`, 'DataError');
}

const OPERATORS: Readonly<Record<string, (value: unknown, wanted: unknown) => boolean>> = {
	'=': (value, wanted) => isSame(value, wanted),
	'!=': (value, wanted) => !isSame(value, wanted),
	'>': (value, wanted) => text(value) > text(wanted),
	'>=': (value, wanted) => text(value) >= text(wanted),
	'<': (value, wanted) => text(value) < text(wanted),
	'<=': (value, wanted) => text(value) <= text(wanted),
	like: (value, wanted) => isLike(value, wanted),
	'not like': (value, wanted) => !isLike(value, wanted),
	is: (value, wanted) => (text(value) === '') === (wanted === 'not set'),
	in: (value, wanted) => Array.isArray(wanted) && wanted.some((each) => isSame(value, each)),
	'not in': (value, wanted) => Array.isArray(wanted) && !wanted.some((each) => isSame(value, each)),
};

/** As MariaDB compares texts: whatever the case. */
function isSame(value: unknown, wanted: unknown): boolean {
	return text(value).toLowerCase() === text(wanted).toLowerCase();
}

function isLike(value: unknown, wanted: unknown): boolean {
	const pattern = text(wanted).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/%/g, '.*').replace(/_/g, '.');
	return new RegExp(`^${pattern}$`, 'isu').test(text(value));
}
