import { z } from 'zod';
import { SLA_METRICS } from '../sla/conversation';
import { ReceiptSchema } from '../ledger/receipt';
import { SLA_STATES } from '../sla/evaluate';
import { STAGE_KINDS } from '../sla/stages';
import { readerShape } from './language/language';

export const CHANNELS = ['email', 'odoo', 'slack'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What meets a promise. */
export const RECOVERED_BY = ['answered', 'resolved', 'assigned'] as const;
export type RecoveredBy = (typeof RECOVERED_BY)[number];

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
		/**
		 * The stages of the same clock that were reached before, earliest first, each with the key of its alert: they may
		 * be news to somebody still. None in what takes an alert back.
		 */
		earlier: z.array(z.object({ key: z.string().min(1), stage: z.enum(STAGE_KINDS), level: z.number().int().min(1) })).default([]),
		/** Set when the promise was met after the alert: then this takes the alert with the same key back. */
		recovered: z
			.object({
				at: isoTime,
				by: z.enum(RECOVERED_BY).optional(),
				/** Whether nothing but warnings had been told. */
				inTime: z.boolean().optional(),
			})
			.nullable()
			.default(null),
		/** Null when Chatwoot recorded a miss without saying when it was due. */
		dueAt: isoTime.nullable(),
		thresholdSeconds: z.number().nullable(),
		/** Seconds past the due time when the alert was judged; negative before it; null without a due time. */
		overdueSeconds: z.number().nullable(),
		/** Whether the conversation's opening hours held when the alert was judged; null where that is not known. */
		withinBusinessHours: z.boolean().nullable().default(null),
		/**
		 * The policy's label by which somebody takes charge, and when it was last put on or taken off, as far as that is known
		 * and after the miss. Null where the policy counts no label.
		 */
		acknowledgement: z.object({ label: z.string(), changedAt: isoTime.nullable() }).nullable().default(null),
		/** How every promise of the conversation stood when the alert was judged. */
		metrics: z
			.array(
				z.object({
					metric: z.enum(SLA_METRICS),
					state: z.enum(SLA_STATES),
					dueAt: isoTime.nullable(),
					thresholdSeconds: z.number().nullable(),
				}),
			)
			.default([]),
		/** What the customer wrote last, shortened, as it was written: escape it. Null where that is not known. */
		lastMessage: z.object({ text: z.string(), at: isoTime.nullable(), from: z.string().nullable() }).nullable().default(null),
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
		/** Why this person gets it: `Rule "Management is told of every breach": team management`. */
		why: z.string().default(''),
		/** How the person is spoken to; `texts` are there only for a language of the user's own. */
		...readerShape,
		/** The delivery's key without its stage: what belongs in one thread. Empty in deliveries of older versions. */
		threadKey: z.string().default(''),
		/** For Slack, put in by Dedupe: the first message of the thread on a claim, and the alert's own on a resolve. */
		thread: ReceiptSchema.nullish().catch(null),
		receipt: ReceiptSchema.nullish().catch(null),
		/** How many alerts the person takes on this channel in an hour; null for all of them. */
		capPerHour: z.number().int().min(1).nullable().default(null),
	}),
}).passthrough();
export type Delivery = z.infer<typeof DeliverySchema>;
