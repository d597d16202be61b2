import fc from 'fast-check';
import { findPlaces } from '../../core/alert/cap';
import { createMarkLedger } from '../../core/ledger/mark-ledger';
import type { SlotLedger } from '../../core/ledger/slots';
import { giveBack, takeSlots } from '../../core/ledger/slots';

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
		release: async (keys) => {
			await Promise.resolve();
			return new Set(keys.filter((key) => until.delete(key)));
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
		const { alone, inDigest, later } = await findPlaces(deliveries('email:a', 3, keys), slots);
		return [[...alone.keys()], [...inDigest.keys()], [...later]];
	};
	expect(await offer('1', '2')).toEqual([['1', '2'], [], []]);
	now = 600;
	expect(await offer('3', '4', '5')).toEqual([['3'], ['4', '5'], []]);
	now = 1200;
	expect(await offer('6', '7')).toEqual([[], [], ['6', '7']]);
	now = HOUR;
	expect(await offer('6', '7', '8')).toEqual([['6', '7'], [], ['8']]);
	now = HOUR + 600;
	expect(await offer('8', '9')).toEqual([[], ['8', '9'], []]);
	now = HOUR + 700;
	expect(await offer('10', '11')).toEqual([['10'], [], ['11']]);
});

test('one that comes by itself when there is no room is told at once, and uses up the digest', async () => {
	const slots = slotsAt(() => 0);
	const offer = async (key: string) => {
		const { alone, inDigest, later } = await findPlaces(deliveries('email:a', 1, [key]), slots);
		return alone.has(key) ? 'alone' : inDigest.has(key) ? 'digest' : later.has(key) ? 'later' : 'lost';
	};
	expect([await offer('1'), await offer('2'), await offer('3')]).toEqual(['alone', 'digest', 'later']);
});

test('everybody has a cap of their own; the smallest holds where people share an address', async () => {
	const slots = slotsAt(() => 0);
	const given = [...deliveries('email:a', 1, ['a1', 'a2', 'a3']), ...deliveries('slack:default', 2, ['d1', 'd2']), ...deliveries('slack:default', 1, ['d3'])];
	const { alone, inDigest, later } = await findPlaces(given, slots);
	expect([[...alone.keys()], [...inDigest.keys()], [...later]]).toEqual([['a1', 'd1'], ['a2', 'a3', 'd2', 'd3'], []]);
	expect(new Set(inDigest.values()).size).toBe(2);
	expect(await findPlaces([], slots)).toEqual({ alone: new Map(), inDigest: new Map(), later: new Set() });
});

interface Message {
	at: number;
	recipient: string;
	kind: 'alone' | 'digest';
}

const offers = fc.array(
	fc.record({
		wait: fc.integer({ min: 0, max: 2 * HOUR }),
		/** Which recipient's messages can't be sent. */
		fails: fc.constantFrom('nobody', 'nobody', 'a', 'b'),
		counts: fc.record({ a: fc.integer({ min: 0, max: 12 }), b: fc.integer({ min: 0, max: 4 }) }),
	}),
	{ maxLength: 30 },
);

test('in any hour nobody gets more than the cap and one digest, and nothing is lost, whatever comes when and fails', async () => {
	await fc.assert(
		fc.asyncProperty(offers, fc.integer({ min: 1, max: 6 }), async (steps, cap) => {
			let now = 0;
			const slots = slotsAt(() => now);
			const sent: Message[] = [];
			let waiting: Array<{ key: string; recipient: string; capPerHour: number }> = [];
			let made = 0;
			const offer = async (fails: string) => {
				const { alone, inDigest } = await findPlaces(waiting, slots);
				const reached = waiting.filter(({ recipient }) => recipient !== fails);
				for (const { key, recipient } of reached) if (alone.has(key)) sent.push({ at: now, recipient, kind: 'alone' });
				for (const recipient of new Set(reached.filter(({ key }) => inDigest.has(key)).map((each) => each.recipient))) sent.push({ at: now, recipient, kind: 'digest' });
				await giveBack(slots, waiting.filter(({ recipient }) => recipient === fails).flatMap(({ key }) => alone.get(key) ?? inDigest.get(key) ?? []));
				waiting = waiting.filter(({ key, recipient }) => recipient === fails || !(alone.has(key) || inDigest.has(key)));
			};
			for (const { wait, counts, fails } of steps) {
				now += wait;
				for (const [recipient, count] of Object.entries(counts)) {
					waiting.push(...deliveries(recipient, cap, Array.from({ length: count }, () => `${(made += 1)}`)));
				}
				await offer(fails);
			}
			for (const message of sent) {
				const within = sent.filter(({ at, recipient }) => recipient === message.recipient && at >= message.at && at < message.at + HOUR);
				expect(within.filter(({ kind }) => kind === 'alone').length).toBeLessThanOrEqual(cap);
				expect(within.filter(({ kind }) => kind === 'digest').length).toBeLessThanOrEqual(1);
			}
			now += 2 * HOUR;
			await offer('nobody');
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
				expect(new Set(taken.flatMap((each) => each.get('a') ?? [])).size).toBe(Math.min(sum(wishes), count));
				const got = taken.map((each) => each.get('a')?.length ?? 0);
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
		const take = async (wanted: number) => (await takeSlots(ledger, [{ name: 'a', wanted, slots: 2 }], HOUR)).get('a')?.length;
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
