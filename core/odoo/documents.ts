import { z } from 'zod';
import { ExplainedError } from '../errors';
import { parseAnswer } from './answer';
import type { OdooClient } from './client';
import type { Contact, OdooPartner } from './partners';
import { contactConditions, findPartners, isOfContact, phoneFieldsOf } from './partners';
import { Id, MaybeLinkId, MaybeText } from './record';
import type { Condition } from './search';
import { anyOf, hasSome } from './search';

/** Records that activities, notes and messages can be put on: contacts, leads and opportunities, project tasks. */
export const DOCUMENT_MODELS = ['res.partner', 'crm.lead', 'project.task'] as const;
export type DocumentModel = (typeof DOCUMENT_MODELS)[number];

/** A record by its id, or as the customer's. */
export type DocumentReference = { model: DocumentModel } & ({ id: number } | { contact: Contact });

export type FindDocument = (reference: DocumentReference) => Promise<number | null>;

/**
 * Finds the records of customers, with one call for all contacts, one for all leads and one for all tasks, as far as
 * they are needed. A lead is the customer's by its contact or its own e-mail address or phone number, a task by its
 * contact; of several the newest one counts, of contacts the oldest.
 *
 * @returns a function that gives the record's id, or null when the customer has none.
 */
export function documentFinder(client: OdooClient, references: readonly DocumentReference[]): FindDocument {
	const contactsOf = (model?: DocumentModel) =>
		references.flatMap((reference) => ('contact' in reference && (model ?? reference.model) === reference.model ? reference.contact : []));
	const partners = lazily(() => findPartners(client, contactsOf()));
	const leads = lazily(async () => findLeads(client, contactsOf('crm.lead'), await partners()));
	const tasks = lazily(async () => findTasks(client, contactsOf('project.task'), await partners()));
	return async (reference) => {
		if ('id' in reference) return reference.id;
		switch (reference.model) {
			case 'res.partner':
				return (await partners())(reference.contact)[0]?.id ?? null;
			case 'crm.lead':
				return (await leads())(reference.contact);
			case 'project.task':
				return (await tasks())(reference.contact);
		}
	};
}

/** The record's id. @throws ExplainedError when the customer has none. */
export async function requireDocument(find: FindDocument, reference: DocumentReference): Promise<number> {
	const id = await find(reference);
	if (id !== null) return id;
	const by = 'contact' in reference && 'phone' in reference.contact ? 'phone number' : 'e-mail';
	throw new ExplainedError(`Odoo has no ${DOCUMENT_NAMES[reference.model]} of a customer with this ${by}`, {
		advice: 'Create it in Odoo, check what the item holds, or choose the record by its ID; archived records are not found',
	});
}

const DOCUMENT_NAMES: Record<DocumentModel, string> = {
	'res.partner': 'contact',
	'crm.lead': 'lead',
	'project.task': 'task',
};

type PartnersOf = (contact: Contact) => OdooPartner[];

async function findLeads(client: OdooClient, contacts: readonly Contact[], partnersOf: PartnersOf) {
	const phoneFields = await phoneFieldsOf(client, contacts);
	const conditions = [
		...ofPartners(contacts, partnersOf),
		...contacts.flatMap((contact) => contactConditions(contact, 'email_from', phoneFields)),
	];
	const leads = await newestFirst(client, 'crm.lead', conditions, ['email_from', ...phoneFields], LeadRow);
	return (contact: Contact) =>
		leads.find(
			({ partner_id, email_from, phone, mobile }) =>
				isOfContact(contact, email_from, [phone, mobile]) || partnersOf(contact).some(({ id }) => id === partner_id),
		)?.id ?? null;
}

async function findTasks(client: OdooClient, contacts: readonly Contact[], partnersOf: PartnersOf) {
	const tasks = await newestFirst(client, 'project.task', ofPartners(contacts, partnersOf), [], TaskRow);
	return (contact: Contact) => tasks.find(({ partner_id }) => partnersOf(contact).some(({ id }) => id === partner_id))?.id ?? null;
}

function ofPartners(contacts: readonly Contact[], partnersOf: PartnersOf): Condition[] {
	const ids = contacts.flatMap((contact) => partnersOf(contact).map(({ id }) => id));
	return ids.length === 0 ? [] : [['partner_id', 'in', [...new Set(ids)]]];
}

async function newestFirst<Row>(
	client: OdooClient,
	model: DocumentModel,
	conditions: readonly Condition[],
	fields: readonly string[],
	row: z.ZodType<Row, z.ZodTypeDef, unknown>,
): Promise<Row[]> {
	if (!hasSome(conditions)) return [];
	const answer = await client.execute({
		model,
		method: 'search_read',
		params: { domain: anyOf(conditions) },
		options: { fields: ['id', 'partner_id', ...fields], order: 'id desc' },
	});
	return parseAnswer(z.array(row), answer, `search_read on ${model}`);
}

const TaskRow = z.object({ id: Id, partner_id: MaybeLinkId });
const LeadRow = TaskRow.extend({ email_from: MaybeText, phone: MaybeText, mobile: MaybeText.default('') });

function lazily<Value>(make: () => Promise<Value>): () => Promise<Value> {
	let made: Promise<Value> | undefined;
	return () => (made ??= make());
}
