import { keepTrying } from '../../core/redis/keep-trying';
import { explainRedisError } from '../../core/redis/redis-error';
import { parseRedisUrl } from '../../core/redis/settings';

const SETTINGS = { ...parseRedisUrl('redis://redis.example.com'), sentinelPassword: '', tls: null };
const WASNT_REACHED = explainRedisError(new Error('connect ECONNREFUSED 10.0.0.7:6379'), SETTINGS);
const STILL_LOADING = explainRedisError(new Error('LOADING Redis is loading the dataset in memory'), SETTINGS);
const NO_ANSWER = explainRedisError(new Error('Command timed out'), SETTINGS);
const REFUSED = explainRedisError(new Error('WRONGPASS invalid username-password pair'), SETTINGS);

/** Fails with each of the errors in turn, then does it. */
function failing(...errors: Error[]) {
	const task = jest.fn(() => {
		const error = errors.shift();
		return error === undefined ? Promise.resolve('done') : Promise.reject(error);
	});
	return task;
}

test.each([true, false])('what Redis did not get to is done again (may be done twice: %s)', async (mayBeDoneTwice) => {
	const task = failing(WASNT_REACHED, STILL_LOADING);
	expect(await keepTrying({ seconds: 10, mayBeDoneTwice }, task)).toBe('done');
	expect(task).toHaveBeenCalledTimes(3);
});

test('what may have been done is done again only where that does no harm', async () => {
	const once = failing(NO_ANSWER);
	await expect(keepTrying({ seconds: 10, mayBeDoneTwice: false }, once)).rejects.toBe(NO_ANSWER);
	expect(once).toHaveBeenCalledTimes(1);
	expect(await keepTrying({ seconds: 10, mayBeDoneTwice: true }, failing(NO_ANSWER))).toBe('done');
});

test('where waiting does not help, or is not wanted, it fails at once', async () => {
	await expect(keepTrying({ seconds: 10, mayBeDoneTwice: true }, failing(REFUSED))).rejects.toBe(REFUSED);
	await expect(keepTrying({ seconds: 0, mayBeDoneTwice: true }, failing(WASNT_REACHED))).rejects.toBe(WASNT_REACHED);
});
