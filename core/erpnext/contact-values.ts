import type { Person } from '../sync/person';
import type { ErpNextContact } from './contacts';

/** The values of a new Contact. ERPNext (15) takes e-mail and numbers from the tables only. */
export function contactValues({ name, email, phone }: Person): object {
	return {
		...namesOf(name),
		...(email === '' ? {} : { email_ids: [{ email_id: email, is_primary: 1 }] }),
		...(phone === '' ? {} : { phone_nos: [{ phone, is_primary_mobile_no: 1 }] }),
	};
}

/**
 * What to write for a change. A table is written as a whole: the addresses and numbers that a contact has stay, and the
 * new one goes before them.
 */
export function contactChanges(current: ErpNextContact, { name, email, phone }: Partial<Person>): object {
	return {
		...(name === undefined ? {} : namesOf(name)),
		...(email === undefined ? {} : { email_ids: emailsWith(current, email) }),
		...(phone === undefined ? {} : { phone_nos: phonesWith(current, phone) }),
	};
}

/** The last word is the last name. */
function namesOf(name: string): object {
	const [, first = name, last = ''] = /^(.*) (\S+)$/.exec(name) ?? [];
	return { first_name: first, middle_name: '', last_name: last };
}

function emailsWith({ email_ids: emails }: ErpNextContact, email: string): object[] {
	const others = emails.filter((row) => row.email_id.toLowerCase() !== email);
	return [{ email_id: email, is_primary: 1 }, ...others.map((row) => ({ email_id: row.email_id, is_primary: 0 }))];
}

function phonesWith({ phone_nos: phones }: ErpNextContact, phone: string): object[] {
	const others = phones.filter((row) => row.phone !== phone);
	return [
		{ phone, is_primary_mobile_no: 1, is_primary_phone: 0 },
		...others.map((row) => ({ phone: row.phone, is_primary_mobile_no: 0, is_primary_phone: Number(row.is_primary_phone) })),
	];
}
