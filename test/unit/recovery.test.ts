import fc from 'fast-check';
import { ALWAYS_OPEN, createCalendar } from '../../core/sla/calendar';
import type { Conversation, SlaMetric } from '../../core/sla/conversation';
import { evaluateSla } from '../../core/sla/evaluate';
import { recoveriesOf } from '../../core/sla/recovery';
import { after, appliedSla, conversation, ownPolicy, slaSettings, START } from '../sample-conversation';

const SETTINGS = slaSettings({
	policies: [ownPolicy({ thresholds: { unassigned: 600 } })],
	plan: { warnings: [{ percent: 80 }], escalationsAfterSeconds: [1200], reminders: { everySeconds: 500, max: 2 } },
});
const ASSIGNEE = { id: 2, name: 'Anita', email: null };

function recover(metric: SlaMetric, changes: Partial<Conversation>, seconds: number, startedAt: Date | null = null, settings = SETTINGS) {
	const recoveries = recoveriesOf(conversation(changes), [{ metric, startedAt }], settings, ALWAYS_OPEN, after(seconds));
	return recoveries.map(({ stages, ...recovery }) => ({ ...recovery, stages: stages.map(({ name }) => name) }));
}

describe('what a late answer takes back', () => {
	const [waited, answered] = [{ firstReplyAt: after(60), waitingSince: after(1000) }, { firstReplyAt: after(60), waitingSince: null }];

	test.each<[string, SlaMetric, Partial<Conversation>, number, number, string[]]>([
		['a first reply after the breach', 'frt', { firstReplyAt: after(430) }, 500, 430, ['warning80', 'breach']],
		['a first reply much later', 'frt', { firstReplyAt: after(1500) }, 1500, 1500, ['warning80', 'breach', 'reminder1', 'reminder2', 'escalation1']],
		['a first reply after the warning', 'frt', { firstReplyAt: after(250) }, 900, 250, ['warning80']],
		['a resolve without a reply', 'frt', { status: 'resolved' }, 320, 320, ['warning80', 'breach']],
		['a resolve', 'rt', { status: 'resolved' }, 3600, 3600, ['warning80', 'breach']],
		['an assignment', 'unassigned', { assignee: ASSIGNEE }, 610, 610, ['warning80', 'breach']],
		['an answer to the next message', 'nrt', answered, 1650, 1650, ['warning80', 'breach']],
		['a resolve while the customer waits', 'nrt', { ...waited, status: 'resolved' }, 1650, 1650, ['warning80', 'breach']],
		['an answer, and another message since', 'nrt', { ...answered, waitingSince: after(1640) }, 1650, 1650, ['warning80', 'breach']],
	])('%s', (_case, metric, changes, seconds, at, stages) => {
		const startedAt = metric === 'nrt' ? after(1000) : null;
		expect(recover(metric, changes, seconds, startedAt)).toMatchObject([{ metric, at: after(at), stages }]);
	});

	test.each<[string, SlaMetric, Partial<Conversation>, Date | null]>([
		['nothing was told: the reply came in time', 'frt', { firstReplyAt: after(100) }, null],
		['it still runs', 'frt', {}, null],
		['it runs again', 'rt', { status: 'open' }, null],
		['nobody has it yet', 'unassigned', {}, null],
		['it is paused, not met', 'unassigned', { status: 'snoozed' }, null],
		['the contact is blocked', 'frt', { firstReplyAt: after(400), contact: { id: 9, name: null, email: null, blocked: true, attributes: {} } }, null],
		['the customer still waits', 'nrt', { firstReplyAt: after(60), waitingSince: after(1000) }, after(1000)],
		['it was the wait for the first reply', 'nrt', { firstReplyAt: after(400), waitingSince: null }, START],
		['nobody had replied yet', 'nrt', { firstReplyAt: null, waitingSince: null, status: 'resolved' }, START],
		['it is not known which wait it was', 'nrt', { firstReplyAt: after(60), waitingSince: null }, null],
		['nothing was promised', 'frt', { firstReplyAt: after(900), appliedSla: null }, null],
		['it is not known since when it ran', 'frt', { firstReplyAt: after(900), createdAt: null }, null],
	])('nothing, when %s', (_case, metric, changes, startedAt) => {
		expect(recover(metric, changes, 5000, startedAt)).toEqual([]);
	});
});

test('several promises met at once are each taken back', () => {
	const subject = conversation({ status: 'resolved' });
	const ended = (['frt', 'rt', 'unassigned'] as const).map((metric) => ({ metric, startedAt: null }));
	expect(recoveriesOf(subject, ended, SETTINGS, ALWAYS_OPEN, after(4000)).map(({ metric }) => metric)).toEqual(['frt', 'rt', 'unassigned']);
});

test('a miss Chatwoot recorded without a time was told as a breach, and only that is taken back', () => {
	const misses = [{ metric: 'frt' as const, eventId: 1, messageId: null, recordedAt: null }];
	const changes = { createdAt: null, appliedSla: null, misses, firstReplyAt: after(90) };
	expect(recover('frt', changes, 90)).toMatchObject([{ at: after(90), dueAt: null, thresholdSeconds: null, stages: ['breach'] }]);
});

test("the server's due time of a later wait is not that of the wait that ended", () => {
	const sla = appliedSla({ dueAt: { frt: null, nrt: after(2240), rt: null } });
	const changes = { firstReplyAt: after(60), waitingSince: after(1640), appliedSla: sla };
	expect(recover('nrt', changes, 1650, after(1000))).toMatchObject([{ dueAt: after(1600), stages: ['warning80', 'breach'] }]);
});

test('only open time counts where the promise says so', () => {
	// 9 January 2026 is a Friday.
	const office = createCalendar({
		timeZone: 'UTC',
		holidays: [],
		periods: ([1, 2, 3, 4, 5] as const).map((weekday) => ({ weekday, start: '09:00', end: '17:00' })),
	});
	const sla = appliedSla({ thresholdSeconds: { frt: 3600, nrt: null, rt: null }, onlyDuringBusinessHours: true });
	const replied = (at: string) => conversation({ createdAt: new Date('2026-01-09T16:30:00Z'), appliedSla: sla, firstReplyAt: new Date(at) });
	const stages = (at: string) =>
		recoveriesOf(replied(at), [{ metric: 'frt', startedAt: null }], SETTINGS, office, new Date(at)).flatMap((recovery) => recovery.stages.map(({ name }) => name));
	expect(stages('2026-01-11T12:00:00Z')).toEqual([]);
	expect(stages('2026-01-12T09:20:00Z')).toEqual(['warning80']);
	expect(stages('2026-01-12T09:30:00Z')).toEqual(['warning80', 'breach']);
});

test('property: a recovery takes back the very stages and cycle that were judged until then, nothing else', () => {
	const ends: Record<SlaMetric, (at: Date) => Partial<Conversation>> = {
		frt: (at) => ({ firstReplyAt: at }),
		nrt: () => ({ firstReplyAt: START, waitingSince: null }),
		rt: () => ({ status: 'resolved' }),
		unassigned: () => ({ assignee: ASSIGNEE }),
	};
	fc.assert(
		fc.property(fc.constantFrom<SlaMetric>('frt', 'nrt', 'rt', 'unassigned'), fc.integer({ min: 1, max: 8000 }), (metric, seconds) => {
			const waiting = conversation(metric === 'nrt' ? { firstReplyAt: START, waitingSince: after(1) } : {});
			const judged = evaluateSla(waiting, SETTINGS, ALWAYS_OPEN, after(seconds)).find((judgement) => judgement.metric === metric);
			const told = judged?.stages.filter(({ at }) => at <= after(seconds)) ?? [];
			const met = { ...waiting, ...ends[metric](after(seconds)) };
			const [recovery] = recoveriesOf(met, [{ metric, startedAt: metric === 'nrt' ? after(1) : null }], SETTINGS, ALWAYS_OPEN, after(seconds));
			expect(recovery?.stages ?? []).toEqual(told);
			if (recovery !== undefined) expect(recovery.cycle).toBe(judged?.cycle);
		}),
	);
});
