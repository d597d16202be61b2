import { ExplainedError } from '../errors';
import type { ChatwootMetric, Conversation, SlaMetric } from './conversation';
import { SLA_METRICS } from './conversation';

/** What is promised for a conversation. */
export interface SlaPolicy {
	/** Null: this time is not promised. */
	thresholdSeconds: Record<SlaMetric, number | null>;
	/** Due times the server worked out itself (Chatwoot after 4.15, business hours applied); they win over ours. */
	serverDueAt: Record<ChatwootMetric, Date | null>;
	/** Whether the misses Chatwoot recorded count as breaches. */
	countRecordedMisses: boolean;
}

/** Where thresholds come from: Chatwoot's applied SLA, the node, or the node where the applied SLA says nothing. */
export const POLICY_SOURCES = ['chatwoot', 'chatwootThenOwn', 'own'] as const;
export type PolicySource = (typeof POLICY_SOURCES)[number];

export type Thresholds = Record<SlaMetric, number | null>;

const NO_DUE_TIMES: SlaPolicy['serverDueAt'] = { frt: null, nrt: null, rt: null };

/**
 * The policy for one conversation. Chatwoot has no SLA for unassigned conversations: that threshold is always ours.
 *
 * @throws ExplainedError when a threshold is no positive number of seconds.
 */
export function policyFor(conversation: Conversation, own: Thresholds, source: PolicySource): SlaPolicy {
	for (const metric of SLA_METRICS) assertThreshold(metric, own[metric]);
	if (source === 'own') return { thresholdSeconds: own, serverDueAt: NO_DUE_TIMES, countRecordedMisses: false };

	const applied = conversation.appliedSla;
	const fallback = (metric: ChatwootMetric) => (source === 'chatwootThenOwn' ? own[metric] : null);
	const threshold = (metric: ChatwootMetric) => applied?.thresholdSeconds[metric] ?? fallback(metric);
	return {
		thresholdSeconds: { frt: threshold('frt'), nrt: threshold('nrt'), rt: threshold('rt'), unassigned: own.unassigned },
		serverDueAt: applied?.dueAt ?? NO_DUE_TIMES,
		countRecordedMisses: true,
	};
}

function assertThreshold(metric: SlaMetric, seconds: number | null): void {
	if (seconds === null || (Number.isFinite(seconds) && seconds > 0)) return;
	throw new ExplainedError(`The ${METRIC_NAMES[metric]} must be a number of seconds above 0, not ${seconds}`, {
		advice: 'Correct it under Thresholds, or remove it to leave this time unwatched.',
	});
}

/** The metrics in words, as they stand in alerts. */
export const METRIC_NAMES: Record<SlaMetric, string> = {
	frt: 'first response time',
	nrt: 'next response time',
	rt: 'resolution time',
	unassigned: 'assignment time',
};
