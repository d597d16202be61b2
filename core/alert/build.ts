import type { Conversation, SlaMetric } from '../sla/conversation';
import type { SlaJudgement } from '../sla/evaluate';
import type { SlaRecovery } from '../sla/recovery';
import type { SlaStage } from '../sla/stages';
import type { Alert } from './alert';
import { alertKey } from './key';
import { alertText, recoveryText } from './text';

/** The alert for a judged metric, or null when there is nothing to tell. `url` leads agents to the conversation. */
export function alertFor(conversation: Conversation, judgement: SlaJudgement, url: string, now: Date): Alert | null {
	return judgement.reached === null ? null : alertOf(conversation, judgement, judgement.reached, url, now);
}

/**
 * Takes back every alert a met promise could have led to: each has the key its alert had, and so the same delivery keys.
 * Whether the alert was sent, the ledger knows.
 */
export function recoveredAlerts(conversation: Conversation, recovery: SlaRecovery, url: string): Alert[] {
	return recovery.stages.map((stage) => ({
		...alertOf(conversation, recovery, stage, url, recovery.at),
		recovered: { at: recovery.at.toISOString() },
		text: recoveryText(conversation, recovery),
	}));
}

/** What alerts and recoveries are about. */
interface Promised {
	metric: SlaMetric;
	cycle: string;
	thresholdSeconds: number | null;
	dueAt: Date | null;
}

function alertOf(conversation: Conversation, promised: Promised, stage: SlaStage, url: string, at: Date): Alert {
	const { metric, cycle, thresholdSeconds, dueAt } = promised;
	const overdueSeconds = dueAt === null ? null : Math.floor((at.getTime() - dueAt.getTime()) / 1000);
	const told = { metric, stage: stage.kind, level: stage.level, thresholdSeconds, overdueSeconds };
	return {
		key: alertKey({ accountId: conversation.accountId, conversationId: conversation.id, metric, cycle, stage: stage.name }),
		...told,
		recovered: null,
		dueAt: dueAt?.toISOString() ?? null,
		text: alertText(conversation, told),
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
