import fc from 'fast-check';
import { overTheCap } from '../../core/alert/cap';
import { createMarkLedger } from '../../core/ledger/mark-ledger';
import type { SlotLedger } from '../../core/ledger/slots';
import { takeSlots } from '../../core/ledger/slots';

const HOUR = 3600;

/** Slots in memory, on a clock of seconds; every answer takes a moment, in which others may ask. */
function slotsAt(clock: () => number): SlotLedger {
	const until = new Map<string, number>();
	const isFree = (key: string) => (until.get(key) ?? -1) <= clock();
	return {
		claim: async (keys, leaseSeconds) => {
			await Promise.resolve();
			const claimed = [...new Set(keys)].filter(isFree);
			for (const key of claimed) until.set(key, clock() + leaseSeconds);
			return new Map(claimed.map((key) => [key, null]));
		},
		inspect: async (keys) => {
			await Promise.resolve();
			return keys.map((key) => ({ key, state: isFree(key) ? 'free' : 'claimed', since: null, until: null, resolvedAt: null }));
		},
	};
}

const deliveries = (recipient: string, capPerHour: number, keys: string[]) => keys.map((key) => ({ key, recipient, capPerHour }));

test('up to the cap each is sent alone, what comes with the next is one digest, and the rest is for later', async () => {
	let now = 0;
	const slots = slotsAt(() => now);
	const offer = async (...keys: string[]) => {
		const { inDigest, later } = await overTheCap(deliveries('email:a', 3, keys), slots);
		return [keys.filter((key) => !inDigest.has(key) && !later.has(key)), [...inDigest], [...later]];
	};
	expect(await offer('1', '2')).toEqual([['1', '2'], [], []]);
	now = 600;
	expect(await offer('3', '4', '5')).toEqual([['3'], ['4', '5'], []]);
	now = 1200;
	expect(await offer('6', '7')).toEqual([[], [], ['6', '7']]);
	now = HOUR;
	expect(await offer('6', '7', '8')).toEqual([['6', '7'], [], ['8']]);
	now = HOUR + 600;
	expect(await offer('8', '9')).toEqual([['8'], ['9'], []]);
});

test('everybody has a cap of their own; the smallest holds where people share an address', async () => {
	const slots = slotsAt(() => 0);
	const given = [...deliveries('email:a', 1, ['a1', 'a2']), ...deliveries('slack:default', 2, ['d1', 'd2']), ...deliveries('slack:default', 1, ['d3'])];
	expect(await overTheCap(given, slots)).toEqual({ inDigest: new Set(['a2', 'd2', 'd3']), later: new Set() });
	expect(await overTheCap([], slots)).toEqual({ inDigest: new Set(), later: new Set() });
});

interface Message {
	at: number;
	recipient: string;
	kind: 'alone' | 'digest';
}

const offers = fc.array(
	fc.record({
		wait: fc.integer({ min: 0, max: 2 * HOUR }),
		counts: fc.record({ a: fc.integer({ min: 0, max: 12 }), b: fc.integer({ min: 0, max: 4 }) }),
	}),
	{ maxLength: 30 },
);

test('in any hour nobody gets more than the cap and one digest, and nothing is lost, whatever comes when', async () => {
	await fc.assert(
		fc.asyncProperty(offers, fc.integer({ min: 1, max: 6 }), async (steps, cap) => {
			let now = 0;
			const slots = slotsAt(() => now);
			const sent: Message[] = [];
			let waiting: Array<{ key: string; recipient: string; capPerHour: number }> = [];
			let made = 0;
			const offer = async () => {
				const { inDigest, later } = await overTheCap(waiting, slots);
				for (const { key, recipient } of waiting) if (!inDigest.has(key) && !later.has(key)) sent.push({ at: now, recipient, kind: 'alone' });
				for (const recipient of new Set(waiting.filter(({ key }) => inDigest.has(key)).map((each) => each.recipient))) sent.push({ at: now, recipient, kind: 'digest' });
				waiting = waiting.filter(({ key }) => later.has(key));
			};
			for (const { wait, counts } of steps) {
				now += wait;
				for (const [recipient, count] of Object.entries(counts)) {
					waiting.push(...deliveries(recipient, cap, Array.from({ length: count }, () => `${(made += 1)}`)));
				}
				await offer();
			}
			for (const message of sent) {
				const within = sent.filter(({ at, recipient }) => recipient === message.recipient && at >= message.at && at < message.at + HOUR);
				expect(within.filter(({ kind }) => kind === 'alone').length).toBeLessThanOrEqual(cap);
				expect(within.filter(({ kind }) => kind === 'digest').length).toBeLessThanOrEqual(1);
			}
			now += 2 * HOUR;
			await offer();
			expect(waiting).toEqual([]);
		}),
	);
});

describe('slots', () => {
	test('many at once never take more than there are, and all of them', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 8 }), fc.integer({ min: 0, max: 10 }), async (wishes, count) => {
				const slots = slotsAt(() => 0);
				const taken = await Promise.all(wishes.map((wanted) => takeSlots(slots, [{ name: 'a', wanted, slots: count }], HOUR)));
				const got = taken.map((each) => each.get('a') ?? 0);
				expect(got.every((each, index) => each <= (wishes[index] ?? 0))).toBe(true);
				expect(sum(got)).toBe(Math.min(sum(wishes), count));
			}),
		);
	});

	test('in n8n\'s database they come free again after an hour, or at most a quarter of one later', async () => {
		let now = 0;
		const marks = new Set<string>();
		const add = (some: readonly string[]) => {
			const fresh = some.filter((mark) => !marks.has(mark));
			for (const mark of fresh) marks.add(mark);
			return Promise.resolve(new Set(fresh));
		};
		const remove = (some: readonly string[]) => {
			for (const mark of some) marks.delete(mark);
			return Promise.resolve();
		};
		const ledger = createMarkLedger({ add, addForNow: add, remove }, () => new Date(now * 1000));
		const take = async (wanted: number) => (await takeSlots(ledger, [{ name: 'a', wanted, slots: 2 }], HOUR)).get('a');
		expect([await take(1), await take(3), await take(1)]).toEqual([1, 1, 0]);
		now = HOUR - 1;
		expect(await take(1)).toBe(0);
		now = 1.25 * HOUR;
		expect(await take(3)).toBe(2);
	});
});

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, each) => total + each, 0);
}
