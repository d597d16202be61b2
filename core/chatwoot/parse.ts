import type { z } from 'zod';
import { ExplainedError } from '../errors';
import type { AppliedSla, ChatwootMetric, Conversation, SlaMiss } from '../sla/conversation';
import type { EndedClock } from '../sla/recovery';
import { endedByChanges } from './changes';
import { lastMessageOf } from './last-message';
import type { ChatwootConversation } from './schemas';
import { conversationEventSchema, conversationSchema, messageEventSchema, webhookSchema } from './schemas';

/** What a webhook of Chatwoot, or an item of our own monitor, is about. */
export interface WebhookEvent {
	event: string;
	/** Null for events without one (contacts, inboxes). */
	conversation: Conversation | null;
	message: ChatwootMessage | null;
	/** The clocks that have ended, where the event tells of changes. */
	ended: EndedClock[];
	/** When the monitor read the conversation; null for Chatwoot's own events. */
	readAt: Date | null;
}

export interface ChatwootMessage {
	id: number | null;
	type: MessageType | null;
	private: boolean;
	/** Whether an agent bot sent it, as this pack does with the bot's token. */
	byBot: boolean;
}

const MESSAGE_TYPES = ['incoming', 'outgoing', 'activity', 'template'] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/**
 * Reads the body of a webhook.
 *
 * @throws ExplainedError naming the path when it is no event of Chatwoot.
 */
export function parseWebhookEvent(payload: unknown): WebhookEvent {
	const { event, account } = parse(webhookSchema, payload, 'a Chatwoot event');
	const accountId = account?.id;
	if (/^conversation_(?!typing)/.test(event)) return conversationEvent(event, payload, accountId);
	if (event.startsWith('message_')) {
		const { id, message_type, private: isPrivate, sender, inbox, conversation } = parse(messageEventSchema, payload, `the event ${event}`);
		return {
			event,
			conversation: parseConversation(conversation, { accountId, inboxName: inbox?.name, path: ['conversation'] }),
			message: { id: id ?? null, type: messageType(message_type), private: isPrivate ?? false, byBot: sender?.type === 'agent_bot' },
			ended: [],
			readAt: null,
		};
	}
	return { event, conversation: null, message: null, ended: [], readAt: null };
}

/**
 * Reads a conversation from REST, from a conversation webhook, or from the conversation inside a message webhook.
 * `context` fills in what the conversation itself does not say.
 *
 * @throws ExplainedError naming the path when it is no conversation of Chatwoot.
 */
export function parseConversation(
	payload: unknown,
	context: { accountId?: number | undefined; inboxName?: string | null | undefined; path?: string[] } = {},
): Conversation {
	const raw = parse(conversationSchema, payload, 'a Chatwoot conversation', context.path);
	const accountId = raw.account?.id ?? raw.account_id ?? context.accountId;
	if (accountId === undefined) throw refusal('a Chatwoot conversation', [...(context.path ?? []), 'account', 'id'], 'is missing');
	return {
		accountId,
		id: raw.id,
		status: raw.status ?? null,
		inbox: { id: raw.inbox_id ?? null, name: context.inboxName ?? null },
		channel: raw.channel ?? raw.meta?.channel ?? null,
		priority: raw.priority ?? null,
		labels: raw.labels ?? [],
		contact: contactOf(raw),
		assignee: assigneeOf(raw),
		team: teamOf(raw),
		createdAt: raw.created_at,
		updatedAt: raw.updated_at,
		firstReplyAt: raw.first_reply_created_at,
		waitingSince: raw.waiting_since,
		customerWrote: !(raw.unread_count === 0 && raw.agent_last_seen_at === null),
		appliedSla: appliedSlaOf(raw),
		misses: missesOf(raw),
		lastMessage: lastMessageOf(raw),
	};
}

function conversationEvent(event: string, payload: unknown, accountId: number | undefined): WebhookEvent {
	const conversation = parseConversation(payload, { accountId });
	const { changed_attributes: changed, sla_ended: told, read_at: readAt } = parse(conversationEventSchema, payload, `the event ${event}`);
	const ended = (told ?? []).map(({ metric, started_at: startedAt }): EndedClock => ({ metric, startedAt }));
	return { event, conversation, message: null, ended: [...ended, ...endedByChanges(changed, conversation)], readAt };
}

/** Messages number their type, events name it. */
export function messageType(type: string | number | null | undefined): MessageType | null {
	if (typeof type === 'number') return MESSAGE_TYPES[type] ?? null;
	return MESSAGE_TYPES.find((known) => known === type) ?? null;
}

function contactOf({ meta }: ChatwootConversation): Conversation['contact'] {
	const sender = meta?.sender;
	return {
		id: sender?.id ?? null,
		name: sender?.name ?? null,
		email: sender?.email ?? null,
		blocked: sender?.blocked ?? false,
		attributes: sender?.custom_attributes ?? {},
	};
}

/**
 * Webhooks and REST carry the assignee in `meta`; the plan's REST answer has only its id. A bot that has the
 * conversation is none: it answers to nobody, and the agent with the same id is somebody else (Chatwoot 4.15 numbers
 * bots apart).
 */
function assigneeOf({ meta, assignee_id: assigneeId }: ChatwootConversation): Conversation['assignee'] {
	const assignee = meta?.assignee;
	if (meta?.assignee_type === 'AgentBot' || assignee?.type === 'agent_bot') return null;
	if (assignee) return { id: assignee.id, name: assignee.name ?? null, email: assignee.email ?? null };
	return assigneeId ? { id: assigneeId, name: null, email: null } : null;
}

function teamOf({ meta, team_id: teamId }: ChatwootConversation): Conversation['team'] {
	const team = meta?.team;
	if (team) return { id: team.id, name: team.name ?? null };
	return teamId ? { id: teamId, name: null } : null;
}

function appliedSlaOf({ applied_sla: sla }: ChatwootConversation): AppliedSla | null {
	if (!sla) return null;
	return {
		name: sla.sla_name ?? null,
		thresholdSeconds: {
			frt: sla.sla_first_response_time_threshold ?? null,
			nrt: sla.sla_next_response_time_threshold ?? null,
			rt: sla.sla_resolution_time_threshold ?? null,
		},
		dueAt: { frt: sla.sla_frt_due_at, nrt: sla.sla_nrt_due_at, rt: sla.sla_rt_due_at },
		onlyDuringBusinessHours: sla.sla_only_during_business_hours ?? false,
	};
}

/**
 * In Chatwoot 4.15 an event named `frt`, `nrt` or `rt` exists only when that time was missed. In the plan those names
 * mean that tracking began, and `frt_breach` that it was missed: a payload that uses `_breach` names is read its way.
 */
function missesOf({ sla_events: events }: ChatwootConversation): SlaMiss[] {
	const usesBreachNames = (events ?? []).some(({ event_type: type }) => type.endsWith('_breach'));
	const missName = usesBreachNames ? /^(frt|nrt|rt)_breach$/ : /^(frt|nrt|rt)$/;
	return (events ?? [])
		.flatMap((event): SlaMiss[] => {
			const metric = missName.exec(event.event_type)?.[1];
			if (!isChatwootMetric(metric)) return [];
			const messageId = event.meta?.message_id ?? null;
			return [{ metric, eventId: event.id ?? null, messageId, recordedAt: event.created_at }];
		})
		.sort((a, b) => (a.recordedAt?.getTime() ?? 0) - (b.recordedAt?.getTime() ?? 0));
}

function isChatwootMetric(text: string | undefined): text is ChatwootMetric {
	return text === 'frt' || text === 'nrt' || text === 'rt';
}

function parse<Output>(schema: z.ZodType<Output, z.ZodTypeDef, unknown>, payload: unknown, what: string, path: string[] = []): Output {
	const result = schema.safeParse(payload);
	if (result.success) return result.data;
	const issue = result.error.issues[0];
	const missing = issue?.code === 'invalid_type' && issue.received === 'undefined';
	throw refusal(what, [...path, ...(issue?.path ?? [])], missing ? 'is missing' : (issue?.message ?? 'is wrong').toLowerCase());
}

function refusal(what: string, path: Array<string | number>, problem: string): ExplainedError {
	const subject = path.length === 0 ? 'the item' : path.join('.');
	return new ExplainedError(`This is not ${what}: ${subject}: ${problem}`, {
		advice: "Connect this node to Chatwoot's events or conversations, as Chatwoot sends them.",
	});
}
