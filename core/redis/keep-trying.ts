import { nullAfter } from '../after';
import { RedisAway } from './redis-error';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

/** Does it again while Redis is away, for so long. Only for what may be done twice. */
export async function keepTrying<Result>(seconds: number, task: () => Promise<Result>): Promise<Result> {
	const deadline = Date.now() + seconds * 1000;
	for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
		try {
			return await task();
		} catch (error) {
			if (!(error instanceof RedisAway) || Date.now() + waitMs > deadline) throw error;
		}
		await nullAfter(waitMs);
	}
}
