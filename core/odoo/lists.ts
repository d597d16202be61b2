import { z } from 'zod';
import { parseAnswer } from './answer';
import type { OdooClient } from './client';
import type { DocumentModel } from './documents';
import type { RpcValue } from './protocol';
import { Id, MaybeText } from './record';
import type { Condition } from './search';
import { anyOf, escapeLike } from './search';

export type ListedModel = DocumentModel | 'res.users' | 'mail.activity.type';

const PAGE_SIZE = 50;

/** One page (from 0) of the records whose name, or what else people know them by, contains the text. */
export async function listRecords(
	client: OdooClient,
	model: ListedModel,
	filter: string,
	page: number,
): Promise<{ rows: Array<{ id: number; name: string }>; isLast: boolean }> {
	const { fields, always } = LISTS[model];
	const pattern = escapeLike(filter.trim());
	const [first, ...others] = fields.map((field): Condition => [field, 'ilike', pattern]);
	const answer = await client.execute({
		model,
		method: 'search_read',
		params: { domain: [...always, ...(pattern === '' || first === undefined ? [] : anyOf([first, ...others]))] },
		options: { fields: ['id', ...fields], order: 'name, id', limit: PAGE_SIZE, offset: page * PAGE_SIZE },
	});
	const rows = parseAnswer(z.array(Row), answer, `search_read on ${model}`);
	return { rows: rows.map((row) => ({ id: row.id, name: nameOf(row, fields) })), isLast: rows.length < PAGE_SIZE };
}

/** What a list shows and searches, and what it always leaves out: portal users. */
const LISTS: Record<ListedModel, { fields: readonly string[]; always: readonly RpcValue[] }> = {
	'res.users': { fields: ['name', 'login'], always: [['share', '=', false]] },
	'res.partner': { fields: ['name', 'email'], always: [] },
	'crm.lead': { fields: ['name', 'email_from'], always: [] },
	'project.task': { fields: ['name'], always: [] },
	'mail.activity.type': { fields: ['name'], always: [] },
};

const Row = z.object({ id: Id, name: MaybeText, login: MaybeText.optional(), email: MaybeText.optional(), email_from: MaybeText.optional() });

function nameOf(row: z.infer<typeof Row>, fields: readonly string[]): string {
	const also = row.login ?? row.email ?? row.email_from ?? '';
	const name = row.name === '' ? `#${row.id}` : row.name;
	return fields.length > 1 && also !== '' && also !== name ? `${name} (${also})` : name;
}
