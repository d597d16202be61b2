import fc from 'fast-check';
import { ALWAYS_OPEN } from '../../core/sla/calendar';
import { evaluateSla, nextStage } from '../../core/sla/evaluate';
import { after, conversation, ownPolicy, slaSettings } from '../sample-conversation';

const SETTINGS = slaSettings({
	policies: [ownPolicy({ thresholds: { unassigned: 600 } })],
	plan: { warnings: [{ percent: 80 }], escalationsAfterSeconds: [400, 1200], reminders: { everySeconds: 500, max: 3 } },
});
const judge = (seconds: number, takenCharge: number | null) =>
	evaluateSla(conversation(), SETTINGS, ALWAYS_OPEN, after(seconds), takenCharge === null ? null : after(takenCharge));
const second = fc.integer({ min: 0, max: 9000 });

test('property: of a chain that was acknowledged nothing is told but its warnings and its breach, now or later', () => {
	fc.assert(
		fc.property(second, second, (now, takenCharge) => {
			for (const judgement of judge(now, takenCharge)) {
				if (judgement.breachAt === null || after(takenCharge) < judgement.breachAt) continue;
				expect(judgement.stages.map(({ kind }) => kind)).toEqual(['warning', 'breach']);
				expect(['warning', 'breach', undefined]).toContain(judgement.reached?.kind);
				expect(nextStage([judgement], after(Math.max(now, 3600)))).toBeNull();
			}
		}),
	);
});

test('property: a chain that was not is as if nobody had done anything', () => {
	fc.assert(
		fc.property(second, second, (now, takenCharge) => {
			const untouched = judge(now, null);
			judge(now, takenCharge).forEach((judgement, index) => {
				if (judgement.breachAt !== null && after(takenCharge) >= judgement.breachAt) return;
				expect(judgement).toEqual(untouched[index]);
			});
		}),
	);
});

test('taking charge of one missed time says nothing of one that is missed later', () => {
	const told = (takenCharge: number) => judge(9000, takenCharge).map(({ metric, reached }) => `${metric} ${reached?.name ?? ''}`);
	expect(told(299)).toEqual(['frt reminder3', 'rt reminder3', 'unassigned reminder3']);
	expect(told(300)).toEqual(['frt breach', 'rt reminder3', 'unassigned reminder3']);
	expect(told(3600)).toEqual(['frt breach', 'rt breach', 'unassigned breach']);
});
