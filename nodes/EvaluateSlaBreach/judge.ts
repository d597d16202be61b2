import type { IExecuteFunctions } from 'n8n-workflow';
import type { Alert } from '../../core/alert/alert';
import { alertFor, metricsOf, recoveredAlerts } from '../../core/alert/build';
import { conversationUrl } from '../../core/chatwoot/client';
import { inboxNames } from '../../core/chatwoot/inboxes';
import type { Standing } from '../../core/report/standing';
import { standingOf } from '../../core/report/standing';
import { messageOf } from '../../core/errors';
import { judgeHeedingAcknowledgement } from '../../core/monitor/heed-acknowledgement';
import type { Conversation } from '../../core/sla/conversation';
import { ALWAYS_OPEN } from '../../core/sla/calendar';
import type { SlaSettings } from '../../core/sla/evaluate';
import { recoveriesOf } from '../../core/sla/recovery';
import type { ChatwootConnection } from '../shared/chatwoot';
import type { Subject } from './conversation';
import type { Settings } from './settings';

export interface Verdict {
	/** Null where there is no conversation. */
	standing: Standing | null;
	alerts: Alert[];
	/** The alerts that are no longer true, each as it was told. */
	recovered: Alert[];
}

/** Judges a conversation now. An item without a conversation has nothing to judge. */
export async function judge(
	{ logger }: Pick<IExecuteFunctions, 'logger'>,
	subject: Subject | null,
	{ settings, openingHours, output, fetchMode }: Settings,
	connection: ChatwootConnection,
): Promise<Verdict> {
	if (subject === null) return { standing: null, alerts: [], recovered: [] };
	const { conversation, ended, readAt } = subject;
	// A worker's clock may be behind the monitor's, to which a stage is due already.
	const now = new Date(Math.max(Date.now(), readAt?.getTime() ?? 0));
	const hours = openingHours(conversation.inbox.id);
	const { judgements, labelChangedAt, unknown } = await judgeHeedingAcknowledgement({
		conversation,
		settings,
		openingHours: hours,
		now,
		chatwoot: connection.client,
		isTold: () => output === 'alerts' && fetchMode !== 'never',
	});
	if (unknown !== null) logger.warn(`Conversation #${conversation.id}: it is not known whether somebody took charge: ${messageOf(unknown.reason)}`);
	const recoveries = recoveriesOf(conversation, ended, settings, hours, now);

	const hasToTell = output === 'conversations' || recoveries.length > 0 || judgements.some(({ reached }) => reached !== null);
	const named = hasToTell ? await withInboxName(conversation, connection) : conversation;
	const url = conversationUrl({ baseUrl: connection.server.publicUrl, accountId: conversation.accountId }, conversation.id);
	const metrics = metricsOf(judgements);
	const acknowledgement = labelOf(settings, labelChangedAt);
	const withinBusinessHours = hours === ALWAYS_OPEN ? null : hours.isOpen(now);
	return {
		standing: standingOf(named, judgements, url, now),
		alerts: judgements.flatMap((judgement) => alertFor(named, judgement, url, now, withinBusinessHours) ?? []).map((alert) => ({ ...alert, metrics, acknowledgement })),
		recovered: recoveries.flatMap((recovery) => recoveredAlerts(named, recovery, url)).map((alert) => ({ ...alert, metrics })),
	};
}

/** For whoever acknowledges the alert elsewhere; null where the policy counts no label. */
function labelOf({ acknowledgement: { by, label } }: SlaSettings, changedAt: Date | null): Alert['acknowledgement'] {
	return by.includes('label') && label !== '' ? { label, changedAt: changedAt?.toISOString() ?? null } : null;
}

/** The name only makes the alert easier to read: one without it still goes out. */
async function withInboxName(conversation: Conversation, { client, cacheKey }: ChatwootConnection): Promise<Conversation> {
	const { id, name } = conversation.inbox;
	if (name !== null || id === null) return conversation;
	const names = await inboxNames(client, cacheKey).catch(() => new Map<number, string>());
	return { ...conversation, inbox: { id, name: names.get(id) ?? null } };
}
