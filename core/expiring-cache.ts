import { keepNewest } from './keep-newest';

/**
 * Remembers what a look-up found, for a while and not more than `maxEntries` of them (the oldest goes first).
 * Callers that come while a look-up runs share it; one that fails is forgotten.
 */
export class ExpiringCache<Value> {
	private readonly entries = new Map<string, { value: Promise<Value>; expiresAt: number }>();

	/** `now` gives milliseconds. */
	constructor(
		private readonly limits: { ttlMs: number; maxEntries: number },
		private readonly now: () => number = () => Date.now(),
	) {}

	async get(key: string, lookUp: () => Promise<Value>): Promise<Value> {
		const known = this.valid(key);
		if (known !== undefined) return known;
		const entry = { value: lookUp(), expiresAt: this.now() + this.limits.ttlMs };
		keepNewest(this.entries, key, entry, this.limits.maxEntries);
		try {
			return await entry.value;
		} catch (error) {
			if (this.entries.get(key) === entry) this.entries.delete(key);
			throw error;
		}
	}

	has(key: string): boolean {
		return this.valid(key) !== undefined;
	}

	delete(key: string): void {
		this.entries.delete(key);
	}

	private valid(key: string): Promise<Value> | undefined {
		const entry = this.entries.get(key);
		return entry !== undefined && entry.expiresAt > this.now() ? entry.value : undefined;
	}
}
