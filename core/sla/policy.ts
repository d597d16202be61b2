import type { ChatwootMetric, Conversation, SlaMetric } from './conversation';
import type { OwnPolicy } from './own-policies';
import { matchingPolicy } from './own-policies';

/** What is promised for one metric of a conversation. */
export interface SlaTarget {
	/** Null: nothing is promised, unless the server gives a due time. */
	thresholdSeconds: number | null;
	/** The due time the server worked out itself (Chatwoot after 4.15, business hours applied); it wins over ours. */
	serverDueAt: Date | null;
	/** Whether only open time of the business calendar counts. */
	businessHours: boolean;
	/** Whether the misses Chatwoot recorded count as breaches. */
	countsRecordedMisses: boolean;
	/** Whether the clock runs only once a customer has written. Chatwoot's own runs from the beginning (4.15). */
	needsCustomer: boolean;
}

export type SlaPolicy = Record<SlaMetric, SlaTarget>;

/** Where thresholds come from: Chatwoot's applied SLA, our own policies, or ours where the applied SLA says nothing. */
export const POLICY_SOURCES = ['chatwoot', 'chatwootThenOwn', 'own'] as const;
export type PolicySource = (typeof POLICY_SOURCES)[number];

/**
 * The policy for one conversation. Of our own policies the first that matches holds. Chatwoot has no SLA for
 * unassigned conversations: that threshold is always ours.
 */
export function policyFor(conversation: Conversation, policies: readonly OwnPolicy[], source: PolicySource): SlaPolicy {
	const own = source === 'chatwoot' ? null : matchingPolicy(conversation, policies);
	const applied = source === 'own' ? null : conversation.appliedSla;
	const ownTarget = (metric: SlaMetric): SlaTarget => ({
		thresholdSeconds: own?.thresholdSeconds[metric] ?? null,
		serverDueAt: null,
		businessHours: own?.businessHours ?? false,
		countsRecordedMisses: source !== 'own',
		needsCustomer: metric === 'frt',
	});
	const target = (metric: ChatwootMetric): SlaTarget => {
		const thresholdSeconds = applied?.thresholdSeconds[metric] ?? null;
		const serverDueAt = applied?.dueAt[metric] ?? null;
		if (thresholdSeconds === null && serverDueAt === null) return ownTarget(metric);
		return {
			thresholdSeconds,
			serverDueAt,
			businessHours: applied?.onlyDuringBusinessHours ?? false,
			countsRecordedMisses: true,
			needsCustomer: false,
		};
	};
	return { frt: target('frt'), nrt: target('nrt'), rt: target('rt'), unassigned: unassignedTarget(conversation, policies) };
}

function unassignedTarget(conversation: Conversation, policies: readonly OwnPolicy[]): SlaTarget {
	const own = matchingPolicy(conversation, policies);
	return {
		thresholdSeconds: own?.thresholdSeconds.unassigned ?? null,
		serverDueAt: null,
		businessHours: own?.businessHours ?? false,
		countsRecordedMisses: false,
		needsCustomer: true,
	};
}
