import { DateTime } from 'luxon';
import { z } from 'zod';
import { ExplainedError } from '../errors';
import { isSamePhone, parsePhone, phonePattern } from '../phone/phone';
import type { Crm, CrmRecord } from '../sync/crm';
import { readInParts } from '../sync/read-in-parts';
import type { Person } from '../sync/person';
import type { ErpNextApi, Filter } from './api';
import { isRefusal } from './api';
import { contactChanges, contactValues } from './contact-values';

const text = z.string().nullish().transform((value) => value ?? '');
const flag = z.union([z.number(), z.boolean()]).nullish().transform(Boolean);

/** A Contact of ERPNext, as far as it is read. */
export const contactSchema = z
	.object({
		name: z.string(),
		full_name: text,
		first_name: text,
		last_name: text,
		email_id: text,
		mobile_no: text,
		phone: text,
		modified: z.string(),
		email_ids: z.array(z.object({ email_id: text, is_primary: flag })).default([]),
		phone_nos: z.array(z.object({ phone: text, is_primary_phone: flag, is_primary_mobile_no: flag })).default([]),
	})
	.passthrough();
export type ErpNextContact = z.infer<typeof contactSchema>;

const DOCTYPE = 'Contact';
/** Whoever has the same phone or e-mail; more would be a switchboard. */
const MOST_ALIKE = 20;

/**
 * The Contacts of an ERPNext site. `idField` is a custom field of Contact that holds the mark of the Chatwoot
 * contact; where it is unique, as it should be, two processes never make two records of one contact.
 */
export function erpNextContacts(api: ErpNextApi, { idField, country }: { idField: string; country: string }): Crm {
	const recordOf = async (contact: ErpNextContact): Promise<CrmRecord> => ({
		id: contact.name,
		person: personOf(contact),
		mark: text.catch('').parse(contact[idField]),
		modifiedAt: momentOf(contact.modified, await api.timeZone()),
	});
	const read = (name: string) => api.get(contactSchema, DOCTYPE, name);
	const find = async (filters: Filter[]): Promise<ErpNextContact[]> => {
		const request = { fields: ['name'], filters, orderBy: 'creation asc', limit: MOST_ALIKE };
		const rows = await api.list(z.object({ name: z.string() }), DOCTYPE, request).catch((error: unknown) => {
			throw isRefusal(error, 'DataError') ? fieldMissing(idField) : error;
		});
		const names = [...new Set(rows.map(({ name }) => name))];
		return (await Promise.all(names.map(read))).filter((contact) => contact !== null);
	};
	const findByMark = async (mark: string) => {
		const [contact] = await find([[idField, '=', mark]]);
		return contact === undefined ? null : await recordOf(contact);
	};

	return {
		name: 'ERPNext',
		attributes: { id: 'erpnext_contact', fingerprint: 'erpnext_synced', syncedAt: 'erpnext_synced_at' },
		async get(name) {
			const contact = await read(name);
			return contact === null ? null : await recordOf(contact);
		},
		findByMark,
		async findByPerson(person) {
			const phone = parsePhone(person.phone, country);
			const alike = phone === null ? [] : await find([['Contact Phone', 'phone', 'like', `%${phonePattern(phone)}%`]]);
			const byPhone = phone === null ? [] : alike.filter((contact) => numbersOf(contact).some((number) => isSamePhone(number, phone)));
			const found = byPhone.length > 0 || person.email === '' ? byPhone : await find([['Contact Email', 'email_id', '=', person.email]]);
			return await Promise.all(found.map(recordOf));
		},
		async create(person, mark) {
			try {
				return await recordOf(await api.insert(contactSchema, DOCTYPE, { ...contactValues(person), [idField]: mark }));
			} catch (error) {
				const rival = isRefusal(error, 'UniqueValidationError', 'DuplicateEntryError') ? await findByMark(mark) : null;
				if (rival === null) throw error;
				return rival;
			}
		},
		async update(record, changes, mark) {
			// Frappe (15) takes a field that it does not have without a word: the record would never be marked, and each
			// attempt to mark it would be a change that comes back as one. The search is refused instead.
			const marked = record.mark === mark ? record : await findByMark(mark);
			if (marked !== null && marked.id !== record.id) throw claimedTwice(mark);
			const current = await read(record.id);
			if (current === null || (await recordOf(current)).modifiedAt.getTime() !== record.modifiedAt.getTime()) return false;
			const values = { ...contactChanges(current, changes), [idField]: mark, modified: current.modified };
			try {
				await api.update(DOCTYPE, record.id, values);
				return true;
			} catch (error) {
				if (isRefusal(error, 'TimestampMismatchError')) return false;
				throw error;
			}
		},
		async tag(name, tags) {
			for (const tag of tags) await api.addTag(DOCTYPE, name, tag);
		},
		async changedSince(since, limit) {
			const zone = await api.timeZone();
			const from = DateTime.fromJSDate(since, { zone }).toFormat('yyyy-MM-dd HH:mm:ss');
			// Contacts of users are colleagues.
			const filters: Filter[] = [['modified', '>=', from], ['user', 'is', 'not set']];
			const request = { fields: ['name', 'modified'], filters, orderBy: 'modified asc, name asc' };
			const rows = await readInParts((start, size) => api.list(changeSchema, DOCTYPE, { ...request, start, limit: size }), limit);
			return rows.map(({ name, modified }) => ({ id: name, modifiedAt: momentOf(modified, zone) }));
		},
	};
}

const changeSchema = z.object({ name: z.string(), modified: z.string() });

function personOf(contact: ErpNextContact): Person {
	const { full_name: full, first_name: first, last_name: last, email_id: email } = contact;
	return {
		name: full === '' ? `${first} ${last}` : full,
		email,
		phone: numbersOf(contact)[0] ?? '',
	};
}

/** The primary ones first. */
function numbersOf({ mobile_no: mobile, phone, phone_nos: others }: ErpNextContact): string[] {
	return [mobile, phone, ...others.map((row) => row.phone)].filter((number) => number !== '');
}

/** Frappe (15) writes times in the time zone of the site, to the microsecond. */
function momentOf(written: string, zone: string): Date {
	return DateTime.fromSQL(written, { zone }).toJSDate();
}

function claimedTwice(mark: string): ExplainedError {
	return new ExplainedError(`In ERPNext two contacts belong to ${mark}`, { advice: 'Merge them in ERPNext, or empty the field in one of them.' });
}

function fieldMissing(idField: string): ExplainedError {
	return new ExplainedError(`Contact in ERPNext has no field ${idField}`, {
		advice: `Add it there under Customize Form: DocType Contact, field name ${idField}, type Data, Unique. Or enter another name in the options of this node.`,
	});
}
