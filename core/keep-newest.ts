/** Keeps an entry as the newest of a map; beyond `maxEntries` the oldest go. */
export function keepNewest<Value>(entries: Map<string, Value>, key: string, value: Value, maxEntries: number): void {
	entries.delete(key);
	entries.set(key, value);
	for (const oldest of entries.keys()) {
		if (entries.size <= maxEntries) break;
		entries.delete(oldest);
	}
}
