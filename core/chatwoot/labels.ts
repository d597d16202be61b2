import { z } from 'zod';
import { ExplainedError } from '../errors';
import { createTurns } from '../ledger/in-turn';
import type { ChatwootApi } from './api';
import { hasStatus } from './api';

const labelSchema = z.object({ id: z.number(), title: z.string() }).passthrough();

/** A label of the account, as Chatwoot answers it. */
export type AccountLabel = z.infer<typeof labelSchema>;

/**
 * A text as Chatwoot (4.15) takes it for a label's title: lower case, letters, digits, `_` and `-`, at least two of
 * them, a letter or digit first. What it does not take becomes a hyphen: `journey:first-contact` is
 * `journey-first-contact`.
 *
 * @throws ExplainedError when nothing usable is left.
 */
export function labelTitle(text: string): string {
	const title = text
		.normalize('NFC')
		.toLowerCase()
		.normalize('NFC')
		.replace(/[^\p{L}\p{N}_-]+/gu, ' ')
		.trim()
		.replaceAll(' ', '-')
		.replace(/^[_-]+/, '');
	if (/^[\p{L}\p{N}][\p{L}\p{N}_-]+$/u.test(title)) return title;
	throw new ExplainedError(`"${text}" can't be a label`, { advice: 'A label has at least two letters or digits.' });
}

export type LabelChange = 'add' | 'remove' | 'set';

export interface ChangedLabels {
	/** All labels of the conversation now. */
	labels: string[];
	/** Titles that had to be written otherwise. */
	renamed: Array<{ from: string; to: string }>;
	/** Titles that were declared because the account did not have them. */
	declared: string[];
}

const writingLabels = createTurns();

/**
 * Changes a conversation's labels. Chatwoot (4.15) replaces all labels, so that the others are read and written back;
 * callers in this process wait in turn. `declare` makes labels of the account of those that are none yet: agents see
 * the others on the conversation only.
 */
export async function changeLabels(
	api: ChatwootApi,
	conversationId: number,
	change: LabelChange,
	texts: readonly string[],
	{ declare }: { declare: boolean },
): Promise<ChangedLabels> {
	// Undeclared labels may be written in any way: what is to be removed is looked for as it was typed, too.
	const titles = [...new Set([...texts.map(labelTitle), ...(change === 'remove' ? texts : [])])];
	const renamed = texts.flatMap((from) => (labelTitle(from) === from ? [] : [{ from, to: labelTitle(from) }]));
	const declared = declare && change !== 'remove' ? await declareLabels(api, titles) : [];
	const labels = await writingLabels(`${api.account} ${conversationId}`, async () => {
		const present = await conversationLabels(api, conversationId);
		const wanted = changed(present, change, titles);
		const isSame = wanted.length === present.length && wanted.every((title) => present.includes(title));
		return isSame ? present : await writeLabels(api, conversationId, wanted);
	});
	return { labels, renamed, declared };
}

export async function conversationLabels(api: ChatwootApi, conversationId: number): Promise<string[]> {
	const request = { path: `/conversations/${conversationId}/labels`, what: `labels of conversation ${conversationId}` };
	return (await api.read(z.object({ payload: z.array(z.string()) }), request)).payload;
}

export async function listLabels(api: ChatwootApi): Promise<AccountLabel[]> {
	return (await api.read(z.object({ payload: z.array(labelSchema) }), { path: '/labels', what: 'labels' })).payload;
}

export interface NewLabel {
	title: string;
	description: string;
	/** #RRGGBB */
	color: string;
	showOnSidebar: boolean;
}

/** Labels belong to administrators: an agent's token is refused. */
export async function createLabel(api: ChatwootApi, { title, description, color, showOnSidebar }: NewLabel): Promise<AccountLabel> {
	return await api.read(labelSchema, {
		method: 'POST',
		path: '/labels',
		what: `label "${title}"`,
		body: { title, description, color, show_on_sidebar: showOnSidebar },
	});
}

const declaring = createTurns();

/** Declares what the account does not have yet; that another worker was first is fine. */
async function declareLabels(api: ChatwootApi, titles: readonly string[]): Promise<string[]> {
	return await declaring(api.account, async () => {
		const known = new Set((await listLabels(api)).map(({ title }) => title));
		const missing = titles.filter((title) => !known.has(title));
		for (const title of missing) {
			await createLabel(api, { title, description: '', color: DECLARED_COLOR, showOnSidebar: false }).catch(async (error: unknown) => {
				const isThere = hasStatus(error, 422) && (await listLabels(api)).some((label) => label.title === title);
				if (!isThere) throw error;
			});
		}
		return missing;
	});
}

const DECLARED_COLOR = '#1F93FF';

function changed(present: readonly string[], change: LabelChange, titles: readonly string[]): string[] {
	if (change === 'remove') return present.filter((title) => !titles.includes(title));
	return [...new Set([...(change === 'add' ? present : []), ...titles])];
}

async function writeLabels(api: ChatwootApi, conversationId: number, labels: string[]): Promise<string[]> {
	const request = { method: 'POST' as const, path: `/conversations/${conversationId}/labels`, what: `labels of conversation ${conversationId}` };
	return (await api.read(z.object({ payload: z.array(z.string()) }), { ...request, body: { labels } })).payload;
}
