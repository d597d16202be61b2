import { nullAfter } from './after';
import { ExpiringCache } from './expiring-cache';
import { keepNewest } from './keep-newest';

/**
 * Remembers what a server answered, for not more than `maxEntries` questions. After `ttlMs` the server is asked again;
 * when it fails then, its last good answer holds for another `ttlMs`.
 */
export class LastGoodCache<Value> {
	private readonly recent: ExpiringCache<Value>;
	private readonly lastGood = new Map<string, { value: Value }>();

	/** `now` gives milliseconds. */
	constructor(
		private readonly limits: { ttlMs: number; maxEntries: number },
		now?: () => number,
	) {
		this.recent = new ExpiringCache(limits, now);
	}

	/** Waits for the server when it is time to ask again. Rejects only when there never was a good answer. */
	async get(key: string, ask: () => Promise<Value>): Promise<Value> {
		return this.recent.get(key, async () => {
			const known = this.lastGood.get(key);
			try {
				const value = await ask();
				keepNewest(this.lastGood, key, { value }, this.limits.maxEntries);
				return value;
			} catch (error) {
				if (known === undefined) throw error;
				return known.value;
			}
		});
	}

	/** Waits for the server only the first time: later its last good answer comes at once, and is renewed meanwhile. */
	async getAtOnce(key: string, ask: () => Promise<Value>): Promise<Value> {
		const known = this.lastGood.get(key);
		const current = this.get(key, ask);
		if (known === undefined) return current;
		current.catch(() => known.value);
		return known.value;
	}

	/** Waits for the server the first time, and later so many milliseconds at most: then its last good answer comes. */
	async getWithin(patienceMs: number, key: string, ask: () => Promise<Value>): Promise<Value> {
		const known = this.lastGood.get(key);
		const current = this.get(key, ask);
		if (known === undefined) return current;
		return Promise.race([current, nullAfter(patienceMs).then(() => known.value)]);
	}
}
