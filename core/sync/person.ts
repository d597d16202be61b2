import { createHash } from 'node:crypto';
import { z } from 'zod';
import { isEmailAddress } from '../email-address';
import { phoneCandidates } from '../phone/candidates';

/** What two systems keep in step of a customer. Empty texts where a system has nothing, or nothing usable. */
export interface Person {
	name: string;
	email: string;
	/** E.164 */
	phone: string;
}

export const FIELDS = ['name', 'email', 'phone'] as const;
export type Field = (typeof FIELDS)[number];

/**
 * A person as a system keeps it, made comparable. A phone that is no number and an e-mail that is no address count as
 * missing: the other system would refuse them. So does a name that is but a phone number: a channel made it up, and it
 * must not go over a real one. `country` completes phone numbers without a country code.
 *
 * @throws ExplainedError when there is no such country.
 */
export function readPerson(kept: Person, country: string): Person {
	const name = kept.name.trim().replace(/\s+/g, ' ');
	const email = kept.email.trim().toLowerCase();
	return {
		name: /^(whatsapp )?\+?[\d\s().-]*$/i.test(name) ? '' : name,
		email: isEmailAddress(email) ? email : '',
		phone: phoneCandidates(kept.phone, country)[0] ?? '',
	};
}

/** What each field was when the two were last in step, as digests. Empty where there was nothing. */
export type Fingerprint = Record<Field, string>;

export function fingerprintOf(person: Person): Fingerprint {
	return { name: digest(person.name), email: digest(person.email), phone: digest(person.phone) };
}

/** As text to be kept in an attribute: it tells nothing about the customer. */
export function writeFingerprint({ name, email, phone }: Fingerprint): string {
	return [name, email, phone].join('.');
}

/** Null for what is none. */
export function readFingerprint(text: unknown): Fingerprint | null {
	const parts = z.string().regex(/^([0-9a-f]{12})?\.([0-9a-f]{12})?\.([0-9a-f]{12})?$/).safeParse(text);
	if (!parts.success) return null;
	const [name = '', email = '', phone = ''] = parts.data.split('.');
	return { name, email, phone };
}

function digest(value: string): string {
	return value === '' ? '' : createHash('sha256').update(value).digest('hex').slice(0, 12);
}
