import { z } from 'zod';
import { createTurns } from '../ledger/in-turn';
import type { ChatwootApi } from './api';
import { hasStatus, queryOf } from './api';
import type { Page } from './pages';
import { readPages } from './pages';

const contactSchema = z
	.object({
		id: z.number(),
		name: z.string().nullish(),
		email: z.string().nullish(),
		phone_number: z.string().nullish(),
		identifier: z.string().nullish(),
		custom_attributes: z.record(z.unknown()).nullish(),
		/** The addresses under which inboxes know the contact. */
		contact_inboxes: z
			.array(z.object({ source_id: z.string(), inbox: z.object({ id: z.number() }).passthrough() }).passthrough())
			.nullish(),
	})
	.passthrough();

/** A contact as Chatwoot answers it. */
export type Contact = z.infer<typeof contactSchema>;

/** What a contact can be recognised by. `phones` are the ways to write one number, as E.164; the first is the one to store. */
export interface ContactKeys {
	phones: string[];
	email: string;
	identifier: string;
}

/** Whether there is anything to recognise a contact by. */
export function hasKeys({ phones, email, identifier }: ContactKeys): boolean {
	return phones.length > 0 || email !== '' || identifier !== '';
}

export type MatchedBy = 'identifier' | 'phone' | 'email';

export interface ContactMatch {
	contact: Contact;
	matchedBy: MatchedBy;
}

export interface ContactDetails {
	name?: string;
	email?: string;
	/** E.164: Chatwoot (4.15) silently drops anything else from an update. */
	phone_number?: string;
	identifier?: string;
	custom_attributes?: Record<string, unknown>;
}

interface NewContactDetails {
	name: string;
	/** Makes the contact known to this inbox. */
	inboxId: number | null;
	customAttributes: Record<string, unknown>;
}

/** Contacts whose name, e-mail, phone or identifier contains the text. */
export async function searchContacts(api: ChatwootApi, text: string, limit?: number): Promise<Contact[]> {
	return await readPages((page) => searchPage(api, text, page), limit);
}

export async function getContact(api: ChatwootApi, id: number): Promise<Contact> {
	return (await api.read(z.object({ payload: contactSchema }), { path: `/contacts/${id}`, what: `contact ${id}` })).payload;
}

/** The contact that has one of the keys; the identifier decides first, then the phone, then the e-mail. Null without one. */
export async function findContact(api: ChatwootApi, keys: ContactKeys): Promise<ContactMatch | null> {
	for (const { matchedBy, find } of lookUps(keys)) {
		const contact = await find(api);
		if (contact !== null) return { contact, matchedBy };
	}
	return null;
}

const creating = createTurns();

/**
 * The contact that has one of the keys, else a new one with all of them. Chatwoot keeps phone, e-mail and identifier
 * unique: when another process was first, its 422 leads back to the search. Within this process callers wait in turn.
 * For a phone Chatwoot (4.15) only looks before it stores it, so that two processes at the same moment get one contact
 * each: both then use the first, and the other is merged into it.
 */
export async function getOrCreateContact(
	api: ChatwootApi,
	keys: ContactKeys,
	details: NewContactDetails,
): Promise<{ contact: Contact; created: boolean; matchedBy: MatchedBy | null }> {
	const [phone = ''] = keys.phones;
	return await creating([api.account, keys.identifier, phone, keys.email].join(' '), async () => {
		const known = await findContact(api, keys);
		if (known !== null) return { ...known, created: false };
		try {
			return await useFirst(api, keys.phones, await createContact(api, newContact(keys, details)));
		} catch (error) {
			const rival = hasStatus(error, 422) ? await findContact(api, keys) : null;
			if (rival === null) throw error;
			return { ...rival, created: false };
		}
	});
}

/** Custom attributes are merged by Chatwoot (4.15); those not named stay. */
export async function updateContact(api: ChatwootApi, id: number, details: ContactDetails): Promise<Contact> {
	await api.send({ method: 'PUT', path: `/contacts/${id}`, what: `contact ${id}`, body: details });
	return await getContact(api, id);
}

/** Moves everything of the second contact to the first, and deletes the second. */
export async function mergeContacts(api: ChatwootApi, baseId: number, mergedId: number): Promise<Contact> {
	await api.send({
		method: 'POST',
		path: '/actions/contact_merge',
		what: `the merge of contact ${mergedId} into contact ${baseId}`,
		body: { base_contact_id: baseId, mergee_contact_id: mergedId },
	});
	return await getContact(api, baseId);
}

export async function contactLabels(api: ChatwootApi, id: number): Promise<string[]> {
	const request = { path: `/contacts/${id}/labels`, what: `labels of contact ${id}` };
	return (await api.read(z.object({ payload: z.array(z.string()) }), request)).payload;
}

interface LookUp {
	matchedBy: MatchedBy;
	find: (api: ChatwootApi) => Promise<Contact | null>;
}

function lookUps({ identifier, phones, email }: ContactKeys): LookUp[] {
	return [
		...(identifier === '' ? [] : [{ matchedBy: 'identifier' as const, find: (api: ChatwootApi) => findByIdentifier(api, identifier) }]),
		...phones.map((phone) => ({
			matchedBy: 'phone' as const,
			find: (api: ChatwootApi) => findInSearch(api, digitsOf(phone), (each) => digitsOf(each.phone_number ?? '') === digitsOf(phone)),
		})),
		...(email === ''
			? []
			: [
					{
						matchedBy: 'email' as const,
						find: (api: ChatwootApi) => findInSearch(api, email, (each) => each.email?.toLowerCase() === email.toLowerCase()),
					},
				]),
	];
}

/** The contact just created, or the one that another process created before it with the same phone. */
async function useFirst(api: ChatwootApi, phones: ContactKeys['phones'], ours: Contact): Promise<{ contact: Contact; created: boolean; matchedBy: MatchedBy | null }> {
	const first = await findContact(api, { phones, email: '', identifier: '' });
	if (first === null || first.contact.id >= ours.id) return { contact: ours, created: true, matchedBy: null };
	return { contact: await mergeContacts(api, first.contact.id, ours.id), created: false, matchedBy: first.matchedBy };
}

/** A short one is part of many texts. Chatwoot (4.15) compares without regard to case, and so finds a few at most. */
async function findByIdentifier(api: ChatwootApi, identifier: string): Promise<Contact | null> {
	const condition = { attribute_key: 'identifier', filter_operator: 'equal_to', values: [identifier] };
	const { payload } = await api.read(searchSchema, { method: 'POST', path: '/contacts/filter', what: 'contacts', body: { payload: [condition] } });
	return payload.find((each) => each.identifier === identifier) ?? null;
}

/**
 * Chatwoot's search finds parts of texts in any field, so that every hit has to be compared with what was meant. Of two
 * contacts that fit, every worker has to find the same: the first.
 */
async function findInSearch(api: ChatwootApi, text: string, fits: (contact: Contact) => boolean): Promise<Contact | null> {
	for (let page = 1; ; page++) {
		const { items, isLast } = await searchPage(api, text, page);
		const [found] = items.filter(fits).sort((one, other) => one.id - other.id);
		if (found !== undefined) return found;
		if (isLast) return null;
	}
}

const PAGE_SIZE = 15;

const searchSchema = z.object({ payload: z.array(contactSchema) });

async function searchPage(api: ChatwootApi, text: string, page: number): Promise<Page<Contact>> {
	const path = `/contacts/search${queryOf({ q: text, page })}`;
	const { payload } = await api.read(searchSchema, { path, what: 'contacts' });
	return { items: payload, isLast: payload.length < PAGE_SIZE };
}

function newContact(
	{ phones: [phone], email, identifier }: ContactKeys,
	{ name, inboxId, customAttributes }: NewContactDetails,
): ContactDetails & { inbox_id?: number } {
	return {
		name: name === '' ? defaultName(phone, email, identifier) : name,
		...(phone === undefined ? {} : { phone_number: phone }),
		...(email === '' ? {} : { email }),
		...(identifier === '' ? {} : { identifier }),
		...(inboxId === null ? {} : { inbox_id: inboxId }),
		custom_attributes: customAttributes,
	};
}

/** Chatwoot shows a contact without a name as an empty line. */
function defaultName(phone: string | undefined, email: string, identifier: string): string {
	return phone === undefined ? email || identifier : `WhatsApp ${phone}`;
}

const createdSchema = z.object({ payload: z.object({ contact: contactSchema }) });

async function createContact(api: ChatwootApi, body: ContactDetails & { inbox_id?: number }): Promise<Contact> {
	return (await api.read(createdSchema, { method: 'POST', path: '/contacts', what: 'contact', body })).payload.contact;
}

function digitsOf(text: string): string {
	return text.replace(/\D/g, '');
}
