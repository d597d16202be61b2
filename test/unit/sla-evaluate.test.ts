import fc from 'fast-check';
import type { Conversation, SlaMetric } from '../../core/sla/conversation';
import type { SlaJudgement } from '../../core/sla/evaluate';
import { evaluateSla } from '../../core/sla/evaluate';
import type { PolicySource, Thresholds } from '../../core/sla/policy';
import { policyFor } from '../../core/sla/policy';
import { after, conversation, START } from '../sample-conversation';

const NONE: Thresholds = { frt: null, nrt: null, rt: null, unassigned: null };

function judge(
	metric: SlaMetric,
	subject: Conversation,
	now: Date,
	{ own = NONE, source = 'chatwootThenOwn' as PolicySource, warningPercent = 80 } = {},
): SlaJudgement | undefined {
	return evaluateSla(subject, policyFor(subject, own, source), { warningPercent }, now).find((judged) => judged.metric === metric);
}

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
		expect(judge('frt', conversation({ firstReplyAt: after(400) }), after(500))?.state).toBe('met');
	});

	test("that Chatwoot recorded as missed is breached before our clock says so, and met once answered", () => {
		const misses = [{ metric: 'frt' as const, eventId: 1, messageId: null, recordedAt: after(60) }];
		expect(judge('frt', conversation({ misses }), after(61))?.state).toBe('breached');
		expect(judge('frt', conversation({ misses, firstReplyAt: after(90) }), after(91))?.state).toBe('met');
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
		const recordAt = (seconds: number) => [{ metric: 'nrt' as const, eventId: 7, messageId: 70, recordedAt: after(seconds) }];
		expect(judge('nrt', waiting(1000, { misses: recordAt(1700) }), after(1100))).toMatchObject({
			state: 'breached',
			cycle: judge('nrt', waiting(1000), after(1100))?.cycle,
		});
		expect(judge('nrt', waiting(5000, { misses: recordAt(1700) }), after(5001))?.state).toBe('onTrack');
		expect(judge('nrt', conversation({ firstReplyAt: after(1), waitingSince: null, misses: recordAt(1700) }), after(5001))).toBeUndefined();
	});

	test('misses in a payload without times are told apart by their message', () => {
		const bare = (messageId: number) =>
			conversation({ createdAt: null, waitingSince: undefined, misses: [{ metric: 'nrt', eventId: null, messageId, recordedAt: null }] });
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
		const own = { ...NONE, unassigned: 600 };
		const assignee = { id: 2, name: 'Anita', email: null };
		expect(judge('unassigned', conversation(), after(600))).toBeUndefined();
		expect(judge('unassigned', conversation(), after(600), { own })?.state).toBe('breached');
		expect(judge('unassigned', conversation({ assignee }), after(600), { own })?.state).toBe('met');
		expect(judge('unassigned', conversation({ status: 'snoozed' }), after(600), { own })?.state).toBe('paused');
	});
});

test.each(['frt', 'rt'] as const)('nobody needs to act on %s for a blocked contact', (metric) => {
	const blocked = { id: 9, name: 'Jane', email: null, blocked: true };
	expect(judge(metric, conversation({ contact: blocked }), after(99_999))?.state).toBe('paused');
});

describe('where thresholds come from', () => {
	const own = { ...NONE, frt: 60 };
	const withoutSla = conversation({ appliedSla: null });

	test("Chatwoot's SLA wins, the node's stands in where it promises nothing", () => {
		expect(judge('frt', conversation(), START, { own })?.dueAt).toEqual(after(300));
		expect(judge('frt', withoutSla, START, { own })?.dueAt).toEqual(after(60));
		expect(judge('frt', withoutSla, START, { own, source: 'chatwoot' })).toBeUndefined();
	});

	test('only the own ones: the applied SLA and its recorded misses do not count', () => {
		const misses = [{ metric: 'rt' as const, eventId: 1, messageId: null, recordedAt: START }];
		expect(judge('frt', conversation(), START, { own, source: 'own' })?.dueAt).toEqual(after(60));
		expect(judge('rt', conversation({ misses }), after(9999), { own, source: 'own' })).toBeUndefined();
	});

	test('a due time of the server wins over ours, and the warning counts back from it', () => {
		const appliedSla = {
			name: 'Gold',
			thresholdSeconds: { frt: 300, nrt: null, rt: null },
			dueAt: { frt: after(60_000), nrt: null, rt: null },
		};
		expect(judge('frt', conversation({ appliedSla }), after(59_939))?.state).toBe('onTrack');
		expect(judge('frt', conversation({ appliedSla }), after(59_940))?.state).toBe('atRisk');
		expect(judge('frt', conversation({ appliedSla }), after(60_000))?.state).toBe('breached');
	});

	test.each([0, -5, NaN])('a threshold of %d is refused with its name', (frt) => {
		expect(() => judge('frt', conversation(), START, { own: { ...NONE, frt } })).toThrow(/first response time must be a number of seconds above 0/);
	});

	test.each([0, 100, NaN])('a warning at %d %% is refused', (warningPercent) => {
		expect(() => judge('frt', conversation(), START, { warningPercent })).toThrow(/percentage above 0 and below 100/);
	});
});

test('property: the state only ever moves on, and turns exactly at the warning and the due time', () => {
	const order = ['onTrack', 'atRisk', 'breached'];
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 99 }), fc.nat(2e6), fc.nat(2e6), (frt, warningPercent, a, b) => {
			const options = { own: { ...NONE, frt }, source: 'own' as const, warningPercent };
			const at = (seconds: number) => judge('frt', conversation(), after(seconds), options)?.state ?? '';
			expect(order.indexOf(at(Math.min(a, b)))).toBeLessThanOrEqual(order.indexOf(at(Math.max(a, b))));
			expect(at(frt)).toBe('breached');
			expect(at(frt - 0.001)).not.toBe('breached');
			expect(judge('frt', conversation(), START, options)?.dueAt).toEqual(after(frt));
		}),
	);
});
