import { z } from 'zod';
import { createTurns } from '../ledger/in-turn';
import { parseAnswer } from './answer';
import type { OdooClient } from './client';
import { Id, MaybeText } from './record';
import { anyOf, escapeLike, hasSome } from './search';

const MODEL = 'res.partner.category';

/** Gives a contact (`res.partner`) the tags that it lacks, by name; upper and lower case do not matter. Unknown ones are created. */
export async function tagPartner(client: OdooClient, partnerId: number, names: readonly string[]): Promise<void> {
	const answer = await client.execute({ model: 'res.partner', method: 'search_read', params: { domain: [['id', '=', partnerId]] }, options: { fields: ['category_id'] } });
	const [partner] = parseAnswer(z.array(TaggedRow), answer, 'search_read on res.partner');
	if (partner === undefined) return;
	const missing = (await tagIds(client, names)).filter((id) => !partner.category_id.includes(id));
	if (missing.length === 0) return;
	const add = missing.map((id) => [4, id]);
	await client.execute({ model: 'res.partner', method: 'write', ids: [partnerId], params: { vals: { category_id: add } } });
}

/** Odoo (19) lets two tags have the same name: within this process callers wait in turn. */
const creating = createTurns();

async function tagIds(client: OdooClient, names: readonly string[]): Promise<number[]> {
	return await creating(MODEL, async () => {
		const conditions = names.map((name) => ['name', '=ilike', escapeLike(name)] as const);
		if (!hasSome(conditions)) return [];
		const found = await client.execute({ model: MODEL, method: 'search_read', params: { domain: anyOf(conditions) }, options: { fields: ['name'], order: 'id' } });
		const tags = parseAnswer(z.array(TagRow), found, `search_read on ${MODEL}`);
		const known = names.map((name) => tags.find((tag) => tag.name.toLowerCase() === name.toLowerCase())?.id);
		const unknown = names.filter((_name, index) => known[index] === undefined);
		if (unknown.length === 0) return known.flatMap((id) => id ?? []);
		const created = await client.execute({ model: MODEL, method: 'create', params: { vals_list: unknown.map((name) => ({ name })) } });
		return [...known.flatMap((id) => id ?? []), ...parseAnswer(z.array(Id), created, `create on ${MODEL}`)];
	});
}

const TaggedRow = z.object({ category_id: z.array(Id) });
const TagRow = z.object({ id: Id, name: MaybeText });
