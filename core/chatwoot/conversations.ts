import { z } from 'zod';
import { createTurns } from '../ledger/in-turn';
import type { ChatwootApi } from './api';
import { queryOf } from './api';
import { getContact } from './contacts';
import { readPages } from './pages';

export const CONVERSATION_STATUSES = ['open', 'pending', 'snoozed', 'resolved'] as const;
export type ConversationStatus = (typeof CONVERSATION_STATUSES)[number];

export const PRIORITIES = ['urgent', 'high', 'medium', 'low', 'none'] as const;
export type Priority = (typeof PRIORITIES)[number];

const conversationSchema = z
	.object({
		/** The display id: the number in the address. */
		id: z.number(),
		inbox_id: z.number(),
		status: z.string(),
		labels: z.array(z.string()).nullish(),
		custom_attributes: z.record(z.unknown()).nullish(),
		last_activity_at: z.number().nullish(),
		/** The last one only, in some versions the last line about what happened. */
		messages: z.array(z.object({ message_type: z.unknown() }).passthrough()).nullish(),
		last_non_activity_message: z.object({}).passthrough().nullish(),
	})
	.passthrough();

/** A conversation as Chatwoot answers it. */
export type StoredConversation = z.infer<typeof conversationSchema>;

export async function getConversation(api: ChatwootApi, id: number): Promise<StoredConversation> {
	return await api.read(conversationSchema, { path: `/conversations/${id}`, what: `conversation ${id}` });
}

export interface ConversationFilter {
	status: ConversationStatus | 'all';
	assigneeType: 'all' | 'assigned' | 'me' | 'unassigned';
	inboxId: number | null;
	teamId: number | null;
	/** Conversations with at least one of them. */
	labels: string[];
	/** Conversations with a message that contains this; empty for all. */
	text?: string;
	/** The latest activity first by default. */
	order?: 'latestActivity' | 'longestWaiting';
	/** Only with the latest activity first: conversations that nothing happened in since then are left out, and not read. */
	activeSince?: Date | null;
}

const listSchema = z.object({ data: z.object({ meta: z.object({ all_count: z.number() }).passthrough(), payload: z.array(conversationSchema) }) });

/** How many conversations a page holds is a setting of the server (CONVERSATION_RESULTS_PER_PAGE, 25 by default). */
export async function listConversations(api: ChatwootApi, filter: ConversationFilter, limit?: number): Promise<StoredConversation[]> {
	const { status, assigneeType, inboxId, teamId, labels, text, order, activeSince = null } = filter;
	const sorting = order === 'longestWaiting' ? 'waiting_since_asc' : null;
	let read = 0;
	return await readPages(async (page) => {
		const query = queryOf({ status, assignee_type: assigneeType, inbox_id: inboxId, team_id: teamId, labels, q: text, sort_by: sorting, page });
		const { data } = await api.read(listSchema, { path: `/conversations${query}`, what: 'conversations' });
		const items = activeSince === null ? data.payload : data.payload.filter((each) => isActiveSince(each, activeSince));
		read += data.payload.length;
		// Counted without regard to the assignee.
		const isLast = data.payload.length === 0 || read >= data.meta.all_count;
		return { items, isLast: isLast || items.length < data.payload.length };
	}, limit);
}

function isActiveSince({ last_activity_at: lastActivityAt }: StoredConversation, since: Date): boolean {
	return lastActivityAt == null || lastActivityAt * 1000 >= since.getTime();
}

/** The contact's latest conversations, of all inboxes. */
export async function contactConversations(api: ChatwootApi, contactId: number): Promise<StoredConversation[]> {
	const request = { path: `/contacts/${contactId}/conversations`, what: `contact ${contactId}` };
	return (await api.read(z.object({ payload: z.array(conversationSchema) }), request)).payload;
}

export interface WantedConversation {
	contactId: number;
	inboxId: number;
	/** Opens a resolved conversation again when there is no other. */
	reopen: boolean;
}

const opening = createTurns();

/**
 * The contact's conversation in the inbox that is not resolved, the latest first, else a new one.
 *
 * Chatwoot (4.15) makes a new conversation at every request, and nothing in it is unique: callers in this process wait
 * in turn. Two n8n workers that are asked at the same moment can make two; each then looks again and chooses as whoever
 * comes meanwhile does (`inOrderOfUse`), and what it began in vain is resolved. Chatwoot numbers a conversation just
 * before others can see it: two that are saved within the same few milliseconds may still be used both.
 */
export async function getOrCreateConversation(
	api: ChatwootApi,
	wanted: WantedConversation,
): Promise<{ conversation: StoredConversation; created: boolean; reopened: boolean }> {
	const { contactId, inboxId } = wanted;
	return await opening(`${api.account} ${contactId} ${inboxId}`, async () => {
		const known = await findConversation(api, wanted);
		if (known === null) return { ...(await beginConversation(api, wanted)), reopened: false };
		if (known.status !== 'resolved') return { conversation: known, created: false, reopened: false };
		await setStatus(api, known.id, 'open');
		return { conversation: { ...known, status: 'open' }, created: false, reopened: true };
	});
}

/** What `getOrCreateConversation` would use; null where it would make a new one. */
export async function findConversation(api: ChatwootApi, { contactId, inboxId, reopen }: WantedConversation): Promise<StoredConversation | null> {
	const inInbox = (await contactConversations(api, contactId)).filter(({ inbox_id }) => inbox_id === inboxId).sort(inOrderOfUse);
	const running = inInbox.find(({ status }) => status !== 'resolved');
	return running ?? (reopen ? inInbox[0] : undefined) ?? null;
}

/**
 * Those with messages come first, the latest before the others. Of empty ones, which workers have just begun at the same
 * moment, the first comes first: it stays the first, whoever begins one more.
 */
function inOrderOfUse(one: StoredConversation, other: StoredConversation): number {
	const hasMessages = isWrittenIn(one);
	if (hasMessages !== isWrittenIn(other)) return hasMessages ? -1 : 1;
	return hasMessages ? (other.last_activity_at ?? 0) - (one.last_activity_at ?? 0) : one.id - other.id;
}

/** Whether there is more than Chatwoot's own lines about what happened. */
function isWrittenIn({ messages, last_non_activity_message: last }: StoredConversation): boolean {
	return last != null || (messages ?? []).some(({ message_type: type }) => type !== ACTIVITY);
}

const ACTIVITY = 2;

/**
 * `snoozedUntil` counts only when snoozing; without it the conversation sleeps until the customer writes. With a bot's
 * token, because opening with an agent's would assign the conversation to that agent (4.15).
 */
export async function setStatus(api: ChatwootApi, id: number, status: ConversationStatus, snoozedUntil: Date | null = null): Promise<void> {
	await api.send({
		method: 'POST',
		path: `/conversations/${id}/toggle_status`,
		what: `conversation ${id}`,
		as: 'bot',
		body: { status, ...(status === 'snoozed' && snoozedUntil !== null ? { snoozed_until: Math.floor(snoozedUntil.getTime() / 1000) } : {}) },
	});
}

export async function setPriority(api: ChatwootApi, id: number, priority: Priority): Promise<void> {
	await api.send({ method: 'POST', path: `/conversations/${id}/toggle_priority`, what: `conversation ${id}`, body: { priority } });
}

/** 0 takes the agent or the team away. */
export async function assign(api: ChatwootApi, id: number, to: { assignee_id: number } | { team_id: number }): Promise<void> {
	await api.send({ method: 'POST', path: `/conversations/${id}/assignments`, what: `conversation ${id}`, body: to });
}

const writingAttributes = createTurns();

/** Chatwoot (4.15) replaces all attributes: the others are read and written back. A null takes an attribute away. */
export async function mergeCustomAttributes(api: ChatwootApi, id: number, changes: Record<string, unknown>): Promise<Record<string, unknown>> {
	return await writingAttributes(`${api.account} ${id}`, async () => {
		const { custom_attributes: present } = await getConversation(api, id);
		const merged = Object.fromEntries(Object.entries({ ...present, ...changes }).filter(([, value]) => value !== null));
		await api.send({
			method: 'POST',
			path: `/conversations/${id}/custom_attributes`,
			what: `conversation ${id}`,
			body: { custom_attributes: merged },
		});
		return merged;
	});
}

/** A new conversation, or the one that another worker has begun in the meantime. */
async function beginConversation(api: ChatwootApi, wanted: WantedConversation): Promise<{ conversation: StoredConversation; created: boolean }> {
	const { id } = await createConversation(api, wanted);
	const chosen = await findConversation(api, { ...wanted, reopen: false });
	if (chosen === null || chosen.id === id) return { conversation: await getConversation(api, id), created: true };
	await setStatus(api, id, 'resolved');
	return { conversation: chosen, created: false };
}

/** The address under which the inbox knows the contact is used again where there is one; Chatwoot makes one otherwise. */
async function createConversation(api: ChatwootApi, { contactId, inboxId }: WantedConversation): Promise<{ id: number }> {
	const { contact_inboxes: known } = await getContact(api, contactId);
	const sourceId = known?.find(({ inbox }) => inbox.id === inboxId)?.source_id;
	return await api.read(z.object({ id: z.number() }), {
		method: 'POST',
		path: '/conversations',
		what: `conversation of contact ${contactId} in inbox ${inboxId}`,
		body: { contact_id: contactId, inbox_id: inboxId, ...(sourceId === undefined ? {} : { source_id: sourceId }) },
	});
}
