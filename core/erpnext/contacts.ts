import { DateTime } from 'luxon';
import { z } from 'zod';
import { ExplainedError } from '../errors';
import { isSamePhone, parsePhone, phonePattern } from '../phone/phone';
import type { Crm, CrmRecord } from '../sync/crm';
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
 * The Contacts of an ERPNext site. `idField` is a custom field of Contact that holds the number of the Chatwoot
 * contact; where it is unique, as it should be, two processes never make two records of one contact.
 */
export function erpNextContacts(api: ErpNextApi, { idField, country }: { idField: string; country: string }): Crm {
	const recordOf = async (contact: ErpNextContact): Promise<CrmRecord> => ({
		id: contact.name,
		person: personOf(contact),
		chatwootId: z.coerce.number().int().positive().nullable().catch(null).parse(contact[idField] ?? null),
		modifiedAt: momentOf(contact.modified, await api.timeZone()),
	});
	const get = async (name: string) => {
		const contact = await api.get(contactSchema, DOCTYPE, name);
		return contact === null ? null : await recordOf(contact);
	};
	const find = async (filters: Filter[]): Promise<CrmRecord[]> => {
		const request = { fields: ['name'], filters, orderBy: 'creation asc', limit: MOST_ALIKE };
		const rows = await api.list(z.object({ name: z.string() }), DOCTYPE, request).catch((error: unknown) => {
			throw isRefusal(error, 'DataError') ? fieldMissing(idField) : error;
		});
		const names = [...new Set(rows.map(({ name }) => name))];
		return (await Promise.all(names.map(get))).filter((record) => record !== null);
	};
	const findByChatwootId = async (chatwootId: number) => (await find([[idField, '=', String(chatwootId)]]))[0] ?? null;

	return {
		name: 'ERPNext',
		attributes: { id: 'erpnext_contact', fingerprint: 'erpnext_synced' },
		get,
		findByChatwootId,
		async findByPerson(person) {
			const phone = parsePhone(person.phone, country);
			const alike = phone === null ? [] : await find([['Contact Phone', 'phone', 'like', `%${phonePattern(phone)}%`]]);
			const byPhone = phone === null ? [] : alike.filter((record) => isSamePhone(record.person.phone, phone));
			if (byPhone.length > 0 || person.email === '') return byPhone;
			return await find([['Contact Email', 'email_id', '=', person.email]]);
		},
		async create(person, chatwootId) {
			try {
				return await recordOf(await api.insert(contactSchema, DOCTYPE, { ...contactValues(person), [idField]: String(chatwootId) }));
			} catch (error) {
				const rival = isRefusal(error, 'UniqueValidationError', 'DuplicateEntryError') ? await findByChatwootId(chatwootId) : null;
				if (rival === null) throw error;
				return rival;
			}
		},
		async update(record, changes, chatwootId) {
			// Frappe (15) takes a field that it does not have without a word: the record would never be marked, and each
			// attempt to mark it would be a change that comes back as one. The search is refused instead.
			const marked = record.chatwootId === chatwootId ? record : await findByChatwootId(chatwootId);
			if (marked !== null && marked.id !== record.id) throw claimedTwice(chatwootId);
			const current = await api.get(contactSchema, DOCTYPE, record.id);
			if (current === null || (await recordOf(current)).modifiedAt.getTime() !== record.modifiedAt.getTime()) return false;
			const values = { ...contactChanges(current, changes), [idField]: String(chatwootId), modified: current.modified };
			try {
				await api.update(DOCTYPE, record.id, values);
				return true;
			} catch (error) {
				if (isRefusal(error, 'TimestampMismatchError')) return false;
				throw error;
			}
		},
		async changedSince(since, limit) {
			const zone = await api.timeZone();
			const from = DateTime.fromJSDate(since, { zone }).toFormat('yyyy-MM-dd HH:mm:ss');
			// Contacts of users are colleagues.
			const filters: Filter[] = [['modified', '>=', from], ['user', 'is', 'not set']];
			const rows = await api.list(z.object({ name: z.string(), modified: z.string() }), DOCTYPE, { fields: ['name', 'modified'], filters, orderBy: 'modified asc', limit });
			return rows.map(({ name, modified }) => ({ id: name, modifiedAt: momentOf(modified, zone) }));
		},
	};
}

function personOf({ full_name: full, first_name: first, last_name: last, email_id: email, mobile_no: mobile, phone, phone_nos: numbers }: ErpNextContact): Person {
	return {
		name: full === '' ? `${first} ${last}` : full,
		email,
		phone: [mobile, phone, ...numbers.map((row) => row.phone)].find((number) => number !== '') ?? '',
	};
}

/** Frappe (15) writes times in the time zone of the site, to the microsecond. */
function momentOf(written: string, zone: string): Date {
	return DateTime.fromSQL(written, { zone }).toJSDate();
}

function claimedTwice(chatwootId: number): ExplainedError {
	return new ExplainedError(`In ERPNext two contacts belong to contact ${chatwootId} of Chatwoot`, { advice: 'Merge them in ERPNext, or empty the field in one of them.' });
}

function fieldMissing(idField: string): ExplainedError {
	return new ExplainedError(`Contact in ERPNext has no field ${idField}`, {
		advice: `Add it there under Customize Form: DocType Contact, field name ${idField}, type Data, Unique. Or enter another name in the options of this node.`,
	});
}
