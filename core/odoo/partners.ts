import { z } from 'zod';
import { ExplainedError } from '../errors';
import type { Phone } from '../phone/phone';
import { isSamePhone, phonePattern } from '../phone/phone';
import { parseAnswer } from './answer';
import type { OdooClient } from './client';
import { majorVersion } from './major-version';
import { Id, MaybeText } from './record';
import type { Condition } from './search';
import { anyOf, escapeLike, hasSome } from './search';

/** What is known of a customer. */
export type Contact = { email: string } | { phone: Phone };

export interface OdooPartner {
	id: number;
	name: string;
	email: string;
	phone: string;
	/** Odoo 16 to 18; empty on later ones, which have one number only. */
	mobile: string;
}

/**
 * Finds the contacts (`res.partner`) of customers with one call. E-mail addresses match in any case, telephone numbers
 * in any spelling.
 *
 * @returns a function that gives the contacts of one customer, the oldest first.
 */
export async function findPartners(client: OdooClient, contacts: readonly Contact[]): Promise<(contact: Contact) => OdooPartner[]> {
	const phoneFields = await phoneFieldsOf(client, contacts);
	const conditions = contacts.flatMap((contact) => contactConditions(contact, 'email', phoneFields));
	if (!hasSome(conditions)) return () => [];
	const answer = await client.execute({
		model: 'res.partner',
		method: 'search_read',
		params: { domain: anyOf(conditions) },
		options: { fields: ['id', 'name', 'email', ...phoneFields], order: 'id' },
	});
	const partners = parseAnswer(z.array(PartnerRow), answer, 'search_read on res.partner');
	return (contact) => partners.filter(({ email, phone, mobile }) => isOfContact(contact, email, [phone, mobile]));
}

/** @throws ExplainedError when the customer has none. */
export function firstPartner([partner]: readonly OdooPartner[], contact: Contact): OdooPartner {
	if (partner !== undefined) return partner;
	throw new ExplainedError(`Odoo has no contact with this ${'email' in contact ? 'e-mail' : 'phone number'}`, {
		advice: 'Create it in Odoo, or check what the item holds; archived contacts are not found',
	});
}

/** What finds records of a customer among those that hold an e-mail address and phone numbers themselves. */
export function contactConditions(contact: Contact, emailField: string, phoneFields: readonly string[]): Condition[] {
	if ('email' in contact) return [[emailField, '=ilike', escapeLike(contact.email.trim())]];
	return phoneFields.map((field) => [field, 'like', phonePattern(contact.phone)]);
}

/** Whether the e-mail address or one of the numbers is the customer's. */
export function isOfContact(contact: Contact, email: string, phones: readonly string[]): boolean {
	if ('email' in contact) return email.trim().toLowerCase() === contact.email.trim().toLowerCase();
	return phones.some((phone) => isSamePhone(phone, contact.phone));
}

/**
 * What to look at for the telephone numbers of customers. Contacts and leads of Odoo up to 18 hold two; asking a later
 * one for `mobile` is an error. The version is asked for only where numbers are looked for.
 */
export async function phoneFieldsOf(client: OdooClient, contacts: readonly Contact[]): Promise<string[]> {
	const looksForPhones = contacts.some((contact) => 'phone' in contact);
	return looksForPhones && (await majorVersion(client)) < 19 ? ['phone', 'mobile'] : ['phone'];
}

const PartnerRow = z.object({
	id: Id,
	name: MaybeText,
	email: MaybeText,
	phone: MaybeText,
	mobile: MaybeText.default(''),
});
