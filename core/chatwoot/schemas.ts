import { z } from 'zod';
import { SLA_METRICS } from '../sla/conversation';

/**
 * The shapes Chatwoot sends (4.15 webhooks and REST, what later versions add) and those of the plan this project grew
 * from. Fields nobody here reads are left out: unknown ones never break a payload. Every field but the id may be
 * missing. What a reader could do without (priority, names) is dropped when it has a strange type; ids, times and the
 * status are refused, because a wrong clock is worse than an error.
 */

const idSchema = z.preprocess(
	(value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value),
	z.number().int(),
);

/**
 * A time as Chatwoot writes it: unix seconds (webhooks, REST) or text (`created_at` of messages, `first_reply_created_at`
 * of webhooks). 0 and null both mean "none".
 */
const givenTimeSchema = z.union([z.number(), z.string(), z.null()]).transform((value, context) => {
	if (value === null || value === '') return null;
	const seconds = typeof value === 'number' ? value : /^\d+(\.\d+)?$/.test(value) ? Number(value) : null;
	if (seconds === 0) return null;
	const time = new Date(seconds === null ? value : seconds * 1000);
	if (Number.isNaN(time.getTime())) {
		context.addIssue({ code: z.ZodIssueCode.custom, message: 'expected a time' });
		return z.NEVER;
	}
	return time;
});
/** Where there always is one. */
export const requiredTimeSchema = givenTimeSchema.transform((time, context) => {
	if (time !== null) return time;
	context.addIssue({ code: z.ZodIssueCode.custom, message: 'expected a time' });
	return z.NEVER;
});
const timeSchema = givenTimeSchema.optional().transform((time) => time ?? null);

const decorativeText = z.string().nullish().catch(null);
const thresholdSchema = z.number().nullish();

const personSchema = z.object({
	id: idSchema,
	name: decorativeText,
	email: decorativeText,
});

const flag = z.boolean().nullish().catch(null);
const attributes = z.record(z.unknown()).nullish().catch(null);

const appliedSlaSchema = z.object({
	sla_name: decorativeText,
	sla_first_response_time_threshold: thresholdSchema,
	sla_next_response_time_threshold: thresholdSchema,
	sla_resolution_time_threshold: thresholdSchema,
	sla_only_during_business_hours: flag,
	sla_frt_due_at: timeSchema,
	sla_nrt_due_at: timeSchema,
	sla_rt_due_at: timeSchema,
});

const slaEventSchema = z.object({
	id: idSchema.nullish(),
	event_type: z.string(),
	meta: z.object({ message_id: idSchema.nullish() }).nullish().catch(null),
	created_at: timeSchema,
});

const lastMessageSchema = z
	.object({
		content: z.string(),
		message_type: z.union([z.string(), z.number()]),
		private: flag,
		created_at: timeSchema,
		sender: z.object({ name: decorativeText }).nullish().catch(null),
	})
	.nullable()
	.catch(null);
export type ChatwootLastMessage = NonNullable<z.infer<typeof lastMessageSchema>>;

export const conversationSchema = z.object({
	id: idSchema,
	account: z.object({ id: idSchema }).nullish(),
	account_id: idSchema.nullish(),
	inbox_id: idSchema.nullish(),
	channel: decorativeText,
	status: z.enum(['open', 'resolved', 'pending', 'snoozed']).nullish(),
	priority: z.enum(['low', 'medium', 'high', 'urgent']).nullish().catch(null),
	labels: z.array(z.string()).nullish().catch(null),
	assignee_id: idSchema.nullish(),
	team_id: idSchema.nullish(),
	meta: z
		.object({
			sender: personSchema.extend({ id: idSchema.nullish(), blocked: flag, custom_attributes: attributes }).nullish(),
			channel: decorativeText,
			assignee: personSchema.extend({ type: decorativeText }).nullish(),
			/** `User` or `AgentBot`. */
			assignee_type: decorativeText,
			team: personSchema.omit({ email: true }).nullish(),
		})
		.nullish(),
	created_at: timeSchema,
	updated_at: timeSchema.catch(null),
	first_reply_created_at: timeSchema,
	/** Undefined where the payload does not say whether anybody waits. */
	waiting_since: givenTimeSchema.optional(),
	/** The customer's messages since an agent looked in; all of them as long as none has. */
	unread_count: z.number().nullish().catch(null),
	/** Undefined where the payload does not say, or strangely. */
	agent_last_seen_at: givenTimeSchema.optional().catch(undefined),
	applied_sla: appliedSlaSchema.nullish(),
	sla_events: z.array(slaEventSchema).nullish(),
	messages: z.array(lastMessageSchema).catch([]),
	last_non_activity_message: lastMessageSchema,
});
export type ChatwootConversation = z.infer<typeof conversationSchema>;

const changeOf = <Value extends z.ZodTypeAny>(value: Value) => z.object({ previous_value: value, current_value: value }).optional().catch(undefined);

const changesSchema = z.object({
	first_reply_created_at: changeOf(timeSchema),
	waiting_since: changeOf(timeSchema),
	assignee_id: changeOf(idSchema.nullish()),
	status: changeOf(z.string().nullish()),
});
export type ChangedAttributes = z.infer<typeof changesSchema>;

/** What conversation events say beyond the conversation; the last two are those of our own monitor (core/monitor/item.ts). */
export const conversationEventSchema = z.object({
	/** A list of objects with one key each (4.15), one object (the plan), or null. */
	changed_attributes: z.preprocess(asOneObject, changesSchema).catch({}),
	read_at: timeSchema.catch(null),
	sla_ended: z.array(z.object({ metric: z.enum(SLA_METRICS), started_at: timeSchema })).nullish().catch(null),
});

function asOneObject(changed: unknown): unknown {
	if (!Array.isArray(changed)) return changed ?? {};
	return Object.fromEntries(changed.flatMap((change: unknown) => (typeof change === 'object' && change !== null ? Object.entries(change) : [])));
}

/** What every webhook has in common. */
export const webhookSchema = z.object({
	event: z.string().min(1),
	account: z.object({ id: idSchema }).nullish(),
});

/** `message_created` and `message_updated`; a message event names its type, a conversation's messages number it. */
export const messageEventSchema = z.object({
	id: idSchema.nullish(),
	message_type: z.union([z.string(), z.number()]).nullish(),
	private: z.boolean().nullish(),
	sender: z.object({ type: decorativeText }).nullish().catch(null),
	inbox: z.object({ id: idSchema.nullish(), name: decorativeText }).nullish(),
	conversation: z.unknown(),
});
