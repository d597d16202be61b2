import { z } from 'zod';
import { AlertSchema } from '../alert/alert';
import type { Conversation } from '../sla/conversation';
import { SLA_METRICS } from '../sla/conversation';
import type { SlaJudgement } from '../sla/evaluate';
import { nextStage, SLA_STATES } from '../sla/evaluate';
import { isPromiseKept } from '../sla/kept';
import { STAGE_KINDS } from '../sla/stages';

const isoTime = z.string().datetime({ offset: true });

/** One promise to a customer at one moment. Times are ISO 8601 text in UTC. */
const promiseSchema = z.object({
	metric: z.enum(SLA_METRICS),
	state: z.enum(SLA_STATES),
	/** Null when Chatwoot recorded a miss without saying when it was due. */
	dueAt: isoTime.nullable(),
	thresholdSeconds: z.number().nullable(),
	/** The stage reached; null unless at risk or breached. */
	stage: z.object({ kind: z.enum(STAGE_KINDS), level: z.number().int() }).nullable(),
	/** Null while it is not decided, and where nobody can tell. */
	kept: z.boolean().nullable(),
	/** When it was broken or met, as far as that is known. */
	decidedAt: isoTime.nullable(),
	nextStage: z.string().nullable(),
	nextStageAt: isoTime.nullable(),
});
export type Promised = z.infer<typeof promiseSchema>;

/**
 * How a conversation stands: what was promised and what became of it. It travels through n8n as an item's JSON. Names
 * are as customers and agents wrote them: escape them.
 */
export const StandingSchema = z.object({
	judgedAt: isoTime,
	url: z.string(),
	conversation: AlertSchema.shape.conversation,
	sla: z.array(promiseSchema),
});
export type Standing = z.infer<typeof StandingSchema>;

/** `url` leads agents to the conversation. */
export function standingOf(conversation: Conversation, judgements: readonly SlaJudgement[], url: string, now: Date): Standing {
	const { accountId, id, status, priority, labels, inbox, contact, assignee, team } = conversation;
	return {
		judgedAt: now.toISOString(),
		url,
		conversation: { accountId, id, status, priority, labels, inbox, contact: { id: contact.id, name: contact.name }, assignee, team },
		sla: judgements.map((judgement) => promised(conversation, judgement, now)),
	};
}

function promised(conversation: Conversation, judgement: SlaJudgement, now: Date): Promised {
	const { metric, state, dueAt, thresholdSeconds, reached } = judgement;
	const next = nextStage([judgement], now);
	const kept = isPromiseKept(conversation, judgement);
	return {
		metric,
		state,
		dueAt: dueAt?.toISOString() ?? null,
		thresholdSeconds,
		stage: reached === null ? null : { kind: reached.kind, level: reached.level },
		kept,
		decidedAt: decidedAt(conversation, judgement, kept)?.toISOString() ?? null,
		nextStage: next?.name ?? null,
		nextStageAt: next?.at.toISOString() ?? null,
	};
}

/** Chatwoot (4.15) does not say when a conversation was resolved or assigned: not later than its last change. */
function decidedAt({ updatedAt }: Conversation, { breachAt, metAt }: SlaJudgement, kept: boolean | null): Date | null {
	if (kept === null) return null;
	return kept ? (metAt ?? updatedAt) : breachAt;
}
