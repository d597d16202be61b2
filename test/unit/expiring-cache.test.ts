import { ExpiringCache } from '../../core/expiring-cache';

test('callers at the same time share one look-up', async () => {
	const cache = new ExpiringCache<number>({ ttlMs: 1000, maxEntries: 10 });
	const lookUp = jest.fn(() => Promise.resolve(7));
	expect(await Promise.all([cache.get('a', lookUp), cache.get('a', lookUp)])).toEqual([7, 7]);
	expect(lookUp).toHaveBeenCalledTimes(1);
});

test('an entry is looked up again when its time is over', async () => {
	let now = 0;
	const cache = new ExpiringCache<number>({ ttlMs: 1000, maxEntries: 10 }, () => now);
	await cache.get('a', () => Promise.resolve(1));
	now = 999;
	expect(await cache.get('a', () => Promise.resolve(2))).toBe(1);
	now = 1000;
	expect(await cache.get('a', () => Promise.resolve(2))).toBe(2);
});

test('a failed look-up is not remembered', async () => {
	const cache = new ExpiringCache<number>({ ttlMs: 1000, maxEntries: 10 });
	await expect(cache.get('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
	expect(await cache.get('a', () => Promise.resolve(1))).toBe(1);
});

test('the oldest goes when there are too many', async () => {
	const cache = new ExpiringCache<string>({ ttlMs: 1000, maxEntries: 2 });
	for (const key of ['a', 'b', 'c']) await cache.get(key, () => Promise.resolve(key));
	expect(['a', 'b', 'c'].map((key) => cache.has(key))).toEqual([false, true, true]);
});
