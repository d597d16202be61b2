import { AlertSchema, type Alert, type Delivery, DeliverySchema } from '../core/alert/alert';

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

/** The same on its way to one person, with all that an alert can carry. */
export function sampleDelivery(changes: Changes = {}, delivery: Partial<Delivery['delivery']> = {}): Delivery {
	const metrics: Alert['metrics'] = [
		{ metric: 'frt', state: 'breached', dueAt: '2026-01-02T10:05:00.000Z', thresholdSeconds: 300 },
		{ metric: 'rt', state: 'onTrack', dueAt: '2026-01-02T11:00:00.000Z', thresholdSeconds: 3600 },
		{ metric: 'unassigned', state: 'met', dueAt: null, thresholdSeconds: 600 },
	];
	const lastMessage = { text: 'Where is my order?', at: '2026-01-02T10:00:00.000Z', from: 'Jane Doe' };
	const alert = sampleAlert({ metrics, lastMessage, ...changes });
	return DeliverySchema.parse({
		...alert,
		delivery: {
			key: `${alert.key}:slack:c0alerts`,
			channel: 'slack',
			person: { name: 'Anita', email: 'anita@example.com' },
			slackTarget: 'C0ALERTS',
			why: 'Rule "Everybody": team Support',
			threadKey: '1:123:frt:1767348000:slack:c0alerts',
			...delivery,
		},
	});
}
