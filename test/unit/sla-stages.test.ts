import fc from 'fast-check';
import type { BusinessCalendar } from '../../core/sla/calendar';
import { ALWAYS_OPEN, createCalendar } from '../../core/sla/calendar';
import type { Conversation } from '../../core/sla/conversation';
import type { SlaJudgement, SlaSettings } from '../../core/sla/evaluate';
import { evaluateSla, nextStage } from '../../core/sla/evaluate';
import type { StagePlan } from '../../core/sla/stages';
import { parseStagePlan } from '../../core/sla/stages';
import { after, appliedSla, conversation, ownPolicy, slaSettings, START } from '../sample-conversation';

const OFFICE = createCalendar({
	timeZone: 'Europe/Amsterdam',
	holidays: ['2026-02-09'],
	periods: ([1, 2, 3, 4, 5] as const).flatMap((weekday) => [
		{ weekday, start: '09:00', end: '12:00' },
		{ weekday, start: '13:00', end: '17:00' },
	]),
});

const FULL: StagePlan = {
	warnings: [{ percent: 80 }, { percent: 50 }, { secondsLeft: 30 }],
	escalationsAfterSeconds: [600, 1800],
	reminders: { everySeconds: 500, max: 3 },
};

function judgeFrt(subject: Conversation, now: Date, plan: StagePlan = FULL, hours = ALWAYS_OPEN): SlaJudgement | undefined {
	return evaluateSla(subject, slaSettings({ plan }), hours, now).find(({ metric }) => metric === 'frt');
}

const secondsOf = (judged: SlaJudgement | undefined) => judged?.stages.map(({ name, at }) => [name, (at.getTime() - START.getTime()) / 1000]);
const namesOf = (judged: SlaJudgement | undefined) => judged?.stages.map(({ name }) => name);

describe('the stages of a clock', () => {
	test('come in the order of their times, each with its name and level', () => {
		const judged = judgeFrt(conversation(), START);
		expect(secondsOf(judged)).toEqual([
			['warning50', 150],
			['warning80', 240],
			['warning30s', 270],
			['breach', 300],
			['reminder1', 800],
			['escalation1', 900],
			['reminder2', 1300],
			['reminder3', 1800],
			['escalation2', 2100],
		]);
		expect(judged?.stages.map(({ kind, level }) => `${kind} ${level}`)).toEqual([
			'warning 1', 'warning 2', 'warning 3', 'breach 1', 'reminder 1', 'escalation 1', 'reminder 2', 'reminder 3', 'escalation 2',
		]);
	});

	test.each<[number, string | undefined, string]>([
		[149, undefined, 'onTrack'],
		[150, 'warning50', 'atRisk'],
		[299, 'warning30s', 'atRisk'],
		[300, 'breach', 'breached'],
		[799, 'breach', 'breached'],
		[1299, 'escalation1', 'breached'],
		[1300, 'reminder2', 'breached'],
		[1e7, 'escalation2', 'breached'],
	])('only the last one reached is told: after %d s %s', (seconds, name, state) => {
		const judged = judgeFrt(conversation(), after(seconds));
		expect([judged?.reached?.name, judged?.state]).toEqual([name, state]);
	});

	test('at one moment the more serious one is told', () => {
		const plan: StagePlan = { warnings: [], escalationsAfterSeconds: [500], reminders: { everySeconds: 500, max: 2 } };
		expect(judgeFrt(conversation(), after(800), plan)?.reached?.name).toBe('escalation1');
	});

	test('a warning that would come before the start is left out', () => {
		const plan: StagePlan = { ...FULL, warnings: [{ secondsLeft: 301 }, { secondsLeft: 299 }] };
		expect(namesOf(judgeFrt(conversation(), START, plan))?.slice(0, 2)).toEqual(['warning299s', 'breach']);
	});

	test('a recorded miss is the breach: later stages count from it, and no warning comes after it', () => {
		const misses = [{ metric: 'frt' as const, eventId: 1, messageId: null, recordedAt: after(200) }];
		expect(secondsOf(judgeFrt(conversation({ misses }), START))?.slice(0, 4)).toEqual([
			['warning50', 150],
			['breach', 200],
			['reminder1', 700],
			['escalation1', 800],
		]);
	});

	test('a miss without a time is told as a breach, from which nothing can be counted', () => {
		const misses = [{ metric: 'frt' as const, eventId: 1, messageId: null, recordedAt: null }];
		const judged = judgeFrt(conversation({ misses, createdAt: null }), START);
		expect(namesOf(judged)).toEqual(['breach']);
		expect(judged?.reached?.name).toBe('breach');
		expect(nextStage(judged === undefined ? [] : [judged], START)).toBeNull();
	});

	test("before the server's due time warnings are counted back, whatever hours it counts", () => {
		const dueAt = { frt: after(90_000), nrt: null, rt: null };
		const applied = appliedSla({ dueAt });
		expect(secondsOf(judgeFrt(conversation({ appliedSla: applied }), START))?.slice(0, 4)).toEqual([
			['warning50', 89_850],
			['warning80', 89_940],
			['warning30s', 89_970],
			['breach', 90_000],
		]);
		const unnamed = appliedSla({ dueAt, thresholdSeconds: { frt: null, nrt: null, rt: null } });
		expect(secondsOf(judgeFrt(conversation({ appliedSla: unnamed }), START))?.slice(0, 2)).toEqual([
			['warning50', 45_000],
			['warning80', 72_000],
		]);
	});

	test('all of them count only open time, where the promise does', () => {
		const applied = appliedSla({ thresholdSeconds: { frt: 3600, nrt: null, rt: null }, onlyDuringBusinessHours: true });
		// 6 February 2026 is a Friday; the Monday after is a holiday, Tuesday opens at 08:00 UTC.
		const subject = conversation({ createdAt: new Date('2026-02-06T15:30:00Z'), appliedSla: applied });
		const plan: StagePlan = { warnings: [{ percent: 50 }, { percent: 80 }, { secondsLeft: 600 }], escalationsAfterSeconds: [9000], reminders: { everySeconds: 1800, max: 2 } };
		expect(judgeFrt(subject, START, plan, OFFICE)?.stages.map(({ name, at }) => [name, at.toISOString().slice(5, 16)])).toEqual([
			['warning50', '02-06T16:00'],
			['warning80', '02-10T08:18'],
			['warning600s', '02-10T08:20'],
			['breach', '02-10T08:30'],
			['reminder1', '02-10T09:00'],
			['reminder2', '02-10T09:30'],
			['escalation1', '02-10T11:00'],
		]);
	});

	test('each metric has its own: an early miss of one tells nothing of another', () => {
		const judged = evaluateSla(conversation({ firstReplyAt: after(60), waitingSince: after(3000) }), slaSettings(), ALWAYS_OPEN, after(3599));
		expect(judged.map(({ metric, reached }) => [metric, reached?.name])).toEqual([
			['frt', undefined],
			['nrt', 'warning80'],
			['rt', 'warning80'],
		]);
	});
});

describe('the next stage', () => {
	const judgeAll = (subject: Conversation, seconds: number, settings: Partial<SlaSettings> = {}) =>
		evaluateSla(subject, slaSettings({ plan: FULL, policies: [ownPolicy({ thresholds: { unassigned: 200 } })], ...settings }), ALWAYS_OPEN, after(seconds));

	test('is the earliest of all clocks that run', () => {
		expect(nextStage(judgeAll(conversation(), 0), after(0))).toMatchObject({ name: 'warning50', at: after(100) });
		expect(nextStage(judgeAll(conversation({ assignee: { id: 2, name: null, email: null } }), 0), after(0))).toMatchObject({ at: after(150) });
	});

	test('there is none once all were told, everything is met, or nobody is to be told', () => {
		expect(nextStage(judgeAll(conversation(), 1e6), after(1e6))).toBeNull();
		expect(nextStage(judgeAll(conversation({ status: 'resolved' }), 0), START)).toBeNull();
		expect(nextStage(judgeAll(conversation(), 0, { leaveAlone: { statuses: ['open'], labels: [], inboxes: [], missedLongerAgoThanSeconds: null } }), START)).toBeNull();
	});
});

const anyPlan: fc.Arbitrary<StagePlan> = fc.record({
	warnings: fc.array(fc.oneof(fc.record({ percent: fc.integer({ min: 1, max: 99 }) }), fc.record({ secondsLeft: fc.integer({ min: 1, max: 20_000 }) })), { maxLength: 4 }),
	escalationsAfterSeconds: fc.uniqueArray(fc.integer({ min: 1, max: 50_000 }), { maxLength: 3 }).map((all) => all.sort((a, b) => a - b)),
	reminders: fc.option(fc.record({ everySeconds: fc.integer({ min: 60, max: 20_000 }), max: fc.integer({ min: 1, max: 5 }) })),
});

const anyCase = fc.record({
	plan: anyPlan,
	policy: fc
		.record({ frt: fc.integer({ min: 1, max: 50_000 }), rt: fc.integer({ min: 1, max: 90_000 }), unassigned: fc.integer({ min: 1, max: 20_000 }), businessHours: fc.boolean() })
		.map(({ businessHours, ...thresholds }) => ownPolicy({ thresholds, businessHours })),
	/** When Chatwoot recorded a missed resolution, if it did. */
	recorded: fc.option(fc.integer({ min: 1, max: 90_000 })),
	now: fc.integer({ min: 0, max: 400_000 }),
	hours: fc.constantFrom<BusinessCalendar>(ALWAYS_OPEN, OFFICE),
});
type Case = typeof anyCase extends fc.Arbitrary<infer Value> ? Value : never;

function judgeCase({ plan, policy, recorded, hours }: Case, now: Date): SlaJudgement[] {
	const misses = recorded === null ? [] : [{ metric: 'rt' as const, eventId: 1, messageId: null, recordedAt: after(recorded) }];
	const subject = conversation({ appliedSla: null, misses });
	return evaluateSla(subject, slaSettings({ source: 'chatwootThenOwn', policies: [policy], plan }), hours, now);
}

/** What people see of a judgement. */
const seen = (judgements: SlaJudgement[]) => judgements.map(({ metric, state, reached }) => `${metric} ${state} ${reached?.name ?? ''}`).join();

test('property: the next stage is the first moment at which a judgement changes', () => {
	const moments = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 3, maxLength: 3 });
	fc.assert(
		fc.property(anyCase, moments, (given, parts) => {
			const now = after(given.now);
			const judgements = judgeCase(given, now);
			const next = nextStage(judgements, now);
			const until = next?.at ?? after(1e8);
			for (const part of [...parts, 1]) {
				const before = new Date(now.getTime() + Math.max(0, (until.getTime() - now.getTime()) * part - 1));
				expect(seen(judgeCase(given, before))).toBe(seen(judgements));
			}
			if (next === null) return;
			expect(next.at > now).toBe(true);
			expect(seen(judgeCase(given, next.at))).not.toBe(seen(judgements));
		}),
	);
});

test('property: stages ascend, have names of their own, warn before the breach, and the last one reached is told', () => {
	fc.assert(
		fc.property(anyCase, (given) => {
			const plan = { ...given.plan, warnings: [...new Map(given.plan.warnings.map((warning) => [JSON.stringify(warning), warning])).values()] };
			const now = after(given.now);
			for (const { stages, reached, breachAt, state } of judgeCase({ ...given, plan }, now)) {
				const times = stages.map(({ at }) => at.getTime());
				expect(times).toEqual([...times].sort((a, b) => a - b));
				expect(new Set(stages.map(({ name }) => name)).size).toBe(stages.length);
				for (const { kind, at } of stages) {
					if (kind === 'warning') expect(at < (breachAt ?? START)).toBe(true);
					else expect(at >= (breachAt ?? START)).toBe(true);
				}
				expect(reached).toEqual(stages.filter(({ at }) => at <= now).at(-1) ?? null);
				expect(state).toBe(reached === null ? 'onTrack' : reached.kind === 'warning' ? 'atRisk' : 'breached');
			}
		}),
	);
});

describe('stages as a person types them', () => {
	const NOTHING = { warnings: [], escalations: [], remindEvery: '', maxReminders: 3 };

	test('shares, times left, offsets in any order, reminders up to a maximum', () => {
		expect(parseStagePlan({ warnings: ['80%', '10m', '99.5 %'], escalations: ['1h', '15m', '60m'], remindEvery: '30m', maxReminders: 4 })).toEqual({
			warnings: [{ percent: 80 }, { secondsLeft: 600 }, { percent: 99.5 }],
			escalationsAfterSeconds: [900, 3600],
			reminders: { everySeconds: 1800, max: 4 },
		});
	});

	test('nothing typed, no stages but the breach', () => {
		expect(parseStagePlan(NOTHING)).toEqual({ warnings: [], escalationsAfterSeconds: [], reminders: null });
	});

	test('one warning typed in two ways is one', () => {
		expect(parseStagePlan({ ...NOTHING, warnings: ['10m', '600s', '80%', '80 %'] }).warnings).toEqual([{ secondsLeft: 600 }, { percent: 80 }]);
	});

	test.each<[Partial<Parameters<typeof parseStagePlan>[0]>, string]>([
		[{ warnings: ['5 parsecs'] }, 'Warnings: "5 parsecs" is no duration'],
		[{ warnings: ['80%', '100%'] }, 'Warnings: 100% is not between 0 and 100 %'],
		[{ warnings: ['0 %'] }, 'Warnings: 0 % is not between 0 and 100 %'],
		[{ escalations: ['15m', 'later'] }, 'Escalations: "later" is no duration'],
		[{ remindEvery: 'often' }, 'Remind Every: "often" is no duration'],
		[{ remindEvery: '5m', maxReminders: 0 }, 'Max Reminders: 0 is not a whole number from 1 to 100'],
		[{ remindEvery: '5m', maxReminders: 2.5 }, 'Max Reminders: 2.5 is not a whole number from 1 to 100'],
		[{ remindEvery: '5m', maxReminders: 101 }, 'Max Reminders: 101 is not a whole number from 1 to 100'],
	])('%j is refused, naming the field', (typed, message) => {
		expect(() => parseStagePlan({ ...NOTHING, ...typed })).toThrow(message);
	});
});
