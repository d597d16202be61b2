import type { Conversation } from '../sla/conversation';
import type { SlaJudgement } from '../sla/evaluate';
import { METRIC_NAMES } from '../sla/policy';
import type { Alert, AlertStage } from './alert';
import { formatDuration } from './duration';
import { alertKey } from './key';

/** The alert for a judged metric, or null when there is nothing to tell. `url` leads agents to the conversation. */
export function alertFor(conversation: Conversation, judgement: SlaJudgement, url: string, now: Date): Alert | null {
	const stage = STAGES[judgement.state];
	if (stage === undefined) return null;
	const { metric, cycle, dueAt, thresholdSeconds } = judgement;
	const overdueSeconds = dueAt === null ? null : Math.floor((now.getTime() - dueAt.getTime()) / 1000);
	return {
		key: alertKey({ accountId: conversation.accountId, conversationId: conversation.id, metric, cycle, stage }),
		metric,
		stage,
		dueAt: dueAt?.toISOString() ?? null,
		thresholdSeconds,
		overdueSeconds,
		text: alertText(conversation, { ...judgement, stage, overdueSeconds }),
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

const STAGES: Partial<Record<SlaJudgement['state'], AlertStage>> = { atRisk: 'warning', breached: 'breach' };

function alertText(
	conversation: Conversation,
	alert: Pick<Alert, 'metric' | 'stage' | 'thresholdSeconds' | 'overdueSeconds'>,
): string {
	const { thresholdSeconds, overdueSeconds } = alert;
	const promise = thresholdSeconds === null ? '' : ` of ${formatDuration(thresholdSeconds)}`;
	const what = `its ${METRIC_NAMES[alert.metric]}${promise}`;
	if (alert.stage === 'warning') {
		return `${subjectOf(conversation)} is about to miss ${what}: ${formatDuration(-(overdueSeconds ?? 0))} left`;
	}
	const late = overdueSeconds !== null && overdueSeconds > 0 ? ` by ${formatDuration(overdueSeconds)}` : '';
	return `${subjectOf(conversation)} missed ${what}${late}`;
}

/** `Conversation #123 (Jane Doe, inbox Website)`, on one line whatever the customer calls themselves. */
function subjectOf({ id, contact, inbox }: Conversation): string {
	const details = [contact.name, inbox.name === null ? null : `inbox ${inbox.name}`]
		.filter((detail) => detail !== null)
		.map((detail) => detail.replace(/\s+/g, ' ').trim())
		.filter((detail) => detail !== '');
	return details.length === 0 ? `Conversation #${id}` : `Conversation #${id} (${details.join(', ')})`;
}
