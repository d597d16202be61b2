import { z } from 'zod';
import { ExplainedError } from '../errors';
import type { OdooClient } from './client';
import { parseAnswer } from './xml-rpc-protocol';

export interface OdooUser {
	id: number;
	/** The user's own contact: what activities and messages for the user hang on. */
	partnerId: number;
}

/**
 * The active internal user with this login or e-mail, whatever its case. A match of the login goes first, then the
 * oldest user. Portal users are no match: they do not see activities.
 *
 * @throws ExplainedError when there is none.
 */
export async function findUser(client: OdooClient, email: string): Promise<OdooUser> {
	const wanted = email.trim();
	const pattern = escapeLike(wanted);
	// `=` is case-sensitive in Odoo (16 and 19); `=ilike` is not, but takes patterns.
	const answer = await client.lookUp({
		model: 'res.users',
		method: 'search_read',
		args: [['|', ['login', '=ilike', pattern], ['email', '=ilike', pattern]]],
		kwargs: { fields: ['id', 'login', 'email', 'partner_id', 'share'] },
	});
	const found = parseAnswer(UserRows, answer, 'search_read on res.users');
	const sameText = (text: string | false) => text !== false && text.toLowerCase() === wanted.toLowerCase();
	const internal = found.filter((user) => !user.share).sort((a, b) => a.id - b.id);
	const user = internal.find(({ login }) => sameText(login)) ?? internal.find((row) => sameText(row.email));
	if (user === undefined) throw noSuchUser(wanted, found.some((row) => row.share));
	return { id: user.id, partnerId: user.partner_id };
}

/** Makes text match only itself in Odoo's `like` operators. */
function escapeLike(text: string): string {
	return text.replace(/[\\%_]/g, '\\$&');
}

/** A link to a record comes as `[id, name]`, with `load: ''` as the id alone; empty text comes as false. */
const UserRows = z.array(
	z.object({
		id: z.number().int(),
		login: z.string(),
		email: z.union([z.string(), z.literal(false)]),
		partner_id: z.union([z.number().int(), z.tuple([z.number().int(), z.string()]).transform(([id]) => id)]),
		share: z.boolean(),
	}),
);

function noSuchUser(email: string, isPortalUser: boolean): ExplainedError {
	const found = isPortalUser ? `"${email}" is only a portal user in Odoo` : `Odoo has no active user with the e-mail "${email}"`;
	return new ExplainedError(found, {
		advice:
			'Create or activate the user in Odoo (Settings > Users) or set this e-mail or login there;' +
			' or turn Odoo off for this person in Route SLA Alert',
	});
}
