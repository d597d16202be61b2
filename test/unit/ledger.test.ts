import fc from 'fast-check';
import { createTurns } from '../../core/ledger/in-turn';
import type { MarkStore } from '../../core/ledger/mark-ledger';
import { createMarkLedger } from '../../core/ledger/mark-ledger';

const LEASE = 600;
const at = (seconds: number) => new Date(1_770_195_600_000 + seconds * 1000);

/** Marks in memory. After `writesLeft` writes the "process" dies: the write is done, the answer never comes. */
class MemoryMarks implements MarkStore {
	marks: string[] = [];
	writesLeft = Infinity;

	constructor(private readonly maxMarks = Infinity) {}

	add(marks: readonly string[]): Promise<Set<string>> {
		const fresh = marks.filter((mark) => !this.marks.includes(mark));
		this.marks = [...this.marks, ...fresh].slice(-this.maxMarks);
		return this.written(new Set(fresh));
	}

	remove(marks: readonly string[]): Promise<void> {
		this.marks = this.marks.filter((mark) => !marks.includes(mark));
		return this.written(undefined);
	}

	private written<Answer>(answer: Answer): Promise<Answer> {
		this.writesLeft -= 1;
		return this.writesLeft > 0 ? Promise.resolve(answer) : Promise.reject(new Error('the process died'));
	}
}

function ledgerOn(store = new MemoryMarks()) {
	const ledger = createMarkLedger(store);
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

test('a confirmed key leaves two marks, and asking leaves none', async () => {
	const { claimed, confirm, store } = ledgerOn();
	await claimed('a', 0);
	await confirm(['a']);
	await claimed('a', 1);
	await claimed('a', 5000);
	expect(store.marks).toHaveLength(2);
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

test('property: whatever happens and wherever the process dies, an unsent key can be claimed again, a sent one is not lost', async () => {
	const steps = fc.array(
		fc.record({
			action: fc.constantFrom('send', 'fail', 'abandon'),
			seconds: fc.nat(3000),
			/** How many writes the process lives in this step. */
			dies: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 5 })),
		}),
		{ maxLength: 12 },
	);
	await fc.assert(
		fc.asyncProperty(steps, async (history) => {
			const { claimed, confirm, release, store } = ledgerOn();
			let now = 0;
			let confirmed = false;
			let sent = false;
			for (const { action, seconds, dies } of history) {
				now += seconds;
				store.writesLeft = dies;
				try {
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
});
