import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { ExplainedError } from '../../core/errors';
import type { DocumentModel, DocumentReference } from '../../core/odoo/documents';
import { DOCUMENT_MODELS } from '../../core/odoo/documents';
import type { Contact } from '../../core/odoo/partners';
import type { UserReference } from '../../core/odoo/users';
import { parsePhone } from '../../core/phone/phone';
import { textParameter } from '../shared/alert-item';

/** A field's text that has to be there. */
export function readText(context: IExecuteFunctions, parameter: string, itemIndex: number, label: string): string {
	return required(textParameter(context, parameter, itemIndex), label);
}

/** A text of the Options collection; an expression that finds nothing is empty. */
export function readOption(context: IExecuteFunctions, name: string, itemIndex: number): string {
	return text.parse(context.getNodeParameter(`options.${name}`, itemIndex, '')).trim();
}

export function readUser(context: IExecuteFunctions, itemIndex: number): UserReference {
	const user = readOptionalUser(context, itemIndex);
	return user ?? { email: required('', 'User') };
}

/** The user, or null when the field is empty. */
export function readOptionalUser(context: IExecuteFunctions, itemIndex: number): UserReference | null {
	const { mode, value } = readLocator(context, 'user', itemIndex);
	if (value === '') return null;
	return mode === 'list' || mode === 'id' ? { id: readId(value, 'User') } : { email: value };
}

/** The record that the fields Record Type and Record name. */
export function readRecord(context: IExecuteFunctions, itemIndex: number): DocumentReference {
	const model = readModel(context, itemIndex);
	const { mode, value } = readLocator(context, 'record', itemIndex);
	required(value, 'Record');
	if (mode !== 'email' && mode !== 'phone') return { model, id: readId(value, 'Record') };
	return { model, contact: readContact(mode, value, readOption(context, 'country', itemIndex)) };
}

export function readContact(by: 'email' | 'phone', value: string, country: string): Contact {
	if (by === 'email') return { email: value };
	const phone = parsePhone(value, country);
	if (phone !== null) return { phone };
	throw new ExplainedError('The phone number is none', {
		advice: 'Give it with its country code, e.g. +31612345678, or set Default Country',
	});
}

/** What a resource locator holds; an expression in its place may give a bare value. */
export function readLocator(context: IExecuteFunctions, parameter: string, itemIndex: number): { mode: string; value: string } {
	const { mode, value } = locator.parse(context.getNodeParameter(parameter, itemIndex, ''));
	return { mode, value: value.trim() };
}

export function readId(value: unknown, label: string): number {
	const id = z.coerce.number().int().positive().safeParse(value);
	if (id.success) return id.data;
	throw new ExplainedError(`${label}: this is no ID`, { advice: `Enter the record's number in Odoo as "${label}", e.g. 42` });
}

export function required(value: string, label: string): string {
	if (value !== '') return value;
	throw new ExplainedError(`${label} is empty or no text`, {
		advice: `Fill in "${label}", or put this node after Route SLA Alert, whose items fill its default`,
	});
}

function readModel(context: IExecuteFunctions, itemIndex: number): DocumentModel {
	const model = z.enum(DOCUMENT_MODELS).safeParse(context.getNodeParameter('recordType', itemIndex));
	if (model.success) return model.data;
	throw new ExplainedError('Record Type is none that this node knows', { advice: `Choose one of ${DOCUMENT_MODELS.join(', ')}` });
}

const text = z.string().catch('');

/** Ids arrive as numbers or as text. */
const scalar = z.union([z.string(), z.number().transform(String)]).catch('');

const locator = z.union([
	z.object({ mode: z.string(), value: scalar }),
	scalar.transform((value) => ({ mode: /^\d+$/.test(value.trim()) ? 'id' : 'email', value })),
]);
