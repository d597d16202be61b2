import type { Conversation, SlaMetric } from '../sla/conversation';
import type { SlaJudgement } from '../sla/evaluate';
import type { SlaRecovery } from '../sla/recovery';
import type { SlaStage } from '../sla/stages';
import type { Alert, RecoveredBy } from './alert';
import { alertKey } from './key';
import { languageFor, NOBODY_IN_PARTICULAR } from './language/language';
import { alertText } from './text';

/** The alert for a judged metric, or null when there is nothing to tell. `url` leads agents to the conversation. */
export function alertFor(
	conversation: Conversation,
	judgement: SlaJudgement,
	url: string,
	now: Date,
	withinBusinessHours: boolean | null = null,
): Alert | null {
	const { stages, reached } = judgement;
	if (reached === null) return null;
	const earlier = stages
		.slice(0, stages.findIndex(({ name }) => name === reached.name))
		.map((stage) => ({ key: keyOf(conversation, judgement, stage), stage: stage.kind, level: stage.level }));
	return { ...alertOf(conversation, judgement, reached, url, now), withinBusinessHours, earlier };
}

/** How all promises of a conversation stand, for its alerts to carry. */
export function metricsOf(judgements: readonly SlaJudgement[]): Alert['metrics'] {
	return judgements.map(({ metric, state, dueAt, thresholdSeconds }) => ({
		metric,
		state,
		dueAt: dueAt?.toISOString() ?? null,
		thresholdSeconds,
	}));
}

/**
 * Takes back every alert a met promise could have led to: each has the key its alert had, and so the same delivery keys.
 * Whether the alert was sent, the ledger knows.
 */
export function recoveredAlerts(conversation: Conversation, recovery: SlaRecovery, url: string): Alert[] {
	const recovered = {
		at: recovery.at.toISOString(),
		by: whatWasDone(conversation, recovery.metric),
		inTime: recovery.stages.every(({ kind }) => kind === 'warning'),
	};
	return recovery.stages.map((stage) => alertOf(conversation, recovery, stage, url, recovery.at, recovered));
}

/** A resolve ends the other promises too. */
function whatWasDone({ status, firstReplyAt, assignee }: Conversation, metric: SlaMetric): RecoveredBy {
	switch (metric) {
		case 'frt':
			return firstReplyAt === null ? 'resolved' : 'answered';
		case 'nrt':
			// Whether somebody answered before can't be told: a resolve ends the wait in some versions of Chatwoot, in others not.
			return status === 'resolved' ? 'resolved' : 'answered';
		case 'rt':
			return 'resolved';
		case 'unassigned':
			return assignee === null ? 'resolved' : 'assigned';
	}
}

/** What alerts and recoveries are about. */
interface Promised {
	metric: SlaMetric;
	cycle: string;
	thresholdSeconds: number | null;
	dueAt: Date | null;
}

/** In English, as long as nobody in particular is told. */
const ENGLISH = languageFor(NOBODY_IN_PARTICULAR);

function alertOf(
	conversation: Conversation,
	promised: Promised,
	stage: SlaStage,
	url: string,
	at: Date,
	recovered: Alert['recovered'] = null,
): Alert {
	const { metric, thresholdSeconds, dueAt } = promised;
	const overdueSeconds = dueAt === null ? null : Math.floor((at.getTime() - dueAt.getTime()) / 1000);
	const told = { metric, stage: stage.kind, level: stage.level, thresholdSeconds, overdueSeconds, recovered };
	return {
		key: keyOf(conversation, promised, stage),
		earlier: [],
		...told,
		dueAt: dueAt?.toISOString() ?? null,
		withinBusinessHours: null,
		acknowledgement: null,
		metrics: [],
		lastMessage: lastMessageOf(conversation),
		text: alertText({ ...told, conversation }, ENGLISH),
		url,
		conversation: {
			accountId: conversation.accountId,
			id: conversation.id,
			status: conversation.status,
			priority: conversation.priority,
			labels: conversation.labels,
			inbox: conversation.inbox,
			contact: { id: conversation.contact.id, name: conversation.contact.name },
			assignee: conversation.assignee,
			team: conversation.team,
		},
	};
}

function keyOf({ accountId, id }: Conversation, { metric, cycle }: Promised, { name }: SlaStage): string {
	return alertKey({ accountId, conversationId: id, metric, cycle, stage: name });
}

function lastMessageOf({ lastMessage }: Conversation): Alert['lastMessage'] {
	return lastMessage === null ? null : { ...lastMessage, at: lastMessage.at?.toISOString() ?? null };
}
