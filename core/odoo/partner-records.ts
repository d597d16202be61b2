import { DateTime } from 'luxon';
import { z } from 'zod';
import { ExplainedError } from '../errors';
import { parsePhone } from '../phone/phone';
import type { Crm, CrmRecord } from '../sync/crm';
import { isMark } from '../sync/mark';
import { readInParts } from '../sync/read-in-parts';
import type { Person } from '../sync/person';
import { parseAnswer } from './answer';
import type { OdooClient } from './client';
import { majorVersion } from './major-version';
import type { Contact } from './partners';
import { contactConditions, isOfContact, phoneFieldsOf } from './partners';
import { tagPartner } from './partner-tags';
import type { RpcValue } from './protocol';
import { Id, MaybeText } from './record';
import { anyOf, hasSome } from './search';

const MODEL = 'res.partner';

/** Whoever has the same phone or e-mail; more would be a switchboard. */
const MOST_ALIKE = 20;

/**
 * The contacts of an Odoo, without those of its users. `idField` is a text field that holds the mark of the Chatwoot
 * contact. What somebody else has written into it stays.
 */
export function odooPartnerRecords(client: OdooClient, { idField, country }: { idField: string; country: string }): Crm {
	const search = async (domain: RpcValue[], order: string, limit: number, offset = 0): Promise<PartnerRow[]> => {
		const fields = ['id', 'name', 'email', 'phone', 'write_date', idField, ...((await majorVersion(client)) < 19 ? ['mobile'] : [])];
		const answer = await client.execute({ model: MODEL, method: 'search_read', params: { domain }, options: { fields, order, limit, offset } });
		return parseAnswer(z.array(PartnerRow), answer, `search_read on ${MODEL}`);
	};
	const markIn = (row: PartnerRow): string => MaybeText.catch('').parse(row[idField]);
	const recordOf = (row: PartnerRow): CrmRecord => ({
		id: String(row.id),
		person: { name: row.name, email: row.email, phone: row.mobile || row.phone },
		mark: markIn(row),
		modifiedAt: momentOf(row.write_date),
	});
	const marked = (mark: string) => search([[idField, '=', mark]], 'id', MOST_ALIKE);
	const rowOf = async (id: string) => (/^\d+$/.test(id) ? (await search([['id', '=', Number(id)]], 'id', 1))[0] : undefined);
	const write = async (ids: number[], values: Record<string, RpcValue>) => {
		await client.execute({ model: MODEL, method: 'write', ids, params: { vals: values } });
	};
	const alike = async (contact: Contact): Promise<CrmRecord[]> => {
		const conditions = contactConditions(contact, 'email', await phoneFieldsOf(client, [contact]));
		if (!hasSome(conditions)) return [];
		const rows = await search(anyOf(conditions), 'id', MOST_ALIKE);
		return rows.filter(({ email, phone, mobile }) => isOfContact(contact, email, [phone, mobile])).map(recordOf);
	};

	return {
		name: 'Odoo',
		attributes: { id: 'odoo_partner', fingerprint: 'odoo_synced', syncedAt: 'odoo_synced_at' },
		async get(id) {
			const row = await rowOf(id);
			return row === undefined ? null : recordOf(row);
		},
		async findByMark(mark) {
			const [row] = await marked(mark);
			return row === undefined ? null : recordOf(row);
		},
		async findByPerson(person) {
			const phone = parsePhone(person.phone, country);
			const byPhone = phone === null ? [] : await alike({ phone });
			return byPhone.length > 0 || person.email === '' ? byPhone : await alike({ email: person.email });
		},
		async create(person, mark) {
			const values = { ...valuesOf(person, 'phone'), [idField]: mark };
			const answer = await client.execute({ model: MODEL, method: 'create', params: { vals_list: [values] } });
			const [id] = parseAnswer(z.tuple([Id]), answer, `create on ${MODEL}`);
			// Odoo has no unique fields that a user could ask for: of several that were made at once the oldest stays.
			const [oldest, ...others] = await marked(mark);
			if (oldest === undefined) throw notFound(id);
			if (others.length > 0) await write(others.map((other) => other.id), { active: false, [idField]: false });
			return recordOf(oldest);
		},
		async update(record, changes, mark) {
			const row = await rowOf(record.id);
			if (row === undefined || momentOf(row.write_date).getTime() !== record.modifiedAt.getTime()) return false;
			const isFree = record.mark === '' || isMark(record.mark);
			// The number goes where it was read from.
			const values = { ...valuesOf(changes, row.mobile === '' ? 'phone' : 'mobile'), ...(isFree && record.mark !== mark ? { [idField]: mark } : {}) };
			if (Object.keys(values).length > 0) await write([row.id], values);
			return true;
		},
		tag: (id, tags) => tagPartner(client, Number(id), tags),
		async changedSince(since, limit) {
			const from = DateTime.fromJSDate(since, { zone: 'utc' }).toFormat('yyyy-MM-dd HH:mm:ss');
			const domain = [['write_date', '>=', from], ['user_ids', '=', false]];
			const rows = await readInParts((offset, size) => search(domain, 'write_date, id', size, offset), limit);
			return rows.map(({ id, write_date: written }) => ({ id: String(id), modifiedAt: momentOf(written) }));
		},
	};
}

function valuesOf({ name, email, phone }: Partial<Person>, phoneField: 'phone' | 'mobile'): Record<string, RpcValue> {
	return {
		...(name === undefined ? {} : { name }),
		...(email === undefined || email === '' ? {} : { email }),
		...(phone === undefined || phone === '' ? {} : { [phoneField]: phone }),
	};
}

/** Odoo writes times in UTC, to the second. */
function momentOf(written: string): Date {
	return DateTime.fromSQL(written, { zone: 'utc' }).toJSDate();
}

function notFound(id: number): ExplainedError {
	return new ExplainedError(`Odoo has no res.partner with id ${id} any more`, { advice: 'Somebody has just deleted it: run this again.' });
}

const PartnerRow = z
	.object({ id: Id, name: MaybeText, email: MaybeText, phone: MaybeText, mobile: MaybeText.default(''), write_date: z.string() })
	.passthrough();
type PartnerRow = z.infer<typeof PartnerRow>;
