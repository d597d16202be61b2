import type { ChatwootApi } from '../chatwoot/api';
import { hasStatus } from '../chatwoot/api';
import type { Contact } from '../chatwoot/contacts';
import { findContact, getContact, getOrCreateContact, updateContact } from '../chatwoot/contacts';
import { ExplainedError } from '../errors';
import { createTurns } from '../ledger/in-turn';
import { phoneCandidates } from '../phone/candidates';
import type { Crm, CrmRecord } from './crm';
import { contactIdIn, markOf } from './mark';
import type { Side } from './merge';
import { fieldsOf, merge } from './merge';
import type { Field, Person } from './person';
import { readFingerprint, readPerson, writeFingerprint } from './person';

export interface SyncOptions {
	/** Whether a customer that the other side does not know is created there. */
	create: boolean;
	/** Of phone numbers without a country code: two letters, or empty. */
	country: string;
}

/** What became of one contact. */
export interface SyncResult {
	action: 'created' | 'linked' | 'updated' | 'unchanged' | 'skipped';
	contactId: number | null;
	recordId: string | null;
	/** The fields that were written. */
	toChatwoot: Field[];
	toCrm: Field[];
	/** Why it was skipped; null otherwise. */
	reason: string | null;
}

interface Pair {
	contact: Contact;
	record: CrmRecord;
	/** Which of them was written last, for fields that changed in both. */
	newer: Side;
	created: boolean;
}

const turns = createTurns();
const ATTEMPTS = 3;

/**
 * Brings the CRM's record of a Chatwoot contact in step with it, and gives it `tags`. `changedAt` is when the contact was
 * changed, where the event tells: Chatwoot (4.15) itself does not say it of a contact.
 */
export async function syncFromChatwoot(
	api: ChatwootApi,
	crm: Crm,
	{ contactId, changedAt, tags }: { contactId: number; changedAt: Date | null; tags: readonly string[] },
	options: SyncOptions,
): Promise<SyncResult> {
	const result = await inTurn(`${api.account} ${crm.name} ${contactId}`, async () => {
		const contact = await contactById(api, contactId);
		if (contact === null) return skipped('Chatwoot has no such contact any more', { contactId });
		const found = await recordOf(api, crm, contact, options);
		if (found !== null) {
			const newer = changedAt !== null && changedAt > found.modifiedAt ? 'chatwoot' : 'crm';
			return await settle(api, crm, { contact, record: found, newer, created: false }, options);
		}
		const person = personOf(contact, options);
		if (!options.create) return skipped(`${crm.name} has no record of this contact`, { contactId });
		if (!isRecognisable(person)) return skipped('The contact has neither a phone number nor an e-mail address', { contactId });
		const record = await crm.create({ ...person, name: nameOf(contact, person) }, markOf(api, contactId));
		return await settle(api, crm, { contact, record, newer: 'crm', created: true }, options);
	});
	if (result.recordId !== null && tags.length > 0) await crm.tag(result.recordId, tags);
	return result;
}

/** Brings the Chatwoot contact of a CRM's record in step with it. */
export async function syncFromCrm(api: ChatwootApi, crm: Crm, { recordId }: { recordId: string }, options: SyncOptions): Promise<SyncResult> {
	return await inTurn(`${api.account} ${crm.name} ${recordId}`, async () => {
		const record = await crm.get(recordId);
		if (record === null) return skipped(`${crm.name} has no such record any more`, { recordId });
		const person = readPerson(record.person, options.country);
		const keys = { phones: phoneCandidates(person.phone, ''), email: person.email, identifier: '' };
		const linked = await contactOf(api, record);
		const contact = linked ?? (isRecognisable(person) ? ((await findContact(api, keys))?.contact ?? null) : null);
		if (contact !== null) {
			if (await isAnothers(crm, contact, recordId)) return skipped('The Chatwoot contact belongs to another record', { contactId: contact.id, recordId });
			return await settle(api, crm, { contact, record, newer: 'crm', created: false }, options);
		}
		if (!options.create) return skipped('Chatwoot has no contact of this record', { recordId });
		if (!isRecognisable(person)) return skipped('The record has neither a usable phone number nor an e-mail address', { recordId });
		const made = await getOrCreateContact(api, keys, { name: person.name, inboxId: null, customAttributes: { [crm.attributes.id]: recordId } });
		return await settle(api, crm, { contact: made.contact, record, newer: 'crm', created: made.created }, options);
	});
}

/** One after another for the same contact, and again where somebody else changed the record in between. */
async function inTurn(name: string, sync: () => Promise<SyncResult | null>): Promise<SyncResult> {
	return await turns(name, async () => {
		for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
			const result = await sync();
			if (result !== null) return result;
		}
		throw new ExplainedError('The record is being changed by somebody else all the time', { advice: 'Try again later.', retryable: true });
	});
}

/** Writes to the CRM first: when that fails, Chatwoot does not claim that they are in step. Null where it has to be done anew. */
async function settle(api: ChatwootApi, crm: Crm, { contact, record, newer, created }: Pair, options: SyncOptions): Promise<SyncResult | null> {
	const { attributes } = crm;
	const kept = contact.custom_attributes ?? {};
	const wasLinked = keptId(contact, crm) === record.id;
	const base = wasLinked ? readFingerprint(kept[attributes.fingerprint]) : null;
	const { toChatwoot, toCrm, inStep } = merge(personOf(contact, options), readPerson(record.person, options.country), base, newer);
	const marks = { [attributes.id]: record.id, [attributes.fingerprint]: writeFingerprint(inStep) };

	const mark = markOf(api, contact.id);
	const writesToCrm = fieldsOf(toCrm).length > 0 || record.mark !== mark;
	if (writesToCrm && !(await crm.update(record, toCrm, mark))) return null;
	const marksDiffer = Object.entries(marks).some(([name, value]) => kept[name] !== value);
	if (marksDiffer || fieldsOf(toChatwoot).length > 0) {
		await updateContact(api, contact.id, detailsOf(toChatwoot, { ...marks, [attributes.syncedAt]: new Date().toISOString() }));
	}

	const written = fieldsOf(toChatwoot).length + fieldsOf(toCrm).length > 0;
	return {
		action: created ? 'created' : !wasLinked ? 'linked' : written ? 'updated' : 'unchanged',
		contactId: contact.id,
		recordId: record.id,
		toChatwoot: fieldsOf(toChatwoot),
		toCrm: fieldsOf(toCrm),
		reason: null,
	};
}

/** By the id that the contact keeps, by the id that a record keeps, or by phone and e-mail. */
async function recordOf(api: ChatwootApi, crm: Crm, contact: Contact, options: SyncOptions): Promise<CrmRecord | null> {
	const id = keptId(contact, crm);
	const linked = (id === '' ? null : await crm.get(id)) ?? (await crm.findByMark(markOf(api, contact.id)));
	if (linked !== null) return linked;
	const person = personOf(contact, options);
	if (!isRecognisable(person)) return null;
	for (const record of await crm.findByPerson(person)) if ((await contactOf(api, record)) === null) return record;
	return null;
}

/** The contact that a record belongs to; null for none, for one of another account, and for one that was deleted in Chatwoot. */
async function contactOf(api: ChatwootApi, { mark }: CrmRecord): Promise<Contact | null> {
	const id = contactIdIn(api, mark);
	return id === null ? null : await contactById(api, id);
}

/** Whether a contact keeps the id of another record, which still exists. */
async function isAnothers(crm: Crm, contact: Contact, recordId: string): Promise<boolean> {
	const id = keptId(contact, crm);
	return id !== '' && id !== recordId && (await crm.get(id)) !== null;
}

/** The id of its record that a contact keeps; empty for none. */
function keptId({ custom_attributes: kept }: Contact, { attributes }: Crm): string {
	const id = kept?.[attributes.id];
	return typeof id === 'string' || typeof id === 'number' ? String(id) : '';
}

async function contactById(api: ChatwootApi, id: number): Promise<Contact | null> {
	try {
		return await getContact(api, id);
	} catch (error) {
		if (hasStatus(error, 404)) return null;
		throw error;
	}
}

function personOf({ name, email, phone_number: phone }: Contact, { country }: SyncOptions): Person {
	return readPerson({ name: name ?? '', email: email ?? '', phone: phone ?? '' }, country);
}

/** A record needs a name, be it one that a channel made up. */
function nameOf(contact: Contact, { name, phone, email }: Person): string {
	return [name, contact.name ?? '', phone, email].find((text) => text !== '') ?? '';
}

function isRecognisable({ phone, email }: Person): boolean {
	return phone !== '' || email !== '';
}

function detailsOf({ name, email, phone }: Partial<Person>, marks: Record<string, string>) {
	return {
		...(name === undefined ? {} : { name }),
		...(email === undefined ? {} : { email }),
		...(phone === undefined ? {} : { phone_number: phone }),
		custom_attributes: marks,
	};
}

function skipped(reason: string, { contactId = null, recordId = null }: { contactId?: number | null; recordId?: string | null }): SyncResult {
	return { action: 'skipped', contactId, recordId, toChatwoot: [], toCrm: [], reason };
}
