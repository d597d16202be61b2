import { AlertSchema, type Alert } from '../core/alert/alert';

type Changes = Partial<Omit<Alert, 'conversation'>> & { conversation?: Partial<Alert['conversation']> };

/** A missed first response time, as Evaluate SLA Breach puts it out. */
export function sampleAlert({ conversation = {}, ...changes }: Changes = {}): Alert {
	return AlertSchema.parse({
		key: '1:123:frt:1767348000:breach',
		metric: 'frt',
		stage: 'breach',
		dueAt: '2026-01-02T10:05:00.000Z',
		thresholdSeconds: 300,
		overdueSeconds: 130,
		text: 'Conversation #123 (Jane Doe, inbox Website) missed its first response time of 5 min by 2 min 10 s',
		url: 'https://chat.example.com/app/accounts/1/conversations/123',
		...changes,
		conversation: {
			accountId: 1,
			id: 123,
			status: 'open',
			priority: 'high',
			labels: ['billing'],
			inbox: { id: 4, name: 'Website' },
			contact: { id: 7, name: 'Jane Doe' },
			assignee: { id: 2, name: 'Anita', email: 'anita@example.com' },
			team: { id: 3, name: 'Support' },
			...conversation,
		},
	});
}
