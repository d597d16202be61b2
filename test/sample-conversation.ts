import type { AppliedSla, Conversation } from '../core/sla/conversation';
import type { SlaSettings } from '../core/sla/evaluate';
import type { OwnPolicy } from '../core/sla/own-policies';

/** 2026-02-04 09:00:00 UTC, when the sample conversations begin. */
export const START = new Date('2026-02-04T09:00:00Z');

export function after(seconds: number): Date {
	return new Date(START.getTime() + seconds * 1000);
}

/** An open conversation that nobody answered, with an SLA of 5 min, 10 min and 1 h. */
export function conversation(changes: Partial<Conversation> = {}): Conversation {
	return {
		accountId: 1,
		id: 123,
		status: 'open',
		inbox: { id: 3, name: 'Website' },
		channel: 'Channel::WebWidget',
		priority: null,
		labels: [],
		contact: { id: 9, name: 'Jane Doe', email: 'jane@example.com', blocked: false, attributes: {} },
		assignee: null,
		team: null,
		createdAt: START,
		updatedAt: null,
		firstReplyAt: null,
		waitingSince: START,
		customerWrote: true,
		appliedSla: appliedSla(),
		misses: [],
		lastMessage: null,
		...changes,
	};
}

export function appliedSla(changes: Partial<AppliedSla> = {}): AppliedSla {
	return {
		name: 'Gold',
		thresholdSeconds: { frt: 300, nrt: 600, rt: 3600 },
		dueAt: { frt: null, nrt: null, rt: null },
		onlyDuringBusinessHours: false,
		...changes,
	};
}

/** Chatwoot's own SLAs, with a warning at 80 % and the breach. */
export function slaSettings(changes: Partial<SlaSettings> = {}): SlaSettings {
	return {
		source: 'chatwoot',
		policies: [],
		plan: { warnings: [{ percent: 80 }], escalationsAfterSeconds: [], reminders: null },
		leaveAlone: { statuses: [], labels: [], inboxes: [], missedLongerAgoThanSeconds: null },
		acknowledgement: { by: ['assignment', 'label', 'reply'], label: 'sla-acknowledged' },
		...changes,
	};
}

/** A policy that holds for every conversation, around the clock, and promises nothing but what `thresholds` says. */
export function ownPolicy({ thresholds = {}, ...changes }: Partial<Omit<OwnPolicy, 'conditions' | 'thresholdSeconds'>> & OwnPolicyParts = {}): OwnPolicy {
	return {
		name: 'Ours',
		businessHours: false,
		...changes,
		thresholdSeconds: { frt: null, nrt: null, rt: null, unassigned: null, ...thresholds },
		conditions: { inboxes: [], teams: [], labels: [], priorities: [], channels: [], contactAttributes: {}, ...changes.conditions },
	};
}

interface OwnPolicyParts {
	thresholds?: Partial<OwnPolicy['thresholdSeconds']>;
	conditions?: Partial<OwnPolicy['conditions']>;
}
