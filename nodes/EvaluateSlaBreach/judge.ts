import type { Alert } from '../../core/alert/alert';
import { alertFor, recoveredAlerts } from '../../core/alert/build';
import { conversationUrl } from '../../core/chatwoot/client';
import { inboxNames } from '../../core/chatwoot/inboxes';
import type { Conversation } from '../../core/sla/conversation';
import type { SlaJudgement } from '../../core/sla/evaluate';
import { evaluateSla, nextStage } from '../../core/sla/evaluate';
import { recoveriesOf } from '../../core/sla/recovery';
import type { ChatwootConnection } from '../shared/chatwoot';
import type { Subject } from './conversation';
import type { Settings } from './settings';

export interface Verdict {
	judgements: JudgementSummary[];
	alerts: Alert[];
	/** The alerts that are no longer true, each as it was told. */
	recovered: Alert[];
}

/** What the On Track output says of a metric. Times are ISO 8601 text in UTC. */
export interface JudgementSummary {
	metric: SlaJudgement['metric'];
	state: SlaJudgement['state'];
	dueAt: string | null;
	/** What would be told next if nobody acts; null when nothing would. */
	nextStage: string | null;
	nextStageAt: string | null;
}

/** Judges a conversation now. An item without a conversation has nothing to judge. */
export async function judge(subject: Subject | null, { settings, openingHours }: Settings, connection: ChatwootConnection): Promise<Verdict> {
	if (subject === null) return { judgements: [], alerts: [], recovered: [] };
	const { conversation, ended } = subject;
	const now = new Date();
	const hours = openingHours(conversation.inbox.id);
	const judgements = evaluateSla(conversation, settings, hours, now);
	const recoveries = recoveriesOf(conversation, ended, settings, hours, now);

	const hasToTell = recoveries.length > 0 || judgements.some(({ reached }) => reached !== null);
	const named = hasToTell ? await withInboxName(conversation, connection) : conversation;
	const url = conversationUrl({ baseUrl: connection.server.publicUrl, accountId: conversation.accountId }, conversation.id);
	return {
		judgements: judgements.map((judgement) => summary(judgement, now)),
		alerts: judgements.flatMap((judgement) => alertFor(named, judgement, url, now) ?? []),
		recovered: recoveries.flatMap((recovery) => recoveredAlerts(named, recovery, url)),
	};
}

/** The name only makes the alert easier to read: one without it still goes out. */
async function withInboxName(conversation: Conversation, { client, cacheKey }: ChatwootConnection): Promise<Conversation> {
	const { id, name } = conversation.inbox;
	if (name !== null || id === null) return conversation;
	const names = await inboxNames(client, cacheKey).catch(() => new Map<number, string>());
	return { ...conversation, inbox: { id, name: names.get(id) ?? null } };
}

function summary(judgement: SlaJudgement, now: Date): JudgementSummary {
	const next = nextStage([judgement], now);
	return {
		metric: judgement.metric,
		state: judgement.state,
		dueAt: judgement.dueAt?.toISOString() ?? null,
		nextStage: next?.name ?? null,
		nextStageAt: next?.at.toISOString() ?? null,
	};
}
