import { nullAfter } from '../after';
import { RedisAway } from './redis-error';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

export interface Patience {
	seconds: number;
	/** Whether it does no harm to do again what may have been done. */
	mayBeDoneTwice: boolean;
}

/** Does it again while Redis is away, for so long; what must not be done twice only where Redis did nothing. */
export async function keepTrying<Result>({ seconds, mayBeDoneTwice }: Patience, task: () => Promise<Result>): Promise<Result> {
	const deadline = Date.now() + seconds * 1000;
	for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
		try {
			return await task();
		} catch (error) {
			const helps = error instanceof RedisAway && (mayBeDoneTwice || error.retryable);
			if (!helps || Date.now() + waitMs > deadline) throw error;
		}
		await nullAfter(waitMs);
	}
}
