import type { Alert } from '../../core/alert/alert';
import { alertFor } from '../../core/alert/build';
import { conversationUrl } from '../../core/chatwoot/client';
import { inboxNames } from '../../core/chatwoot/inboxes';
import type { Conversation } from '../../core/sla/conversation';
import type { SlaJudgement } from '../../core/sla/evaluate';
import { evaluateSla } from '../../core/sla/evaluate';
import { policyFor } from '../../core/sla/policy';
import type { ChatwootConnection } from '../shared/chatwoot';
import type { Settings } from './settings';

/** What the On Track output says of a metric. */
export interface JudgementSummary {
	metric: SlaJudgement['metric'];
	state: SlaJudgement['state'];
	warnAt: string | null;
	dueAt: string | null;
}

/** Judges a conversation now. An item without a conversation has nothing to judge. */
export async function judgeConversation(
	conversation: Conversation | null,
	{ thresholds, policySource, warningPercent }: Settings,
	connection: ChatwootConnection,
): Promise<{ judgements: JudgementSummary[]; alerts: Alert[] }> {
	if (conversation === null) return { judgements: [], alerts: [] };
	const now = new Date();
	const judgements = evaluateSla(conversation, policyFor(conversation, thresholds, policySource), { warningPercent }, now);
	const isAlert = judgements.some(({ state }) => state === 'atRisk' || state === 'breached');
	const named = isAlert ? await withInboxName(conversation, connection) : conversation;
	const url = conversationUrl({ baseUrl: connection.server.publicUrl, accountId: conversation.accountId }, conversation.id);
	return {
		judgements: judgements.map(summary),
		alerts: judgements.flatMap((judgement) => alertFor(named, judgement, url, now) ?? []),
	};
}

/** The name only makes the alert easier to read: one without it still goes out. */
async function withInboxName(conversation: Conversation, { client, cacheKey }: ChatwootConnection): Promise<Conversation> {
	const { id, name } = conversation.inbox;
	if (name !== null || id === null) return conversation;
	const names = await inboxNames(client, cacheKey).catch(() => new Map<number, string>());
	return { ...conversation, inbox: { id, name: names.get(id) ?? null } };
}

function summary({ metric, state, warnAt, dueAt }: SlaJudgement): JudgementSummary {
	return { metric, state, warnAt: warnAt?.toISOString() ?? null, dueAt: dueAt?.toISOString() ?? null };
}
