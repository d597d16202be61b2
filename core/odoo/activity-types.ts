import { z } from 'zod';
import { ExplainedError } from '../errors';
import { parseAnswer } from './answer';
import type { OdooClient } from './client';
import { referencedId } from './external-id';
import { Id } from './record';
import { escapeLike } from './search';

/** Which kind of activity: Odoo's own To-Do, or another by its name or id. */
export type ActivityType = 'to-do' | { id: number } | { name: string };

/** A function that gives a type's id and asks for each type once; what was found is remembered with the sign-in. */
export function activityTypeFinder(client: OdooClient): (type: ActivityType) => Promise<number> {
	const found = new Map<string, Promise<number>>();
	return (type) => {
		const key = JSON.stringify(type);
		const id = found.get(key) ?? typeId(client, type);
		found.set(key, id);
		return id;
	};
}

async function typeId(client: OdooClient, type: ActivityType): Promise<number> {
	if (type === 'to-do') return referencedId(client, 'mail.activity.type', 'mail', 'mail_activity_data_todo');
	return 'id' in type ? type.id : typeIdByName(client, type.name.trim());
}

async function typeIdByName(client: OdooClient, name: string): Promise<number> {
	const answer = await client.lookUp({
		model: 'mail.activity.type',
		method: 'search_read',
		params: { domain: [['name', '=ilike', escapeLike(name)]] },
		options: { fields: ['id', 'name'], order: 'id' },
	});
	const [type] = parseAnswer(z.array(z.object({ id: Id })), answer, 'search_read on mail.activity.type');
	if (type !== undefined) return type.id;
	throw new ExplainedError(`Odoo has no activity type "${name}"`, {
		advice: "Choose one from the list. Names are in the language of the credential's user",
	});
}
