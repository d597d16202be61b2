import fc from 'fast-check';
import { ALWAYS_OPEN, createCalendar } from '../../core/sla/calendar';
import type { ChatwootMetric, Conversation, SlaMetric } from '../../core/sla/conversation';
import type { SlaJudgement, SlaSettings } from '../../core/sla/evaluate';
import { evaluateSla } from '../../core/sla/evaluate';
import { after, appliedSla, conversation, ownPolicy, slaSettings, START } from '../sample-conversation';

function judge(metric: SlaMetric, subject: Conversation, now: Date, settings: Partial<SlaSettings> = {}, hours = ALWAYS_OPEN): SlaJudgement | undefined {
	return evaluateSla(subject, slaSettings(settings), hours, now).find((judged) => judged.metric === metric);
}

const missed = (metric: ChatwootMetric, recordedAt: Date | null, messageId: number | null = null) => [{ metric, eventId: 7, messageId, recordedAt }];
const ASSIGNEE = { id: 2, name: 'Anita', email: null };
const UNASSIGNED = { policies: [ownPolicy({ thresholds: { unassigned: 600 } })] };

describe('first response time', () => {
	test.each([
		[0, 'onTrack'],
		[239, 'onTrack'],
		[240, 'atRisk'],
		[299.999, 'atRisk'],
		[300, 'breached'],
		[86_400, 'breached'],
	])('of 5 min is, after %d s without a reply, %s', (seconds, state) => {
		expect(judge('frt', conversation(), after(seconds))).toMatchObject({ state, dueAt: after(300) });
	});

	test('is met once somebody replied, late or not', () => {
		expect(judge('frt', conversation({ firstReplyAt: after(400) }), after(500))).toMatchObject({ state: 'met', metAt: after(400), reached: null });
	});

	test('that Chatwoot recorded as missed is breached before our clock says so, and met once answered', () => {
		const misses = missed('frt', after(60));
		expect(judge('frt', conversation({ misses }), after(61))?.state).toBe('breached');
		expect(judge('frt', conversation({ misses, firstReplyAt: after(90) }), after(91))?.state).toBe('met');
	});

	test('that Chatwoot recorded as missed without a time is breached', () => {
		expect(judge('frt', conversation({ misses: missed('frt', null) }), after(10))?.state).toBe('breached');
		expect(judge('frt', conversation({ misses: missed('frt', null), createdAt: null }), START)?.state).toBe('breached');
	});

	test('is not judged when it is not known since when it runs', () => {
		expect(judge('frt', conversation({ createdAt: null }), after(9999))).toBeUndefined();
	});
});

describe('a conversation in which no customer has ever written, such as a reminder begins', () => {
	const reminded = (changes: Partial<Conversation> = {}) => conversation({ customerWrote: false, waitingSince: null, appliedSla: null, ...changes });
	const OURS = { source: 'chatwootThenOwn' as const, policies: [ownPolicy({ thresholds: { frt: 300, rt: 3600, unassigned: 600 } })] };

	test('has, by our own policies, neither a first response time nor an unassigned time; its resolution time runs', () => {
		expect(judge('frt', reminded(), after(9999), OURS)).toBeUndefined();
		expect(judge('unassigned', reminded(), after(9999), OURS)).toBeUndefined();
		expect(judge('rt', reminded(), after(9999), OURS)?.state).toBe('breached');
	});

	test('has both as soon as the customer writes', () => {
		const answered = reminded({ customerWrote: true, waitingSince: after(600) });
		expect(judge('frt', answered, after(601), OURS)?.state).toBe('breached');
		expect(judge('unassigned', answered, after(601), OURS)?.state).toBe('breached');
	});

	test("has, by Chatwoot's own SLA, the first response time that Chatwoot counts, and what Chatwoot recorded as missed", () => {
		expect(judge('frt', reminded({ appliedSla: appliedSla() }), after(301), OURS)?.state).toBe('breached');
		expect(judge('frt', reminded({ misses: missed('frt', after(60)) }), after(61), OURS)?.state).toBe('breached');
	});
});

describe('next response time', () => {
	const waiting = (since: number, changes: Partial<Conversation> = {}) =>
		conversation({ firstReplyAt: after(100), waitingSince: after(since), ...changes });

	test('runs from the unanswered message, only after a first reply', () => {
		expect(judge('nrt', conversation(), after(10_000))).toBeUndefined();
		expect(judge('nrt', waiting(1000), after(1599))?.state).toBe('atRisk');
		expect(judge('nrt', waiting(1000), after(1600))).toMatchObject({ state: 'breached', dueAt: after(1600) });
	});

	test('nobody waits: nothing to judge', () => {
		expect(judge('nrt', conversation({ firstReplyAt: after(100), waitingSince: null }), after(10_000))).toBeUndefined();
	});

	test('a second miss is another cycle', () => {
		const first = judge('nrt', waiting(1000), after(2000));
		const second = judge('nrt', waiting(5000), after(6000));
		expect([first?.cycle, second?.cycle]).toEqual([String(START.getTime() / 1000 + 1000), String(START.getTime() / 1000 + 5000)]);
	});

	test("Chatwoot's record and our clock are one cycle; a record of an answered wait is history", () => {
		const misses = missed('nrt', after(1700), 70);
		expect(judge('nrt', waiting(1000, { misses }), after(1700))).toMatchObject({
			state: 'breached',
			cycle: judge('nrt', waiting(1000), after(1100))?.cycle,
		});
		expect(judge('nrt', waiting(5000, { misses }), after(5001))?.state).toBe('onTrack');
		expect(judge('nrt', conversation({ firstReplyAt: after(1), waitingSince: null, misses }), after(5001))).toBeUndefined();
	});

	test('misses in a payload without times are told apart by their message', () => {
		const bare = (messageId: number) => conversation({ createdAt: null, waitingSince: undefined, misses: missed('nrt', null, messageId) });
		expect(judge('nrt', bare(1), START)).toMatchObject({ state: 'breached', cycle: 'message-1' });
		expect(judge('nrt', bare(2), START)?.cycle).toBe('message-2');
	});
});

describe('resolution time and unassigned', () => {
	test('resolution is judged until the conversation is resolved', () => {
		expect(judge('rt', conversation(), after(3600))?.state).toBe('breached');
		expect(judge('rt', conversation({ status: 'pending' }), after(3600))?.state).toBe('breached');
		expect(judge('rt', conversation({ status: 'resolved' }), after(3600))?.state).toBe('met');
	});

	test('an open conversation without assignee is judged by our own threshold', () => {
		expect(judge('unassigned', conversation(), after(600))).toBeUndefined();
		expect(judge('unassigned', conversation(), after(600), UNASSIGNED)?.state).toBe('breached');
		expect(judge('unassigned', conversation({ assignee: ASSIGNEE }), after(600), UNASSIGNED)?.state).toBe('met');
		expect(judge('unassigned', conversation({ status: 'snoozed' }), after(600), UNASSIGNED)?.state).toBe('paused');
	});
});

describe('nobody needs to act', () => {
	const states = (subject: Conversation, settings: Partial<SlaSettings> = {}) =>
		evaluateSla(subject, slaSettings({ ...UNASSIGNED, ...settings }), ALWAYS_OPEN, after(99_999)).map(({ state, reached }) => [state, reached]);
	const all = (state: string) => [[state, null], [state, null], [state, null]];

	test('for a blocked contact', () => {
		expect(states(conversation({ contact: { id: 9, name: 'Jane', email: null, blocked: true, attributes: {} } }))).toEqual(all('paused'));
	});

	test('once the conversation is resolved, though the customer had the last word', () => {
		expect(states(conversation({ status: 'resolved' }))).toEqual(all('met'));
		expect(judge('nrt', conversation({ status: 'resolved', firstReplyAt: after(1) }), after(99_999))?.state).toBe('met');
	});

	const alone = { statuses: [], labels: [], inboxes: [], missedLongerAgoThanSeconds: null };
	test.each<[string, Partial<Conversation>, SlaSettings['leaveAlone']]>([
		['the status', { status: 'snoozed' }, { ...alone, statuses: ['snoozed', 'pending'] }],
		['a label', { labels: ['spam', 'No_SLA'] }, { ...alone, labels: ['no sla'] }],
		['the inbox by name', {}, { ...alone, inboxes: ['website'] }],
		['the inbox by id', {}, { ...alone, inboxes: ['3'] }],
	])('when %s says that it is left alone', (_case, changes, leaveAlone) => {
		expect(states(conversation(changes), { leaveAlone })).toEqual(all('paused'));
	});

	test('and others are told of all the same', () => {
		const leaveAlone = { ...alone, statuses: ['pending'], labels: ['no sla'], inboxes: ['Shop', '4'] };
		expect(states(conversation({ labels: ['sla'] }), { leaveAlone }).map(([state]) => state)).toEqual(['breached', 'breached', 'breached']);
		expect(judge('frt', conversation({ status: null, inbox: { id: null, name: null } }), after(300), { leaveAlone })?.state).toBe('breached');
	});

	test('of what was missed too long ago nobody is told, though it stays missed', () => {
		const settings = { leaveAlone: { ...alone, missedLongerAgoThanSeconds: 3600 }, plan: { warnings: [], escalationsAfterSeconds: [1800, 7200], reminders: null } };
		const at = (seconds: number) => judge('frt', conversation(), after(300 + seconds), settings);
		expect(at(3600)?.reached?.name).toBe('escalation1');
		expect(at(3601)).toMatchObject({ state: 'breached', reached: null });
		expect(at(9000)).toMatchObject({ state: 'breached', reached: null });
		expect(at(0)?.stages.map(({ name }) => name)).not.toContain('escalation2');
	});

	test('and the customer who waits again since then is not forgotten', () => {
		const settings = { leaveAlone: { ...alone, missedLongerAgoThanSeconds: 3600 } };
		const waits = conversation({ firstReplyAt: after(9000), waitingSince: after(20_000) });
		expect(judge('rt', waits, after(20_601), settings)?.reached).toBeNull();
		expect(judge('nrt', waits, after(20_601), settings)?.reached?.name).toBe('breach');
	});

	test('what was met stays met when it is left alone', () => {
		const leaveAlone = { ...alone, labels: ['no sla'] };
		expect(judge('frt', conversation({ labels: ['no sla'], firstReplyAt: after(10) }), after(20), { leaveAlone })?.state).toBe('met');
	});
});

describe('where thresholds come from', () => {
	const policies = [ownPolicy({ thresholds: { frt: 60 } })];
	const withoutSla = conversation({ appliedSla: null });

	test("Chatwoot's SLA wins, ours stands in where it promises nothing", () => {
		expect(judge('frt', conversation(), START, { policies, source: 'chatwootThenOwn' })?.dueAt).toEqual(after(300));
		expect(judge('frt', withoutSla, START, { policies, source: 'chatwootThenOwn' })?.dueAt).toEqual(after(60));
		expect(judge('frt', withoutSla, START, { policies, source: 'chatwoot' })).toBeUndefined();
	});

	test('only the own ones: the applied SLA and its recorded misses do not count', () => {
		expect(judge('frt', conversation(), START, { policies, source: 'own' })?.dueAt).toEqual(after(60));
		expect(judge('rt', conversation({ misses: missed('rt', START) }), after(9999), { policies, source: 'own' })).toBeUndefined();
	});

	test('a recorded miss is told even where no threshold is known', () => {
		const subject = conversation({ appliedSla: null, misses: missed('rt', after(50)) });
		expect(judge('rt', subject, after(60))).toMatchObject({ state: 'breached', dueAt: null, breachAt: after(50) });
	});

	test('a due time of the server wins over ours', () => {
		const sla = appliedSla({ thresholdSeconds: { frt: 300, nrt: null, rt: null }, dueAt: { frt: after(60_000), nrt: null, rt: null } });
		const state = (seconds: number) => judge('frt', conversation({ appliedSla: sla }), after(seconds))?.state;
		expect([59_939, 59_940, 60_000].map(state)).toEqual(['onTrack', 'atRisk', 'breached']);
	});
});

describe('only open time counts, where the promise says so', () => {
	// 9 January 2026 is a Friday.
	const office = createCalendar({
		timeZone: 'Europe/Amsterdam',
		holidays: [],
		periods: ([1, 2, 3, 4, 5] as const).map((weekday) => ({ weekday, start: '09:00', end: '17:00' })),
	});
	const friday = new Date('2026-01-09T15:30:00Z');
	const hour = { frt: 3600, nrt: null, rt: null };

	test("an hour from Friday 16:30 is due on Monday at 09:30, by Chatwoot's SLA and by ours", () => {
		const monday = new Date('2026-01-12T08:30:00Z');
		const applied = conversation({ createdAt: friday, appliedSla: appliedSla({ thresholdSeconds: hour, onlyDuringBusinessHours: true }) });
		const policies = [ownPolicy({ thresholds: { frt: 3600, unassigned: 3600 }, businessHours: true })];
		const own = conversation({ createdAt: friday, appliedSla: null });
		expect(judge('frt', applied, friday, {}, office)?.dueAt).toEqual(monday);
		expect(judge('frt', own, friday, { policies, source: 'own' }, office)?.dueAt).toEqual(monday);
		expect(judge('unassigned', own, friday, { policies, source: 'own' }, office)?.dueAt).toEqual(monday);
	});

	test('otherwise the clock runs at night too, and a due time of the server stands as it is', () => {
		const saturday = new Date('2026-01-10T12:00:00Z');
		const around = conversation({ createdAt: friday, appliedSla: appliedSla({ thresholdSeconds: hour }) });
		const dueAt = { frt: saturday, nrt: null, rt: null };
		const given = conversation({ createdAt: friday, appliedSla: appliedSla({ thresholdSeconds: hour, dueAt, onlyDuringBusinessHours: true }) });
		expect(judge('frt', around, friday, {}, office)?.dueAt).toEqual(new Date('2026-01-09T16:30:00Z'));
		expect(judge('frt', given, friday, {}, office)?.dueAt).toEqual(saturday);
	});

	test('a miss that Chatwoot 4.15 recorded by its clock without hours is none yet by ours', () => {
		const subject = (onlyDuringBusinessHours: boolean) =>
			conversation({ createdAt: friday, appliedSla: appliedSla({ thresholdSeconds: hour, onlyDuringBusinessHours }), misses: missed('frt', new Date('2026-01-09T16:31:00Z')) });
		const saturday = new Date('2026-01-10T12:00:00Z');
		expect(judge('frt', subject(true), saturday, {}, office)?.state).toBe('onTrack');
		expect(judge('frt', subject(false), saturday, {}, office)?.state).toBe('breached');
	});
});

test('property: the state only ever moves on, and turns exactly at the warning and the due time', () => {
	const order = ['onTrack', 'atRisk', 'breached'];
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 99 }), fc.nat(2e6), fc.nat(2e6), (frt, percent, a, b) => {
			const settings = {
				source: 'own' as const,
				policies: [ownPolicy({ thresholds: { frt } })],
				plan: { warnings: [{ percent }], escalationsAfterSeconds: [], reminders: null },
			};
			const at = (seconds: number) => judge('frt', conversation(), after(seconds), settings)?.state ?? '';
			expect(order.indexOf(at(Math.min(a, b)))).toBeLessThanOrEqual(order.indexOf(at(Math.max(a, b))));
			expect(at(frt)).toBe('breached');
			expect(at(frt - 0.001)).not.toBe('breached');
			expect(judge('frt', conversation(), START, settings)?.dueAt).toEqual(after(frt));
		}),
	);
});
