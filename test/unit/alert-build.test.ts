import fc from 'fast-check';
import type { AlertStage } from '../../core/alert/alert';
import { ALERT_STAGES, AlertSchema, CHANNELS } from '../../core/alert/alert';
import { alertFor } from '../../core/alert/build';
import { formatDuration } from '../../core/alert/duration';
import { alertKey, deliveryKey } from '../../core/alert/key';
import { SLA_METRICS } from '../../core/sla/conversation';
import { evaluateSla } from '../../core/sla/evaluate';
import { policyFor } from '../../core/sla/policy';
import { after, conversation } from '../sample-conversation';

const URL = 'https://chat.example.com/app/accounts/1/conversations/123';
const NONE = { frt: null, nrt: null, rt: null, unassigned: null };

function firstAlert(subject: ReturnType<typeof conversation>, seconds: number) {
	const now = after(seconds);
	const judgements = evaluateSla(subject, policyFor(subject, NONE, 'chatwoot'), { warningPercent: 80 }, now);
	return judgements.map((judgement) => alertFor(subject, judgement, URL, now)).find((alert) => alert !== null);
}

describe('the text of an alert', () => {
	test('says who, where, what was promised and how late it is', () => {
		expect(firstAlert(conversation(), 430)?.text).toBe(
			'Conversation #123 (Jane Doe, inbox Website) missed its first response time of 5 min by 2 min 10 s',
		);
	});

	test('warns with the time that is left', () => {
		expect(firstAlert(conversation(), 252)?.text).toBe(
			'Conversation #123 (Jane Doe, inbox Website) is about to miss its first response time of 5 min: 48 s left',
		);
	});

	test('says only what is known', () => {
		const bare = conversation({
			createdAt: null,
			appliedSla: null,
			contact: { id: null, name: null, email: null, blocked: false },
			inbox: { id: null, name: null },
			misses: [{ metric: 'frt', eventId: null, messageId: null, recordedAt: null }],
		});
		expect(firstAlert(bare, 0)).toMatchObject({ text: 'Conversation #123 missed its first response time', dueAt: null, overdueSeconds: null });
	});

	test('stays on one line whatever customers call themselves', () => {
		const contact = { id: 1, name: 'Eve\r\nBcc: all@example.com', email: null, blocked: false };
		expect(firstAlert(conversation({ contact }), 300)?.text).toContain('(Eve Bcc: all@example.com, inbox Website)');
	});
});

test('an alert survives the way through JSON', () => {
	const alert = firstAlert(conversation(), 430);
	expect(AlertSchema.parse(JSON.parse(JSON.stringify(alert)))).toEqual(alert);
	expect(alert).toMatchObject({ key: '1:123:frt:1770195600:breach', dueAt: '2026-02-04T09:05:00.000Z', overdueSeconds: 130 });
});

test('nothing to tell, no alert', () => {
	expect(firstAlert(conversation(), 100)).toBeUndefined();
});

test.each([
	[0, '0 s'],
	[59.9, '59 s'],
	[300, '5 min'],
	[3_661, '1 h 1 min'],
	[90_000, '1 d 1 h'],
	[86_405, '1 d'],
	[-3, '0 s'],
])('%d seconds are %s', (seconds, text) => {
	expect(formatDuration(seconds)).toBe(text);
});

describe('keys', () => {
	const parts = fc.record({
		accountId: fc.nat(),
		conversationId: fc.nat(),
		metric: fc.constantFrom(...SLA_METRICS),
		cycle: fc.oneof(fc.nat().map(String), fc.nat().map((id) => `message-${id}`), fc.constant('start')),
		stage: fc.constantFrom<AlertStage>(...ALERT_STAGES),
	});

	test('property: the same alert has the same key, another one another', () => {
		fc.assert(
			fc.property(parts, parts, (a, b) => {
				expect(alertKey({ ...a })).toBe(alertKey(a));
				expect(alertKey(a) === alertKey(b)).toBe(JSON.stringify(Object.entries(a)) === JSON.stringify(Object.entries(b)));
			}),
		);
	});

	test('property: deliveries differ by channel and recipient, not by how an address is written', () => {
		fc.assert(
			fc.property(parts, fc.emailAddress(), fc.emailAddress(), (alert, one, other) => {
				const key = alertKey(alert);
				expect(new Set(CHANNELS.map((channel) => deliveryKey(key, channel, one))).size).toBe(CHANNELS.length);
				expect(deliveryKey(key, 'email', ` ${one.toUpperCase()} `)).toBe(deliveryKey(key, 'email', one.toLowerCase()));
				expect(deliveryKey(key, 'email', one) === deliveryKey(key, 'email', other)).toBe(one.toLowerCase() === other.toLowerCase());
			}),
		);
	});
});
