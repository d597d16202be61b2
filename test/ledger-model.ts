import fc from 'fast-check';
import type { KeyRecord, Ledger, Sent, Threads, WithReceipts } from '../core/ledger/ledger';
import { type Receipt, ReceiptSchema } from '../core/ledger/receipt';

/** A ledger as its interface promises it: what every store has to behave like, whatever is done to it. */
class LedgerModel {
	private readonly states = new Map<string, KeyRecord['state']>();
	readonly counts = { emitted: 0, sent: 0, suppressed: 0, failed: 0, resolved: 0 };

	private readonly receipts = new Map<string, Receipt>();
	private readonly threadReceipts = new Map<string, Receipt>();

	claim(keys: readonly string[], threads: Threads): WithReceipts {
		const claimed = this.move(keys, { free: 'claimed' });
		this.counts.emitted += claimed.size;
		this.counts.suppressed += keys.length - claimed.size;
		return new Map([...claimed].map((key) => [key, this.threadReceipts.get(threads.get(key) ?? '') ?? null]));
	}

	confirm(keys: readonly string[], { receipts, threads }: Sent): Set<string> {
		const confirmed = this.move(keys, { free: 'confirmed', claimed: 'confirmed' });
		this.counts.sent += confirmed.size;
		for (const key of confirmed) {
			const receipt = receipts?.get(key);
			const thread = threads?.get(key);
			if (receipt === undefined) continue;
			this.receipts.set(key, receipt);
			if (thread !== undefined && !this.threadReceipts.has(thread)) this.threadReceipts.set(thread, receipt);
		}
		return confirmed;
	}

	release(keys: readonly string[]): Set<string> {
		const released = this.move(keys, { claimed: 'free' });
		this.counts.failed += released.size;
		return released;
	}

	resolve(keys: readonly string[], threads: Threads): WithReceipts {
		const resolved = this.move(keys, { confirmed: 'resolved' });
		this.counts.resolved += resolved.size;
		for (const key of resolved) this.threadReceipts.delete(threads.get(key) ?? '');
		return new Map([...resolved].map((key) => [key, this.receipts.get(key) ?? null]));
	}

	lapse(): void {
		this.move([...this.states.keys()], { claimed: 'free' });
	}

	stateOf(key: string): KeyRecord['state'] {
		return this.states.get(key) ?? 'free';
	}

	private move(keys: readonly string[], to: Partial<Record<KeyRecord['state'], KeyRecord['state']>>): Set<string> {
		const moved = new Set<string>();
		for (const key of keys) {
			const next = to[this.stateOf(key)];
			if (next === undefined) continue;
			this.states.set(key, next);
			moved.add(key);
		}
		return moved;
	}
}

const KEYS = ['1:2:frt:3:breach:email:anita@example.com', 'é ✉', '{b}'];
/** Two of the keys share a thread, the third has none. */
const THREADS: Threads = new Map(KEYS.slice(0, 2).map((key) => [key, '1:2:frt:3 ✉']));
const LEASE_SECONDS = 600;

/** Any channel and message of Slack's; an id never begins with a digit. */
export const anyReceipt: fc.Arbitrary<Receipt> = fc
	.record({
		channel: fc.stringMatching(/^[A-Z][A-Z0-9]{1,11}$/),
		ts: fc.stringMatching(/^\d{10}\.\d{6}$/),
	})
	.map((receipt) => ReceiptSchema.parse(receipt));

const step = fc.record({
	operation: fc.constantFrom('claim', 'confirm', 'release', 'resolve', 'inspect', 'lapse'),
	keys: fc.array(fc.constantFrom(...KEYS), { minLength: 0, maxLength: 4 }),
	receipt: fc.option(anyReceipt),
});

export interface LedgerUnderTest {
	ledger: Ledger;
	/** Lets the leases of all claimed keys pass. */
	lapse: () => Promise<void>;
}

/** Does anything to a new ledger and to the model, side by side. */
export async function expectToBehaveLikeTheModel(start: () => LedgerUnderTest, runs: number): Promise<void> {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
			const { ledger, lapse } = start();
			const model = new LedgerModel();
			for (const { operation, keys, receipt } of steps) {
				if (operation === 'lapse') {
					model.lapse();
					await lapse();
				}
				if (operation === 'claim') expect(await ledger.claim(keys, LEASE_SECONDS, THREADS)).toEqual(model.claim(keys, THREADS));
				if (operation === 'confirm') {
					const sent = { receipts: new Map(receipt === null ? [] : keys.map((key) => [key, receipt] as const)), threads: THREADS };
					expect(await ledger.confirm(keys, sent)).toEqual(model.confirm(keys, sent));
				}
				if (operation === 'resolve') expect(await ledger.resolve(keys, THREADS)).toEqual(model.resolve(keys, THREADS));
				// A key whose lease is over may count as released or not: n8n's database can't tell without more marks.
				if (operation === 'release') {
					const distinct = [...new Set(keys)].filter((key) => model.stateOf(key) !== 'free');
					expect(await ledger.release(distinct)).toEqual(model.release(distinct));
				}
				const states = (await ledger.inspect(KEYS, LEASE_SECONDS)).map(({ key, state }) => [key, state]);
				expect(states).toEqual(KEYS.map((key) => [key, model.stateOf(key)]));
			}
			expect(await ledger.statistics()).toMatchObject(model.counts);
		}),
		{ numRuns: runs },
	);
}
