import type { Conversation } from '../core/sla/conversation';

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
		priority: null,
		labels: [],
		contact: { id: 9, name: 'Jane Doe', email: 'jane@example.com', blocked: false },
		assignee: null,
		team: null,
		createdAt: START,
		firstReplyAt: null,
		waitingSince: START,
		appliedSla: {
			name: 'Gold',
			thresholdSeconds: { frt: 300, nrt: 600, rt: 3600 },
			dueAt: { frt: null, nrt: null, rt: null },
		},
		misses: [],
		...changes,
	};
}
