import type { Ledger } from './ledger';
import type { Tally } from './statistics';

/** A ledger whose store can't count, counted in memory: the statistics know what went through this process. */
export function counted(ledger: Omit<Ledger, 'statistics'>, tally: Tally, now: () => Date): Ledger {
	return {
		async claim(keys, leaseSeconds, threads) {
			const claimed = await ledger.claim(keys, leaseSeconds, threads);
			tally.add(now(), 'emitted', claimed.size);
			tally.add(now(), 'suppressed', keys.length - claimed.size);
			return claimed;
		},
		async confirm(keys, known) {
			const confirmed = await ledger.confirm(keys, known);
			tally.add(now(), 'sent', confirmed.size);
			for (const [key, due] of known?.dueAt ?? []) if (confirmed.has(key)) tally.addDelay(now(), due);
			return confirmed;
		},
		async release(keys) {
			const released = await ledger.release(keys);
			tally.add(now(), 'failed', released.size);
			return released;
		},
		async resolve(keys, threads) {
			const resolved = await ledger.resolve(keys, threads);
			tally.add(now(), 'resolved', resolved.size);
			return resolved;
		},
		inspect: (keys, leaseSeconds) => ledger.inspect(keys, leaseSeconds),
		statistics: () => Promise.resolve(tally.read()),
	};
}
