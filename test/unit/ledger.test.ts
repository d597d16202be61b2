import fc from 'fast-check';
import type { Receipt } from '../../core/ledger/receipt';
import { createTurns } from '../../core/ledger/in-turn';
import { counted } from '../../core/ledger/counted';
import type { Threads, WithReceipts } from '../../core/ledger/ledger';
import { createMarkLedger } from '../../core/ledger/mark-ledger';
import type { MarkStore } from '../../core/ledger/mark-store';
import { Tally } from '../../core/ledger/statistics';
import { RECEIPT_MARKS } from '../../core/ledger/mark-receipts';
import { receiptFromBits, receiptToBits, RECEIPT_BITS } from '../../core/ledger/receipt-bits';
import { anyReceipt, expectToBehaveLikeTheModel } from '../ledger-model';

const LEASE = 600;
const at = (seconds: number) => new Date(1_770_195_600_000 + seconds * 1000);

/** Marks in memory. After `writesLeft` writes the "process" dies: the write is done, the answer never comes. */
class MemoryMarks implements MarkStore {
	writesLeft = Infinity;
	private readonly kept = new Set<string>();

	constructor(private readonly maxMarks = Infinity) {}

	/** Oldest first. */
	get marks(): string[] {
		return [...this.kept];
	}

	async add(marks: readonly string[]): Promise<Set<string>> {
		const fresh = this.keep(marks);
		for (const oldest of this.kept) {
			if (this.kept.size <= this.maxMarks) break;
			this.kept.delete(oldest);
		}
		return await this.written(fresh);
	}

	async addForNow(marks: readonly string[]): Promise<Set<string>> {
		return await this.written(this.keep(marks));
	}

	async remove(marks: readonly string[]): Promise<void> {
		for (const mark of marks) this.kept.delete(mark);
		await this.written(undefined);
	}

	private keep(marks: readonly string[]): Set<string> {
		const fresh = new Set(marks.filter((mark) => !this.kept.has(mark)));
		for (const mark of fresh) this.kept.add(mark);
		return fresh;
	}

	private written<Answer>(answer: Answer): Promise<Answer> {
		this.writesLeft -= 1;
		return this.writesLeft > 0 ? Promise.resolve(answer) : Promise.reject(new Error('the process died'));
	}
}

/** A ledger on these marks whose clock is set by each claim. */
function ledgerAt(store: MarkStore) {
	let now = at(0);
	const ledger = createMarkLedger(store, () => now);
	return {
		...ledger,
		claim: (keys: readonly string[], leaseSeconds: number, time: Date, threads?: Threads) => {
			now = time;
			return ledger.claim(keys, leaseSeconds, threads);
		},
	};
}

const keysOf = (changed: WithReceipts) => new Set(changed.keys());

function ledgerOn(store = new MemoryMarks()) {
	const ledger = ledgerAt(store);
	return { ...ledger, claimed: async (key: string, seconds: number) => (await ledger.claim([key], LEASE, at(seconds))).has(key), store };
}

test('a key is claimed once, and never again after a confirm', async () => {
	const { claimed, confirm } = ledgerOn();
	expect(await claimed('a', 0)).toBe(true);
	expect(await claimed('a', 1)).toBe(false);
	await confirm(['a']);
	expect(await claimed('a', 2)).toBe(false);
	expect(await claimed('a', 1e9)).toBe(false);
	expect(await claimed('b', 2)).toBe(true);
});

test('a released key can be claimed at once; a release after the confirm changes nothing', async () => {
	const { claimed, confirm, release } = ledgerOn();
	await claimed('a', 0);
	await release(['a']);
	expect(await claimed('a', 1)).toBe(true);
	await confirm(['a']);
	await release(['a']);
	expect(await claimed('a', 2)).toBe(false);
});

test('a claim that is neither confirmed nor released ends with its lease', async () => {
	const { claimed } = ledgerOn();
	await claimed('a', 0);
	expect(await claimed('a', LEASE - 1)).toBe(false);
	expect(await claimed('a', LEASE * 1.25 + 1)).toBe(true);
	expect(await claimed('a', LEASE * 1.25 + 2)).toBe(false);
});

test('asking again and again does not make a lease longer', async () => {
	const { claimed } = ledgerOn();
	await claimed('a', 0);
	for (let seconds = 10; seconds < LEASE * 1.25; seconds += 10) await claimed('a', seconds);
	expect(await claimed('a', LEASE * 1.25 + 5)).toBe(true);
});

test('confirming or releasing what was never claimed does what its name says', async () => {
	const { claimed, confirm, release } = ledgerOn();
	await confirm(['sent']);
	await release(['unknown']);
	expect(await claimed('sent', 0)).toBe(false);
	expect(await claimed('unknown', 0)).toBe(true);
});

describe('resolve', () => {
	test('passes what was confirmed, once; the key stays confirmed', async () => {
		const { claimed, confirm, release, resolve } = ledgerOn();
		await claimed('a', 0);
		await confirm(['a']);
		expect(keysOf(await resolve(['a', 'a']))).toEqual(new Set(['a']));
		expect(keysOf(await resolve(['a']))).toEqual(new Set());
		await confirm(['a']);
		await release(['a']);
		expect(keysOf(await resolve(['a']))).toEqual(new Set());
		expect(await claimed('a', 1e9)).toBe(false);
	});

	test('passes nothing that is free, in flight or released, and changes none of it', async () => {
		const { claim, confirm, claimed, release, resolve, store } = ledgerOn();
		await claim(['in flight', 'released'], LEASE, at(0));
		await release(['released']);
		const before = [...store.marks];
		expect(keysOf(await resolve(['free', 'in flight', 'released']))).toEqual(new Set());
		expect(store.marks).toEqual(before);
		await confirm(['in flight']);
		expect(keysOf(await resolve(['free', 'in flight', 'released']))).toEqual(new Set(['in flight']));
		expect(await claimed('free', 1)).toBe(true);
		expect(await claimed('released', 1)).toBe(true);
	});

	test.each([0, 7, 8, 9, 10])('a question cut short, and %d marks later, the key was still not sent', async (later) => {
		const { resolve, store } = ledgerOn(new MemoryMarks(10));
		store.writesLeft = 1;
		await expect(resolve(['a'])).rejects.toThrow('the process died');
		store.writesLeft = Infinity;
		for (let index = 0; index < later; index++) await store.add([`mark ${index}`]);
		expect(keysOf(await resolve(['a']))).toEqual(new Set());
	});

	test('nothing to resolve asks nothing', async () => {
		const { resolve, store } = ledgerOn();
		store.writesLeft = 0;
		expect(keysOf(await resolve([]))).toEqual(new Set());
	});
});

test('a confirmed key leaves three marks, a resolved one four, and asking leaves none', async () => {
	const { claimed, confirm, resolve, store } = ledgerOn();
	await claimed('a', 0);
	await confirm(['a']);
	await claimed('a', 1);
	await claimed('a', 5000);
	expect(store.marks).toHaveLength(3);
	await resolve(['a']);
	await resolve(['a', 'b']);
	await claimed('a', 9000);
	expect(store.marks).toHaveLength(4);
});

test('with a bounded store the oldest keys are forgotten, the newest stay', async () => {
	const { claimed, confirm } = ledgerOn(new MemoryMarks(300));
	for (let index = 0; index < 500; index++) {
		await claimed(`key ${index}`, index);
		await confirm([`key ${index}`]);
	}
	expect(await claimed('key 499', 501)).toBe(false);
	expect(await claimed('key 0', 502)).toBe(true);
});

test('property: it behaves like every ledger', async () => {
	await expectToBehaveLikeTheModel(() => {
		let now = 0;
		const clock = () => at(now);
		const ledger = counted(createMarkLedger(new MemoryMarks(), clock), new Tally(), clock);
		return { ledger, lapse: () => Promise.resolve(void (now += LEASE * 1.25 + 1)) };
	}, 200);
});

describe('inspect', () => {
	test('tells how each key stands, again for a key asked for twice', async () => {
		const { claim, confirm, resolve, inspect } = ledgerOn();
		await claim(['abandoned'], LEASE, at(-2 * LEASE));
		await claim(['claimed', 'confirmed', 'resolved'], LEASE, at(0));
		await confirm(['confirmed', 'resolved']);
		await resolve(['resolved']);
		const records = await inspect(['claimed', 'confirmed', 'resolved', 'abandoned', 'free', 'claimed'], LEASE);
		expect(records.map(({ state }) => state)).toEqual(['claimed', 'confirmed', 'resolved', 'free', 'free', 'claimed']);
	});

	test('leaves nothing behind', async () => {
		const { claim, confirm, inspect, store } = ledgerOn();
		await claim(['claimed', 'confirmed'], LEASE, at(0));
		await confirm(['confirmed']);
		const before = [...store.marks];
		await inspect(['claimed', 'confirmed', 'free', 'free'], LEASE);
		expect(store.marks).toEqual(before);
	});

	test('cut short, a free key looks claimed until a lease later', async () => {
		const { claimed, inspect, store } = ledgerOn();
		store.writesLeft = 1;
		await expect(inspect(['a'], LEASE)).rejects.toThrow('the process died');
		store.writesLeft = Infinity;
		expect(await claimed('a', 1)).toBe(false);
		expect(await claimed('a', LEASE * 1.25 + 1)).toBe(true);
	});
});

describe('statistics in memory', () => {
	const MINUTE = 60_000;
	const noon = new Date('2026-11-21T12:00:00Z');

	test('counts by day, and how late what was due got confirmed', () => {
		const tally = new Tally();
		tally.add(noon, 'emitted', 3);
		tally.addDelay(noon, new Date(noon.getTime() - 4_000));
		tally.addDelay(new Date(noon.getTime() + 24 * 60 * MINUTE), noon);
		tally.addDelay(noon, new Date(noon.getTime() + 1));
		const { days, ...total } = tally.read();
		expect(days.map(({ day, emitted, delay }) => [day, emitted, delay.maxSeconds])).toEqual([['2026-11-22', 0, 86_400], ['2026-11-21', 3, 4]]);
		expect(total).toMatchObject({ emitted: 3, delay: { count: 2, averageSeconds: 43_202, maxSeconds: 86_400 } });
		expect(total.delay.histogram.filter(({ count }) => count > 0)).toEqual([{ upToSeconds: 5, count: 1 }, { upToSeconds: null, count: 1 }]);
	});

	test('nothing counted is no delay at all', () => {
		expect(new Tally().read()).toMatchObject({ emitted: 0, days: [], delay: { count: 0, averageSeconds: null, maxSeconds: null } });
	});

	test('days are kept for five weeks', () => {
		const tally = new Tally();
		tally.add(noon, 'sent', 1);
		tally.add(new Date(noon.getTime() + 34 * 24 * 60 * MINUTE), 'sent', 1);
		expect(tally.read().days).toHaveLength(2);
		tally.add(new Date(noon.getTime() + 35 * 24 * 60 * MINUTE), 'sent', 1);
		expect(tally.read().days.map(({ day }) => day)).toEqual(['2026-12-26', '2026-12-25']);
	});
});

test('property: whatever happens and wherever the process dies, an unsent key can be claimed again, a sent one is not lost', async () => {
	const steps = fc.array(
		fc.record({
			action: fc.constantFrom('send', 'fail', 'abandon'),
			seconds: fc.nat(3000),
			/** How many writes the process lives in this step. */
			dies: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 5 })),
			looks: fc.boolean(),
		}),
		{ maxLength: 12 },
	);
	await fc.assert(
		fc.asyncProperty(steps, async (history) => {
			const { claimed, confirm, inspect, release, store } = ledgerOn();
			let now = 0;
			let confirmed = false;
			let sent = false;
			for (const { action, seconds, dies, looks } of history) {
				now += seconds;
				store.writesLeft = dies;
				try {
					if (looks) await inspect(['a'], LEASE);
					if (!(await claimed('a', now))) continue;
					expect(confirmed).toBe(false);
					if (action === 'fail') await release(['a']);
					if (action === 'send') {
						sent = true;
						await confirm(['a']);
						confirmed = true;
					}
				} catch (error) {
					if (!(error instanceof Error && error.message === 'the process died')) throw error;
					confirmed = false;
				}
			}
			store.writesLeft = Infinity;
			const free = await claimed('a', now + 10 * LEASE);
			expect(sent || free).toBe(true);
			if (confirmed) expect(free).toBe(false);
		}),
	);
});

const KEYS = ['a', 'b', 'c'];
const steps = (dies: fc.Arbitrary<number>) =>
	fc.array(
		fc.record({
			operation: fc.constantFrom<Operation>('claim', 'confirm', 'release', 'resolve'),
			keys: fc.subarray(KEYS, { minLength: 1 }),
			seconds: fc.oneof(fc.nat(100), fc.nat(3000)),
			dies,
		}),
		{ maxLength: 40 },
	);
type Operation = 'claim' | 'confirm' | 'release' | 'resolve';
type Step = { operation: Operation; keys: string[]; seconds: number };
const neverDies = fc.constant(Infinity);
const sometimesDies = fc.oneof({ weight: 3, arbitrary: neverDies }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) });

/** @returns what was claimed or resolved; null when the process died. */
async function run(ledger: ReturnType<typeof ledgerAt>, { operation, keys }: Step, now: number): Promise<Set<string> | null> {
	return await mayDie(async () => {
		if (operation === 'claim') return keysOf(await ledger.claim(keys, LEASE, at(now)));
		if (operation === 'resolve') return keysOf(await ledger.resolve(keys));
		await ledger[operation](keys);
		return new Set();
	});
}

test('property: without a crash the ledger does what a plain table of keys does', async () => {
	await fc.assert(
		fc.asyncProperty(steps(neverDies), async (history) => {
			const ledger = ledgerAt(new MemoryMarks());
			const table = new Map<string, { state: 'claimed' | 'confirmed' | 'resolved'; since: number }>();
			let now = 0;
			for (const step of history) {
				now += step.seconds;
				const answer = await run(ledger, step, now);
				for (const key of step.keys) {
					const entry = table.get(key);
					const passed = answer?.has(key);
					switch (step.operation) {
						case 'claim': {
							const age = now - (entry?.since ?? -Infinity);
							// A lease may last up to a quarter longer.
							if (entry?.state === 'claimed' ? age < LEASE : entry !== undefined) expect(passed).toBe(false);
							if (entry === undefined || (entry.state === 'claimed' && age > LEASE * 1.25)) expect(passed).toBe(true);
							if (passed) table.set(key, { state: 'claimed', since: now });
							break;
						}
						case 'confirm':
							if (entry?.state !== 'resolved') table.set(key, { state: 'confirmed', since: now });
							break;
						case 'release':
							if (entry?.state === 'claimed') table.delete(key);
							break;
						case 'resolve':
							expect(passed).toBe(entry?.state === 'confirmed');
							if (passed) table.set(key, { state: 'resolved', since: now });
					}
				}
			}
		}),
	);
});

test('property: wherever the process dies, resolving never changes what can be claimed', async () => {
	await fc.assert(
		fc.asyncProperty(steps(sometimesDies), async (history) => {
			const [resolving, plain] = [new MemoryMarks(), new MemoryMarks()];
			const [ledger, other] = [ledgerAt(resolving), ledgerAt(plain)];
			let now = 0;
			for (const { dies, ...step } of history) {
				now += step.seconds;
				resolving.writesLeft = plain.writesLeft = dies;
				const answer = await run(ledger, step, now);
				if (step.operation !== 'resolve') expect(answer).toEqual(await run(other, step, now));
			}
			resolving.writesLeft = plain.writesLeft = Infinity;
			const last: Step = { operation: 'claim', keys: KEYS, seconds: 0 };
			expect(await run(ledger, last, now + 10 * LEASE)).toEqual(await run(other, last, now + 10 * LEASE));
		}),
	);
});

test('property: wherever the process dies, only what was sent is taken back, and only once', async () => {
	await fc.assert(
		fc.asyncProperty(steps(sometimesDies), async (history) => {
			const store = new MemoryMarks();
			const ledger = ledgerAt(store);
			const known = new Map(KEYS.map((key) => [key, { sent: false, confirmed: false, takenBack: false, certain: true }]));
			let now = 0;
			for (const { dies, ...step } of history) {
				now += step.seconds;
				store.writesLeft = dies;
				const answer = await run(ledger, step, now);
				for (const key of step.keys) {
					const entry = known.get(key);
					if (entry === undefined) continue;
					if (step.operation === 'claim' && answer?.has(key)) {
						Object.assign(entry, { sent: false, confirmed: false, takenBack: false, certain: true });
					}
					if (step.operation === 'claim' && answer === null) entry.certain = false;
					if (step.operation === 'confirm') Object.assign(entry, { sent: true, confirmed: answer !== null });
					if (step.operation === 'resolve') {
						if (answer?.has(key)) expect(entry).toMatchObject({ sent: true, takenBack: false });
						if (answer !== null && entry.certain && entry.confirmed && !entry.takenBack) expect(answer).toContain(key);
						if (answer === null) entry.certain = false;
						if (answer?.has(key)) entry.takenBack = true;
					}
				}
			}
		}),
	);
});

test('property: a store that forgets its oldest marks never takes back what was not sent, and never loses what was not', async () => {
	const history = fc.tuple(steps(neverDies), fc.integer({ min: 7, max: 30 }), fc.nat(40), fc.constantFrom(1, 2));
	await fc.assert(
		fc.asyncProperty(history, async ([stepsTaken, maxMarks, crashAt, dies]) => {
			const store = new MemoryMarks(maxMarks);
			const ledger = ledgerAt(store);
			const sent = new Set<string>();
			let now = 0;
			for (const [index, step] of stepsTaken.entries()) {
				now += step.seconds;
				store.writesLeft = index === crashAt && step.operation === 'resolve' ? dies : Infinity;
				const answer = await run(ledger, step, now);
				if (step.operation === 'confirm') step.keys.forEach((key) => sent.add(key));
				if (step.operation === 'resolve') for (const key of answer ?? []) expect(sent).toContain(key);
			}
			store.writesLeft = Infinity;
			for (const key of KEYS.filter((name) => !sent.has(name))) {
				expect((await ledger.claim([key], LEASE, at(now + 10 * LEASE))).has(key)).toBe(true);
			}
		}),
	);
});

test('turns: tasks of one name never overlap, those of another do not wait, a failure stops nobody', async () => {
	const inTurn = createTurns();
	const log: string[] = [];
	const task = (name: string) => async () => {
		log.push(`${name} begins`);
		await new Promise(setImmediate);
		log.push(`${name} ends`);
		if (name === 'a1') throw new Error('a1 fails');
		return name;
	};
	const results = await Promise.allSettled([inTurn('a', task('a1')), inTurn('a', task('a2')), inTurn('b', task('b1'))]);
	expect(log.indexOf('a2 begins')).toBeGreaterThan(log.indexOf('a1 ends'));
	expect(log.indexOf('b1 begins')).toBeLessThan(log.indexOf('a1 ends'));
	expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
	log.length = 0;
	await Promise.all([inTurn('a', task('a2')), inTurn(['a', 'b'], task('a and b')), inTurn('b', task('b1'))]);
	expect(log).toEqual(['a2 begins', 'a2 ends', 'a and b begins', 'a and b ends', 'b1 begins', 'b1 ends']);
});

describe('receipts', () => {
	const RECEIPT = { channel: 'C0123456789', ts: '1700000000.000001' };
	const OTHER = { channel: 'D0ANITA', ts: '1700000009.999999' };
	const THREADS: Threads = new Map(['warning', 'breach', 'reminder'].map((key) => [key, 'thread']));
	const sent = (...receipts: Array<[string, { channel: string; ts: string }]>) => ({ receipts: new Map(receipts), threads: THREADS });

	test('property: bits tell the receipt', () => {
		fc.assert(
			fc.property(anyReceipt, (receipt) => {
				const bits = receiptToBits('a name', receipt);
				expect(bits).toMatch(new RegExp(`^[01]{${RECEIPT_BITS}}$`));
				expect(receiptFromBits('a name', bits)).toEqual(receipt);
				expect(receiptFromBits('another name', bits)).toBeNull();
			}),
		);
	});

	test('what asking leaves behind is no receipt, nor is nothing', () => {
		expect(receiptFromBits('a', '1'.repeat(RECEIPT_BITS))).toBe('spoilt');
		expect(receiptFromBits('a', '0'.repeat(RECEIPT_BITS))).toBe('spoilt');
	});

	test('bits that were forgotten, or that two receipts left, are none', () => {
		const bitsOf = (receipt: Receipt) => [...receiptToBits('a', receipt).matchAll(/./g)].map(([bit]) => bit);
		fc.assert(
			fc.property(anyReceipt, anyReceipt, fc.integer({ min: 1, max: 60 }), (one, other, forgotten) => {
				let left = forgotten;
				const some = bitsOf(one).map((bit) => (bit === '1' && left-- > 0 ? '0' : bit));
				expect(receiptFromBits('a', some.join(''))).toBe('spoilt');
				const both = bitsOf(one).map((bit, index) => (bit === '1' ? bit : (bitsOf(other)[index] ?? '0')));
				if (both.join('') !== bitsOf(one).join('')) expect(receiptFromBits('a', both.join(''))).toBe('spoilt');
			}),
			// The checksum has 16 bits: with any seed, one of 65,536 such receipts would pass.
			{ seed: 1 },
		);
	});

	test('the first message of a thread is told to those that follow, its own to the resolve', async () => {
		const { claim, confirm, resolve } = ledgerOn();
		expect(await claim(['warning'], LEASE, at(0), THREADS)).toEqual(new Map([['warning', null]]));
		await confirm(['warning'], sent(['warning', RECEIPT]));
		expect(await claim(['breach', 'alone'], LEASE, at(1), THREADS)).toEqual(new Map([['breach', RECEIPT], ['alone', null]]));
		await confirm(['breach'], sent(['breach', OTHER]));
		expect(await claim(['reminder'], LEASE, at(2), THREADS)).toEqual(new Map([['reminder', RECEIPT]]));
		expect(await resolve(['warning', 'breach', 'reminder'], THREADS)).toEqual(new Map([['warning', RECEIPT], ['breach', OTHER]]));
	});

	test('a thread ends when what was told in it is taken back, and leaves no marks', async () => {
		const { claim, confirm, resolve, store } = ledgerOn();
		await claim(['warning', 'breach'], LEASE, at(0), THREADS);
		await confirm(['warning', 'breach'], sent(['warning', RECEIPT], ['breach', OTHER]));
		await resolve(['warning', 'breach'], THREADS);
		expect(store.marks).toHaveLength(8);
		expect(await claim(['reminder'], LEASE, at(1), THREADS)).toEqual(new Map([['reminder', null]]));
	});

	test('asking for them leaves no marks, and pushes none out of a store that is full', async () => {
		const { claim, confirm, store } = ledgerOn(new MemoryMarks(400));
		await claim(['warning'], LEASE, at(0), THREADS);
		await confirm(['warning'], sent(['warning', RECEIPT]));
		await store.add(Array.from({ length: 400 - store.marks.length - 20 }, (_, index) => `mark ${index}`));
		const before = [...store.marks];
		for (const key of ['breach', 'reminder']) expect((await claim([key], LEASE, at(1), THREADS)).get(key)).toEqual(RECEIPT);
		expect(store.marks).toEqual(expect.arrayContaining(before));
	});

	test('no more than ten are looked for at once; nothing else is held back by that', async () => {
		const { confirm, resolve } = ledgerOn();
		const keys = Array.from({ length: 60 }, (_, index) => `key ${index}`);
		for (const key of keys) await confirm([key], { receipts: new Map([[key, RECEIPT]]) });
		const resolved = await resolve(keys);
		expect(resolved.size).toBe(60);
		expect([...resolved.values()].filter((receipt) => receipt !== null)).toHaveLength(10);
	});

	test('however many there are, they push out no key; most of the latest hundred are there', async () => {
		const room = 600 * 4 + RECEIPT_MARKS;
		const { claimed, confirm, resolve, store } = ledgerOn(new MemoryMarks(room));
		const keys = Array.from({ length: 600 }, (_, index) => `key ${index}`);
		for (const [index, key] of keys.entries()) {
			await claimed(key, 0);
			await confirm([key], { receipts: new Map([[key, { channel: 'C0123456789', ts: `1700000000.${100_000 + index}` }]]) });
		}
		expect(store.marks.length).toBeLessThan(room);
		expect(await claimed('key 0', 1)).toBe(false);
		let found = 0;
		for (const key of keys.slice(-100)) if ((await resolve([key])).get(key)) found += 1;
		expect(found).toBeGreaterThan(60);
	});

	test('property: wherever the process dies and whatever is forgotten, no receipt is told but one that was given', async () => {
		const threads: Threads = new Map(KEYS.map((key) => [key, key === 'c' ? 'other' : 'thread']));
		const given = fc.record({ receipt: anyReceipt, step: steps(sometimesDies) });
		await fc.assert(
			fc.asyncProperty(fc.array(given, { maxLength: 8 }), fc.constantFrom(60, 200, 400, Infinity), async (histories, room) => {
				const store = new MemoryMarks(room);
				const ledger = ledgerAt(store);
				const known = new Set<string>();
				let now = 0;
				for (const { receipt, step: history } of histories) {
					for (const { operation, keys, seconds, dies } of history) {
						now += seconds;
						store.writesLeft = dies;
						if (operation === 'confirm') for (const key of keys) known.add(`${key} ${receipt.channel} ${receipt.ts}`);
						const told = await mayDie<WithReceipts | null>(async () => {
							if (operation === 'claim') return await ledger.claim(keys, LEASE, at(now), threads);
							if (operation === 'resolve') return await ledger.resolve(keys, threads);
							if (operation === 'confirm') await ledger.confirm(keys, { receipts: new Map(keys.map((key) => [key, receipt])), threads });
							else await ledger.release(keys);
							return null;
						});
						for (const [key, found] of told ?? []) {
							if (found === null) continue;
							const named = operation === 'resolve' ? [key] : KEYS.filter((other) => threads.get(other) === threads.get(key));
							expect(named.some((name) => known.has(`${name} ${found.channel} ${found.ts}`))).toBe(true);
						}
					}
				}
			}),
		);
	});
});

/** @returns null when the process died. */
async function mayDie<Result>(act: () => Promise<Result>): Promise<Result | null> {
	try {
		return await act();
	} catch (error) {
		if (error instanceof Error && error.message === 'the process died') return null;
		throw error;
	}
}
