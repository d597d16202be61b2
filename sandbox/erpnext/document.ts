import { z } from 'zod';
import { invalid } from './frappe-error';

export type Row = Record<string, unknown>;

/** A document as it is kept; its tables are lists of rows. */
export interface Document extends Row {
	doctype: string;
	name: string;
	/** In the time zone of the site, such as `2026-11-21 17:40:12.123456`. */
	creation: string;
	modified: string;
	owner: string;
	modified_by: string;
}

/** Text of a field; empty for none. */
export function text(value: unknown): string {
	return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
}

/** @throws FrappeError for what is no e-mail address; none at all is fine. */
export function checkEmail(value: unknown): void {
	const email = text(value);
	if (email !== '' && !/^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/.test(email)) {
		throw invalid(`${email} is not a valid Email Address`, 'InvalidEmailAddressError');
	}
}

/** The rows of a table, the very ones that are kept; none where there is no table. */
export function rowsOf(table: unknown): Row[] {
	return z.array(z.custom<Row>((row) => typeof row === 'object' && row !== null)).catch([]).parse(table);
}
