import fc from 'fast-check';
import { LEAVE_ALONE, POLICIES, SCENES, SLAS } from './scenes';
import type { Day, Deed } from './world';
import { live } from './world';

const BEFORE_CHANGE = 4500;
const LENGTH = 9000;

const deed: fc.Arbitrary<Deed> = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('write' as const, 'reply' as const, 'look' as const) }) },
	{ weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('open' as const, 'snooze' as const, 'pend' as const, 'resolve' as const) }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('assign' as const, 'unassign' as const) }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('block' as const, 'unblock' as const, 'delete' as const) }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('label' as const), labels: fc.subarray(['billing', 'no-sla']) }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('prioritise' as const), priority: fc.constantFrom(null, 'low' as const, 'urgent' as const) }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('team' as const), team: fc.constantFrom(null, 'Support') }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('miss' as const), metric: fc.constantFrom('frt' as const, 'nrt' as const, 'rt' as const) }) },
);

const pause = fc.oneof(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 0, max: 3600 }));

const conversation = fc.record({
	inbox: fc.nat(3),
	/** Seconds before the day's end. */
	age: fc.oneof(fc.integer({ min: 60, max: LENGTH }), fc.integer({ min: 60, max: 4 * LENGTH })),
	begunBy: fc.constantFrom('customer' as const, 'customer' as const, 'us' as const),
	sla: fc.constantFrom(...SLAS),
	plan: fc.constantFrom(null, 'gold'),
	deeds: fc.array(fc.tuple(pause, deed), { maxLength: 12 }),
});

/** Two and a half hours around a change of the clocks, in which anything may happen to a few conversations. */
export const smallDay: fc.Arbitrary<Day> = fc
	.record({
		scene: fc.constantFrom(...Object.values(SCENES)),
		source: fc.constantFrom('chatwootThenOwn' as const, 'own' as const, 'chatwoot' as const),
		leaveAlone: fc.constantFrom(
			LEAVE_ALONE,
			{ statuses: [], labels: [], inboxes: ['3'], missedLongerAgoThanSeconds: null },
			{ statuses: ['pending', 'snoozed'], labels: ['billing'], inboxes: [], missedLongerAgoThanSeconds: 1800 },
		),
		conversations: fc.array(conversation, { minLength: 1, maxLength: 5 }),
		failures: fc.array(fc.record({ after: fc.nat(LENGTH), seconds: fc.oneof(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 3000 })) }), {
			maxLength: 2,
		}),
	})
	.map(({ scene, source, leaveAlone, conversations, failures }) => {
		const from = scene.change.from - BEFORE_CHANGE;
		const to = from + LENGTH;
		return {
			from,
			to,
			inboxes: scene.inboxes,
			source,
			policies: POLICIES,
			leaveAlone,
			lives: conversations.map(({ inbox: index, age, begunBy, sla, plan, deeds }, number) => {
				const inbox = scene.inboxes[index];
				if (inbox === undefined) throw new RangeError('no such inbox');
				return live({ id: number + 1, inbox, createdAt: to - age, begunBy, sla, plan }, timed(to - age, deeds));
			}),
			failures: failures.map(({ after, seconds }) => ({ from: from + after, to: from + after + seconds })),
		};
	});

function timed(start: number, deeds: ReadonlyArray<readonly [pause: number, deed: Deed]>): Array<{ at: number; deed: Deed }> {
	let at = start;
	return deeds.map(([seconds, each]) => ({ at: (at += seconds), deed: each }));
}
