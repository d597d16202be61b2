import fc from 'fast-check';
import { ReplayMemory } from '../../core/chatwoot/replay';

/** A memory at a time that the test sets. */
function memoryAt(start: number, maxMarks = 100) {
	const clock = { now: start };
	return { clock, memory: new ReplayMemory({ maxMarks }, () => clock.now) };
}

test('the first request is new, its copies are not', () => {
	const { memory } = memoryAt(0);
	expect(['a', 'b', 'a', 'b', 'a'].map((mark) => memory.seenBefore(mark, new Date(1000)))).toEqual([false, false, true, true, true]);
});

test('a mark is forgotten at its time, and its memory is freed', () => {
	const { memory, clock } = memoryAt(0);
	memory.seenBefore('a', new Date(1000));
	clock.now = 999;
	expect(memory.seenBefore('a', new Date(5000))).toBe(true);
	clock.now = 1000;
	expect(memory.seenBefore('b', new Date(2000))).toBe(false);
	expect(memory.size).toBe(1);
	expect(memory.seenBefore('a', new Date(2000))).toBe(false);
});

test('copies neither prolong nor displace what is remembered', () => {
	const { memory } = memoryAt(0, 2);
	memory.seenBefore('a', new Date(1000));
	memory.seenBefore('b', new Date(1000));
	for (let copy = 0; copy < 10; copy++) memory.seenBefore('a', new Date(9000));
	expect(memory.seenBefore('b', new Date(1000))).toBe(true);
});

test('the oldest marks go when there are too many', () => {
	const { memory } = memoryAt(0, 3);
	for (const mark of ['a', 'b', 'c', 'd']) memory.seenBefore(mark, new Date(1000));
	expect(memory.size).toBe(3);
	expect(memory.seenBefore('b', new Date(1000))).toBe(true);
	expect(memory.seenBefore('a', new Date(1000))).toBe(false);
});

test('whatever comes, it tells copies within the time from new ones and stays within its bound', () => {
	const arrival = fc.record({ mark: fc.constantFrom('a', 'b', 'c', 'd', ''), wait: fc.nat(20), lasts: fc.nat(30) });
	fc.assert(
		fc.property(fc.array(arrival), (arrivals) => {
			const { memory, clock } = memoryAt(0, 5);
			const until = new Map<string, number>();
			for (const { mark, wait, lasts } of arrivals) {
				clock.now += wait;
				const isCopy = (until.get(mark) ?? 0) > clock.now;
				expect(memory.seenBefore(mark, new Date(clock.now + lasts))).toBe(isCopy);
				if (!isCopy) until.set(mark, clock.now + lasts);
				expect(memory.size).toBeLessThanOrEqual(5);
			}
		}),
	);
});
