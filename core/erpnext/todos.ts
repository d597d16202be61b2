import { z } from 'zod';
import { escapeHtml, textAsHtmlLines } from '../alert/escape';
import { createTurns } from '../ledger/in-turn';
import type { ErpNextApi } from './api';
import { isRefusal } from './api';
import type { Reference } from './reference';

export interface WantedToDo {
	/** What it is about: there is one open to-do with it, or none. */
	key: string;
	/** Who has to do it; empty for nobody, which closes what is open. */
	userEmail: string;
	/** Plain text. */
	text: string;
	/** The document it belongs to; null for none. */
	reference: Reference | null;
}

export interface KeptToDo {
	/** The open one; null for none. */
	toDo: string | null;
	created: boolean;
	closed: number;
	/** Why there is none although somebody should have it; null otherwise. */
	reason: string | null;
}

const ToDo = z.object({ name: z.string(), description: z.string().nullish(), allocated_to: z.string().nullish() });
const MOST_OPEN = 50;

/** Sees to it that a user, and nobody else, has an open to-do with a key. The key stands at the end of its text. */
export async function keepToDo(api: ErpNextApi, wanted: WantedToDo): Promise<KeptToDo> {
	return await keeping(`${api.site} ${wanted.key}`, () => keep(api, wanted));
}

/** ERPNext keeps no to-do single: callers with the same key, in this process, wait in turn. */
const keeping = createTurns();

async function keep(api: ErpNextApi, { key, userEmail, text, reference }: WantedToDo): Promise<KeptToDo> {
	const open = await openToDos(api, key);
	const right = open.filter((each) => userEmail !== '' && each.allocated_to?.toLowerCase() === userEmail.toLowerCase());
	const [kept] = right;
	const others = open.filter((each) => each !== kept);
	for (const { name } of others) await api.update('ToDo', name, { status: 'Closed' });
	const closed = others.length;
	if (kept !== undefined || userEmail === '') return { toDo: kept?.name ?? null, created: false, closed, reason: null };
	const values = {
		description: `${textAsHtmlLines(text)}<br>${escapeHtml(markOf(key))}`,
		allocated_to: userEmail,
		...(reference === null ? {} : { reference_type: reference.doctype, reference_name: reference.name }),
	};
	try {
		return { toDo: (await api.insert(ToDo, 'ToDo', values)).name, created: true, closed, reason: null };
	} catch (error) {
		if (!isRefusal(error, 'LinkValidationError')) throw error;
		return { toDo: null, created: false, closed, reason: 'ERPNext has no user with this e-mail, or no such document' };
	}
}

/** The search finds others too, because `_` and `%` stand for anything in it. */
async function openToDos(api: ErpNextApi, key: string): Promise<Array<z.infer<typeof ToDo>>> {
	const found = await api.list(ToDo, 'ToDo', {
		fields: ['name', 'description', 'allocated_to'],
		filters: [['description', 'like', `%${escapeHtml(markOf(key))}%`], ['status', '=', 'Open']],
		orderBy: 'creation asc',
		limit: MOST_OPEN,
	});
	return found.filter(({ description }) => description?.includes(escapeHtml(markOf(key))) === true);
}

function markOf(key: string): string {
	return `[${key}]`;
}
