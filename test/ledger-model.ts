import fc from 'fast-check';
import type { KeyRecord, Ledger } from '../core/ledger/ledger';

/** A ledger as its interface promises it: what every store has to behave like, whatever is done to it. */
class LedgerModel {
	private readonly states = new Map<string, KeyRecord['state']>();
	readonly counts = { emitted: 0, sent: 0, suppressed: 0, failed: 0, resolved: 0 };

	claim(keys: readonly string[]): Set<string> {
		const claimed = this.move(keys, { free: 'claimed' });
		this.counts.emitted += claimed.size;
		this.counts.suppressed += keys.length - claimed.size;
		return claimed;
	}

	confirm(keys: readonly string[]): Set<string> {
		const confirmed = this.move(keys, { free: 'confirmed', claimed: 'confirmed' });
		this.counts.sent += confirmed.size;
		return confirmed;
	}

	release(keys: readonly string[]): Set<string> {
		const released = this.move(keys, { claimed: 'free' });
		this.counts.failed += released.size;
		return released;
	}

	resolve(keys: readonly string[]): Set<string> {
		const resolved = this.move(keys, { confirmed: 'resolved' });
		this.counts.resolved += resolved.size;
		return resolved;
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
const LEASE_SECONDS = 600;

const step = fc.record({
	operation: fc.constantFrom('claim', 'confirm', 'release', 'resolve', 'inspect', 'lapse'),
	keys: fc.array(fc.constantFrom(...KEYS), { minLength: 0, maxLength: 4 }),
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
			for (const { operation, keys } of steps) {
				if (operation === 'lapse') {
					model.lapse();
					await lapse();
				}
				if (operation === 'claim') expect(await ledger.claim(keys, LEASE_SECONDS)).toEqual(model.claim(keys));
				if (operation === 'confirm') expect(await ledger.confirm(keys)).toEqual(model.confirm(keys));
				if (operation === 'resolve') expect(await ledger.resolve(keys)).toEqual(model.resolve(keys));
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
