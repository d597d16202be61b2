import { z } from 'zod';
import { ExplainedError } from '../errors';
import { parseAnswer } from './answer';
import type { OdooClient } from './client';
import { Id, LinkId, MaybeText } from './record';
import type { Condition } from './search';
import { anyOf, escapeLike, hasSome } from './search';

/** How a person names a user of Odoo: by login or e-mail, in any case, or by id. */
export type UserReference = { email: string } | { id: number };

export interface OdooUser {
	id: number;
	name: string;
	login: string;
	email: string;
	/** The user's own contact: what activities, messages and toasts for the user hang on. */
	partnerId: number;
}

/**
 * Finds active internal users with one call, which is remembered with the sign-in. A match of the login goes before one
 * of the e-mail, then the oldest user. Portal users are no match: they do not see activities.
 *
 * @returns a function that gives the user of a reference, or throws an ExplainedError when there is none.
 */
export async function findUsers(client: OdooClient, references: readonly UserReference[]): Promise<(reference: UserReference) => OdooUser> {
	const wanted = distinct(references);
	const rows = await searchUsers(wanted, (call) => client.lookUp(call));
	const missing = wanted.filter((reference) => match(rows, reference) === undefined);
	// The call may have been remembered from before they were there.
	if (missing.length > 0) rows.push(...(await searchUsers(missing, (call) => client.execute(call))));
	return (reference) => {
		const user = match(rows, reference);
		if (user === undefined) throw noSuchUser(reference, rows.some((row) => row.share && isMeant(row, reference)));
		return { id: user.id, name: user.name, login: user.login, email: user.email, partnerId: user.partner_id };
	};
}

function distinct(references: readonly UserReference[]): UserReference[] {
	return [...new Map(references.map((reference) => [keyOf(reference), reference])).entries()]
		.sort(([one], [other]) => (one < other ? -1 : 1))
		.map(([, reference]) => reference);
}

/** The same people in another order are the same look-up. */
function keyOf(reference: UserReference): string {
	return 'id' in reference ? `#${reference.id}` : plain(reference.email);
}

async function searchUsers(references: readonly UserReference[], ask: OdooClient['lookUp']): Promise<UserRow[]> {
	const ids = references.flatMap((reference) => ('id' in reference ? reference.id : []));
	const emails = references.flatMap((reference) => ('email' in reference ? plain(reference.email) : []));
	const conditions: Condition[] = [
		...(ids.length === 0 ? [] : [['id', 'in', ids] as const]),
		// `=` is case-sensitive in Odoo (16 and 19); `=ilike` is not, but takes patterns.
		...emails.map(escapeLike).flatMap((pattern) => [['login', '=ilike', pattern] as const, ['email', '=ilike', pattern] as const]),
	];
	if (!hasSome(conditions)) return [];
	const answer = await ask({
		model: 'res.users',
		method: 'search_read',
		params: { domain: anyOf(conditions) },
		options: { fields: ['id', 'name', 'login', 'email', 'partner_id', 'share'] },
	});
	return parseAnswer(z.array(UserRow), answer, 'search_read on res.users').sort((one, other) => one.id - other.id);
}

function match(rows: readonly UserRow[], reference: UserReference): UserRow | undefined {
	const internal = rows.filter((row) => !row.share);
	if ('id' in reference) return internal.find(({ id }) => id === reference.id);
	const email = plain(reference.email);
	return internal.find(({ login }) => plain(login) === email) ?? internal.find((row) => plain(row.email) === email);
}

function isMeant(row: UserRow, reference: UserReference): boolean {
	return 'id' in reference ? row.id === reference.id : [plain(row.login), plain(row.email)].includes(plain(reference.email));
}

function plain(text: string): string {
	return text.trim().toLowerCase();
}

const UserRow = z.object({
	id: Id,
	name: z.string(),
	login: z.string(),
	email: MaybeText,
	partner_id: LinkId,
	share: z.boolean(),
});
type UserRow = z.infer<typeof UserRow>;

function noSuchUser(reference: UserReference, isPortalUser: boolean): ExplainedError {
	const asked = 'id' in reference ? `id ${reference.id}` : `"${reference.email.trim()}"`;
	const nobody = 'id' in reference ? `Odoo has no active user with ${asked}` : `Odoo has no active user with the e-mail ${asked}`;
	return new ExplainedError(isPortalUser ? `${asked} is only a portal user in Odoo` : nobody, {
		advice:
			'Create or activate the user in Odoo (Settings > Users) or set this e-mail or login there;' +
			' or turn Odoo off for this person in Route SLA Alert',
	});
}
