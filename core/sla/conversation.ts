/**
 * A Chatwoot conversation as the SLA rules see it, whatever shape it arrived in. `core/chatwoot` makes one from
 * webhooks and REST answers. What a payload did not say is null (or an empty list).
 */
export interface Conversation {
	accountId: number;
	/** Chatwoot's display id: the number in the conversation's address. */
	id: number;
	status: ConversationStatus | null;
	inbox: { id: number | null; name: string | null };
	/** Chatwoot's name of the channel, such as `Channel::Whatsapp`. */
	channel: string | null;
	priority: 'low' | 'medium' | 'high' | 'urgent' | null;
	labels: string[];
	contact: { id: number | null; name: string | null; email: string | null; blocked: boolean; attributes: Record<string, unknown> };
	/** The agent; a bot counts for nobody. `email` is null in Chatwoot 4.15's webhooks: it comes from the agents list. */
	assignee: { id: number; name: string | null; email: string | null } | null;
	team: { id: number; name: string | null } | null;
	createdAt: Date | null;
	/** Tells an older reading from a newer one. */
	updatedAt: Date | null;
	firstReplyAt: Date | null;
	/** Since when the customer waits for the next answer; null when nobody waits, undefined when the payload did not say. */
	waitingSince: Date | null | undefined;
	/** False only where the payload proves that no customer has ever written, as in what a notification began. */
	customerWrote: boolean;
	appliedSla: AppliedSla | null;
	/** The misses Chatwoot recorded, oldest first. */
	misses: SlaMiss[];
	/** What the customer wrote last, shortened; null where the payload does not have it. */
	lastMessage: { text: string; at: Date | null; from: string | null } | null;
}

export type ConversationStatus = 'open' | 'resolved' | 'pending' | 'snoozed';

/** The times an SLA promises. `unassigned` is ours: how long an open conversation may stay without an assignee. */
export const SLA_METRICS = ['frt', 'nrt', 'rt', 'unassigned'] as const;
export type SlaMetric = (typeof SLA_METRICS)[number];

/** The metrics Chatwoot itself tracks. */
export type ChatwootMetric = Exclude<SlaMetric, 'unassigned'>;

/** Chatwoot's `applied_sla`. Due times are there in versions after 4.15, business hours already applied. */
export interface AppliedSla {
	name: string | null;
	thresholdSeconds: Record<ChatwootMetric, number | null>;
	dueAt: Record<ChatwootMetric, Date | null>;
	/** Chatwoot up to 4.15 does not heed it itself. */
	onlyDuringBusinessHours: boolean;
}

/** One of Chatwoot's `sla_events`: its existence means the time was missed. */
export interface SlaMiss {
	metric: ChatwootMetric;
	eventId: number | null;
	/** For `nrt`: the unanswered customer message. */
	messageId: number | null;
	recordedAt: Date | null;
}
