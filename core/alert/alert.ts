import { z } from 'zod';
import { SLA_METRICS } from '../sla/conversation';
import { STAGE_KINDS } from '../sla/stages';

export const CHANNELS = ['email', 'odoo', 'slack'] as const;
export type Channel = (typeof CHANNELS)[number];

const isoTime = z.string().datetime({ offset: true });

/**
 * One thing to tell people about one conversation. It travels through n8n as an item's JSON, so times are ISO 8601
 * text in UTC. Unknown extra fields are kept: people add their own on the way.
 */
export const AlertSchema = z
	.object({
		/** `account:conversation:metric:cycle:stage`, see core/alert/key.ts. */
		key: z.string().min(1),
		metric: z.enum(SLA_METRICS),
		stage: z.enum(STAGE_KINDS),
		/** Counts from 1 among the stages of its kind: the second escalation is 2. */
		level: z.number().int().min(1).default(1),
		/** Set when the promise was met after the alert: then this takes the alert with the same key back. */
		recovered: z.object({ at: isoTime }).nullable().default(null),
		/** Null when Chatwoot recorded a miss without saying when it was due. */
		dueAt: isoTime.nullable(),
		thresholdSeconds: z.number().nullable(),
		/** Seconds past the due time when the alert was judged; negative before it; null without a due time. */
		overdueSeconds: z.number().nullable(),
		/** The alert in one line of plain text. Holds the contact's name as the customer wrote it: escape it. */
		text: z.string(),
		/** The conversation in Chatwoot, for a button. */
		url: z.string(),
		conversation: z.object({
			accountId: z.number().int(),
			id: z.number().int(),
			status: z.string().nullable(),
			priority: z.string().nullable(),
			labels: z.array(z.string()),
			inbox: z.object({ id: z.number().nullable(), name: z.string().nullable() }),
			contact: z.object({ id: z.number().nullable(), name: z.string().nullable() }),
			assignee: z
				.object({ id: z.number(), name: z.string().nullable(), email: z.string().nullable() })
				.nullable(),
			team: z.object({ id: z.number(), name: z.string().nullable() }).nullable(),
		}),
	})
	.passthrough();
export type Alert = z.infer<typeof AlertSchema>;

/** An alert on its way to one person over one channel: what Route SLA Alert puts out and the senders take. */
export const DeliverySchema = AlertSchema.extend({
	delivery: z.object({
		/** The alert's key with channel and recipient: `…:email:anita@example.com`. What Dedupe remembers. */
		key: z.string().min(1),
		channel: z.enum(CHANNELS),
		person: z.object({ name: z.string(), email: z.string() }),
		/** Slack member or channel id; empty for the channel set in the sending node. */
		slackTarget: z.string(),
	}),
}).passthrough();
export type Delivery = z.infer<typeof DeliverySchema>;
