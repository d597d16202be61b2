import fc from 'fast-check';
import { AlertSchema, CHANNELS } from '../../core/alert/alert';
import { alertFor, recoveredAlerts } from '../../core/alert/build';
import { alertKey, deliveryKey } from '../../core/alert/key';
import { ALWAYS_OPEN } from '../../core/sla/calendar';
import type { Conversation, SlaMetric } from '../../core/sla/conversation';
import { SLA_METRICS } from '../../core/sla/conversation';
import { evaluateSla } from '../../core/sla/evaluate';
import { recoveriesOf } from '../../core/sla/recovery';
import { after, appliedSla, conversation, ownPolicy, slaSettings } from '../sample-conversation';

const URL = 'https://chat.example.com/app/accounts/1/conversations/123';
const WHO = 'Conversation #123 (Jane Doe, inbox Website)';
const ASSIGNEE = { id: 2, name: 'Anita', email: null };

/** Warnings at 80 %, an escalation after 20 min, two reminders. */
const SETTINGS = slaSettings({
	policies: [ownPolicy({ thresholds: { unassigned: 600 } })],
	plan: { warnings: [{ percent: 80 }], escalationsAfterSeconds: [1200], reminders: { everySeconds: 500, max: 2 } },
});

function alertAt(seconds: number, subject: Conversation = conversation(), metric: SlaMetric = 'frt') {
	const now = after(seconds);
	const judgement = evaluateSla(subject, SETTINGS, ALWAYS_OPEN, now).find((judged) => judged.metric === metric);
	return judgement === undefined ? null : alertFor(subject, judgement, URL, now);
}

function recoveredAt(seconds: number, subject: Conversation, metric: SlaMetric = 'frt', startedAt: Date | null = null) {
	const [recovery] = recoveriesOf(subject, [{ metric, startedAt }], SETTINGS, ALWAYS_OPEN, after(seconds));
	return recovery === undefined ? [] : recoveredAlerts(subject, recovery, URL);
}

describe('the text of an alert', () => {
	const answered = conversation({ firstReplyAt: after(60), waitingSince: after(100) });

	test.each<[string, number, SlaMetric, Conversation, string]>([
		['warning', 252, 'frt', conversation(), `${WHO} is about to miss its first response time of 5 min: 48 s left`],
		['breach', 300, 'frt', conversation(), `${WHO} missed its first response time of 5 min`],
		['late breach', 430, 'frt', conversation(), `${WHO} missed its first response time of 5 min by 2 min 10 s`],
		['reminder', 1300, 'frt', conversation(), `Reminder 2: ${WHO} still waits, 16 min 40 s after its first response time of 5 min`],
		['escalation', 1500, 'frt', conversation(), `Escalation 1: ${WHO} missed its first response time of 5 min by 20 min`],
		['next response', 820, 'nrt', answered, `${WHO} missed its next response time of 10 min by 2 min`],
		['resolution', 4100, 'rt', answered, `Reminder 1: ${WHO} is still not resolved, 8 min 20 s after its resolution time of 1 h`],
		['unassigned warning', 500, 'unassigned', answered, `${WHO} is still not assigned and is about to miss its assignment time of 10 min: 1 min 40 s left`],
		['unassigned', 700, 'unassigned', answered, `${WHO} is still not assigned, 1 min 40 s after its assignment time of 10 min`],
		['unassigned escalation', 1800, 'unassigned', answered, `Escalation 1: ${WHO} is still not assigned, 20 min after its assignment time of 10 min`],
	])('%s: who, what was promised, and how late', (_case, seconds, metric, subject, text) => {
		expect(alertAt(seconds, subject, metric)?.text).toBe(text);
	});

	test('says only what is known', () => {
		const bare = conversation({
			createdAt: null,
			appliedSla: null,
			contact: { id: null, name: null, email: null, blocked: false, attributes: {} },
			inbox: { id: null, name: null },
			misses: [{ metric: 'frt', eventId: null, messageId: null, recordedAt: null }],
		});
		expect(alertAt(0, bare)).toMatchObject({ text: 'Conversation #123 missed its first response time', dueAt: null, overdueSeconds: null });
	});

	test('a due time without a threshold is named by what it promises', () => {
		const sla = appliedSla({ thresholdSeconds: { frt: null, nrt: null, rt: null }, dueAt: { frt: after(300), nrt: null, rt: null } });
		expect(alertAt(360, conversation({ appliedSla: sla }))?.text).toBe(`${WHO} missed its first response time by 1 min`);
	});

	test('stays on one line, without a link, whatever customers call themselves', () => {
		const contact = { id: 1, name: 'Eve\r\nBcc: all@example.com', email: null, blocked: false, attributes: {} };
		expect(alertAt(300, conversation({ contact }))?.text).toContain('(Eve Bcc: all@example\u200B.\u200Bcom, inbox Website)');
	});
});

describe('a recovery', () => {
	test('takes back every alert there could have been, under their keys', () => {
		const subject = conversation({ firstReplyAt: after(900) });
		const sent = [240, 300, 800].map((seconds) => alertAt(seconds));
		const recovered = recoveredAt(905, subject);
		expect(recovered.map(({ key }) => key)).toEqual(sent.map((alert) => alert?.key));
		expect(recovered.map(({ stage, level }) => [stage, level])).toEqual(sent.map((alert) => [alert?.stage, alert?.level]));
		for (const alert of recovered) {
			expect(alert).toMatchObject({
				recovered: { at: after(900).toISOString() },
				overdueSeconds: 600,
				text: `${WHO} was answered 10 min after its first response time of 5 min`,
				url: URL,
			});
		}
	});

	const nothingKnown = appliedSla({ thresholdSeconds: { frt: null, nrt: null, rt: null } });
	const miss = { metric: 'frt' as const, eventId: 1, messageId: null, recordedAt: null };
	test.each<[string, number, SlaMetric, Partial<Conversation>, string]>([
		['in time', 290, 'frt', { firstReplyAt: after(280) }, 'was answered in time after the warning'],
		['at the last moment', 300, 'frt', { firstReplyAt: after(300) }, 'was answered'],
		['resolved without an answer', 480, 'frt', { status: 'resolved' }, 'was resolved 3 min after its first response time of 5 min'],
		['resolved', 3600 + 7200, 'rt', { status: 'resolved' }, 'was resolved 2 h after its resolution time of 1 h'],
		['assigned', 660, 'unassigned', { assignee: ASSIGNEE }, 'was assigned 1 min after its assignment time of 10 min'],
		['resolved while nobody had it', 660, 'unassigned', { status: 'resolved' }, 'was resolved 1 min after its assignment time of 10 min'],
		['a miss without times', 660, 'frt', { firstReplyAt: after(600), createdAt: null, appliedSla: nothingKnown, misses: [miss] }, 'was answered'],
	])('%s', (_case, seconds, metric, changes, text) => {
		expect(recoveredAt(seconds, conversation(changes), metric).at(-1)?.text).toBe(`${WHO} ${text}`);
	});

	test('of a wait for the next response', () => {
		const answered = conversation({ firstReplyAt: after(60), waitingSince: null });
		expect(recoveredAt(1000, answered, 'nrt', after(100)).at(-1)?.text).toBe(`${WHO} was answered 5 min after its next response time of 10 min`);
		const resolved = conversation({ firstReplyAt: after(60), waitingSince: after(100), status: 'resolved' });
		for (const waitingSince of [after(100), null]) {
			expect(recoveredAt(1000, { ...resolved, waitingSince }, 'nrt', after(100)).at(-1)?.text).toBe(`${WHO} was resolved 5 min after its next response time of 10 min`);
		}
	});
});

test('alerts and recoveries survive the way through JSON', () => {
	const alerts = [alertAt(430), ...recoveredAt(430, conversation({ firstReplyAt: after(430) }))];
	expect(alerts).toHaveLength(3);
	for (const alert of alerts) expect(AlertSchema.parse(JSON.parse(JSON.stringify(alert)))).toEqual(alert);
	expect(alerts[0]).toMatchObject({ key: '1:123:frt:1770195600:breach', dueAt: '2026-02-04T09:05:00.000Z', overdueSeconds: 130 });
});

test('an alert of an older version, without level and recovery, is still understood', () => {
	const older = JSON.stringify({ ...alertAt(430), level: undefined, recovered: undefined });
	expect(AlertSchema.parse(JSON.parse(older))).toMatchObject({ level: 1, recovered: null });
});

test('an alert brings the stages before it, with the keys of their alerts', () => {
	const before = [240, 300, 800, 1300].map((seconds) => alertAt(seconds));
	expect(before.map((alert) => alert?.earlier.length)).toEqual([0, 1, 2, 3]);
	expect(alertAt(1500)?.earlier).toEqual(before.map((alert) => ({ key: alert?.key, stage: alert?.stage, level: alert?.level })));
	expect(recoveredAt(905, conversation({ firstReplyAt: after(900) })).flatMap(({ earlier }) => earlier)).toEqual([]);
});

test('nothing to tell, no alert', () => {
	expect(alertAt(100)).toBeNull();
	expect(alertAt(1000, conversation({ firstReplyAt: after(50) }))).toBeNull();
});

describe('keys', () => {
	test('end in the name of the stage', () => {
		const keys = [240, 300, 800, 1300, 1500].map((seconds) => alertAt(seconds)?.key.split(':').at(-1));
		expect(keys).toEqual(['warning80', 'breach', 'reminder1', 'reminder2', 'escalation1']);
	});

	const parts = fc.record({
		accountId: fc.nat(),
		conversationId: fc.nat(),
		metric: fc.constantFrom(...SLA_METRICS),
		cycle: fc.oneof(fc.nat().map(String), fc.nat().map((id) => `message-${id}`), fc.constant('start')),
		stage: fc.oneof(fc.constant('breach'), fc.tuple(fc.constantFrom('warning', 'reminder', 'escalation'), fc.nat(200)).map(([kind, level]) => `${kind}${level}`)),
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
