import fc from 'fast-check';
import type { OpenClock } from '../../core/monitor/watch';
import { lapses } from '../day/attention';
import { busyDay } from '../day/busy-day';
import type { Span } from '../day/opening';
import type { Told } from '../day/oracle';
import { foretell } from '../day/oracle';
import type { Replay } from '../day/replay';
import { FULL_SWEEP_EVERY, replay, SWEEP_EVERY } from '../day/replay';
import { SCENES } from '../day/scenes';
import { smallDay } from '../day/small-day';
import type { Day } from '../day/world';

const METRICS = ['frt', 'nrt', 'rt', 'unassigned'];
const STAGES = ['warning50', 'warning80', 'warning600s', 'breach', 'escalation1', 'escalation2', 'reminder1', 'reminder3'];

describe('a day of 2,000 conversations, with an hour of outage and a night in which the clocks change', () => {
	const scene = SCENES.amsterdamInAutumn;
	const day = busyDay(scene, 2000, 2026);
	let replayed: Replay;

	beforeAll(async () => {
		replayed = await replay(day, day);
	}, 240_000);

	test('everybody is told what the oracle says, to the second, and nothing else', () => {
		expectForetold(day, day, replayed);
	});

	test('nobody is told anything twice', () => {
		const stages = replayed.told.filter(({ what }) => what !== 'ended').map(({ id, metric, cycle, what }) => [id, metric, cycle, what].join());
		expect(new Set(stages).size).toBe(stages.length);
	});

	test('what changes is read at the next sweep', () => {
		expect(lapses(day, day, replayed.log)).toEqual([]);
	});

	test('there was enough to tell: every stage of every clock, second misses, the hour that came twice, the end of the outage', () => {
		const { told } = replayed;
		for (const metric of METRICS) {
			for (const stage of [...STAGES, 'ended']) {
				expect({ metric, stage, enough: told.filter((each) => each.metric === metric && each.what === stage).length > 100 }).toEqual({
					metric,
					stage,
					enough: true,
				});
			}
		}
		const nrtBreaches = told.filter(({ metric, what }) => metric === 'nrt' && what === 'breach').map(({ id }) => id);
		expect(nrtBreaches.length - new Set(nrtBreaches).size).toBeGreaterThan(100);
		expect(told.filter(({ at }) => scene.change.from <= at && at < scene.change.to).length).toBeGreaterThan(100);
		const outage = longest(day.failures);
		expect(told.filter(({ at }) => outage.from <= at && at < outage.to)).toEqual([]);
		expect(told.filter(({ at }) => outage.to <= at && at <= outage.to + 60).length).toBeGreaterThan(100);
	});

	test('Chatwoot is asked no more than needed, and left alone while it fails', () => {
		const { count, failures } = replayed.log;
		const seconds = day.to - day.from;
		expect(count.updated).toBeLessThanOrEqual(seconds / SWEEP_EVERY);
		const openPages = day.lives.length / 25 + 2;
		expect(count.page).toBeLessThanOrEqual((seconds / FULL_SWEEP_EVERY + 1) * openPages);
		expect(count.conversation).toBeLessThan(replayed.told.length);
		const outage = longest(day.failures);
		const attempts = new Set(failures.filter((at) => outage.from <= at && at < outage.to)).size;
		expect(attempts).toBeGreaterThan(50);
		expect(attempts).toBeLessThan(70);
	});
});

test.each(Object.values(SCENES))('a smaller day in $name, with a restart in the middle', async (scene) => {
	const day = busyDay(scene, 150, 7);
	const middle = Math.floor((day.from + day.to) / 2);
	const back = middle + 2 * 3600;
	let before: OpenClock[] = [];
	for (const span of [
		{ from: day.from, to: middle },
		{ from: back, to: day.to },
	]) {
		const replayed = await replay(day, span, before);
		expectForetold(day, span, replayed, before);
		expect(lapses(day, span, replayed.log)).toEqual([]);
		expect(replayed.told.length).toBeGreaterThan(200);
		if (span.from === back) expect(replayed.told.filter(({ at, what }) => at <= back + 1 && what === 'ended')).not.toEqual([]);
		before = replayed.open;
	}
}, 120_000);

test('property: whatever happens in a few hours, everybody is told what the oracle says', async () => {
	await fc.assert(
		fc.asyncProperty(smallDay, async (day) => {
			const replayed = await replay(day, day);
			expectForetold(day, day, replayed);
			expect(lapses(day, day, replayed.log)).toEqual([]);
		}),
		{ numRuns: 60 },
	);
}, 120_000);

function expectForetold(day: Day, span: Span, { told, log }: Replay, before: readonly OpenClock[] = []): void {
	const expected = inWords(foretell(day, span, log, before));
	const actual = inWords(told);
	// Two long lists that differ are compared first by what only one of them has: that fits on a screen.
	expect({ missing: notIn(actual, expected), unexpected: notIn(expected, actual) }).toEqual({ missing: [], unexpected: [] });
	expect(actual).toEqual(expected);
}

function inWords(told: readonly Told[]): string[] {
	return told.map(({ at, id, metric, cycle, what }) => `#${id} ${metric} since ${inUtc(cycle)}: ${what} at ${inUtc(at)}`).sort();
}

function inUtc(seconds: number): string {
	return new Date(seconds * 1000).toISOString().slice(0, 19);
}

function notIn(known: readonly string[], lines: readonly string[]): string[] {
	const set = new Set(known);
	return lines.filter((line) => !set.has(line)).slice(0, 10);
}

function longest(spans: readonly Span[]): Span {
	const [first] = [...spans].sort((one, other) => other.to - other.from - (one.to - one.from));
	if (first === undefined) throw new RangeError('no spans');
	return first;
}
