import { LastGoodCache } from '../../core/last-good-cache';

let now: number;
let cache: LastGoodCache<string>;
beforeEach(() => {
	now = 0;
	cache = new LastGoodCache({ ttlMs: 1000, maxEntries: 2 }, () => now);
});

const answers = (text: string) => jest.fn(() => Promise.resolve(text));
const fails = () => jest.fn(() => Promise.reject<string>(new Error('down')));

test('asks once in a while', async () => {
	await cache.get('a', answers('old'));
	now = 999;
	expect(await cache.get('a', fails())).toBe('old');
	now = 1000;
	expect(await cache.get('a', answers('new'))).toBe('new');
});

test('keeps the last good answer while the server fails, and does not ask at every call', async () => {
	await cache.get('a', answers('old'));
	now = 1000;
	const failing = fails();
	expect(await cache.get('a', failing)).toBe('old');
	expect(await cache.get('a', failing)).toBe('old');
	expect(failing).toHaveBeenCalledTimes(1);
	now = 2000;
	expect(await cache.get('a', answers('new'))).toBe('new');
});

test('fails when there never was a good answer, and asks again at the next call', async () => {
	await expect(cache.get('a', fails())).rejects.toThrow('down');
	await expect(cache.getAtOnce('a', fails())).rejects.toThrow('down');
	expect(await cache.get('a', answers('good'))).toBe('good');
});

test('getAtOnce waits for nobody once there was an answer', async () => {
	expect(await cache.getAtOnce('a', answers('old'))).toBe('old');
	now = 1000;
	let answer: (text: string) => void = () => undefined;
	const slow = new Promise<string>((resolve) => (answer = resolve));
	expect(await cache.getAtOnce('a', () => slow)).toBe('old');
	answer('new');
	await slow;
	expect(await cache.getAtOnce('a', fails())).toBe('new');
});

test('getWithin waits no longer than told once there was an answer', async () => {
	expect(await cache.getWithin(1, 'a', answers('old'))).toBe('old');
	now = 1000;
	let answer: (text: string) => void = () => undefined;
	const slow = new Promise<string>((resolve) => (answer = resolve));
	expect(await cache.getWithin(1, 'a', () => slow)).toBe('old');
	const waited = cache.getWithin(60_000, 'a', fails());
	answer('new');
	expect(await waited).toBe('new');
	now = 2000;
	expect(await cache.getWithin(60_000, 'a', fails())).toBe('new');
});

test('getAtOnce leaves no rejection behind when the renewal fails', async () => {
	await cache.getAtOnce('a', answers('old'));
	now = 1000;
	expect(await cache.getAtOnce('a', fails())).toBe('old');
	expect(await cache.getAtOnce('a', fails())).toBe('old');
});

test('keeps no more than it may', async () => {
	for (const key of ['a', 'b', 'c']) await cache.get(key, answers(key));
	now = 1000;
	await expect(cache.get('a', fails())).rejects.toThrow('down');
	expect(await cache.get('c', fails())).toBe('c');
});
