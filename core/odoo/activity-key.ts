import { z } from 'zod';
import { parseAnswer } from './answer';
import type { OdooClient } from './client';
import { Id, MaybeLinkId, MaybeText } from './record';
import type { Condition } from './search';
import { anyOf, escapeLike, hasSome } from './search';

/**
 * An activity carries the key of its alert as the last line of its note. It is visible text, because that is what
 * Odoo's cleaning of HTML leaves alone on 16 as on 19.
 */
export function noteWithKey(noteHtml: string, key: string): string {
	return `${noteHtml}<p>${markOf(key)}</p>`;
}

export interface OpenActivity {
	id: number;
	userId: number | null;
	/** In the form of `plainKey`; null for an activity without one. */
	key: string | null;
}

/** The open activities with one of the keys or ids, the oldest first, with one call. Those that are done count as gone. */
export async function findOpenActivities(
	client: OdooClient,
	wanted: { keys: readonly string[]; ids: readonly number[] },
): Promise<OpenActivity[]> {
	const conditions: Condition[] = [
		...(wanted.ids.length === 0 ? [] : [['id', 'in', wanted.ids] as const]),
		...[...new Set(wanted.keys)].map((key) => ['note', 'ilike', escapeLike(markOf(key))] as const),
	];
	if (!hasSome(conditions)) return [];
	const answer = await client.execute({
		model: 'mail.activity',
		method: 'search_read',
		params: { domain: anyOf(conditions) },
		options: { fields: ['id', 'user_id', 'note'], order: 'id' },
	});
	return parseAnswer(z.array(ActivityRow), answer, 'search_read on mail.activity').map((row) => ({
		id: row.id,
		userId: row.user_id,
		key: keyIn(row.note),
	}));
}

/** A key with nothing in it that HTML or a pattern would change; alert keys have nothing of the kind. */
export function plainKey(key: string): string {
	return key.trim().replace(/[^\w:.@+-]/gu, (character) => `~${Buffer.from(character).toString('hex')}`);
}

/** The key as it stands in a note. */
export function markOf(key: string): string {
	return `${LABEL}${plainKey(key)}`;
}

const LABEL = 'Alert key: ';

/** The last one counts: before it, a customer may have written anything. */
export function keyIn(note: string): string | null {
	return [...note.matchAll(/Alert key: ([\w:.@+~-]+)/g)].at(-1)?.[1] ?? null;
}

const ActivityRow = z.object({ id: Id, user_id: MaybeLinkId, note: MaybeText });
