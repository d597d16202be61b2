import { createHash } from 'node:crypto';
import { keepNewest } from '../keep-newest';

/**
 * Remembers which requests came in, so that a copy of one is noticed. In this process only, and not more than
 * `maxMarks` marks: the oldest go first.
 */
export class ReplayMemory {
	/** What is kept of a mark: when it may be forgotten, in unix milliseconds. In the order in which they came. */
	private readonly forgetAt = new Map<string, number>();

	/** `now` gives milliseconds. */
	constructor(
		private readonly limits: { maxMarks: number },
		private readonly now: () => number = () => Date.now(),
	) {}

	/**
	 * Whether a request with this mark came in before. From now on it has, until the time given; which is settled in one
	 * step, so that of two copies that come in at once one is new. A mark may be of any length and hold anything.
	 */
	seenBefore(mark: string, until: Date): boolean {
		this.forget();
		const kept = shortened(mark);
		if ((this.forgetAt.get(kept) ?? 0) > this.now()) return true;
		keepNewest(this.forgetAt, kept, until.getTime(), this.limits.maxMarks);
		return false;
	}

	get size(): number {
		return this.forgetAt.size;
	}

	/** From the oldest on: those that are forgotten come first, or nearly so. */
	private forget(): void {
		for (const [mark, forgetAt] of this.forgetAt) {
			if (forgetAt > this.now()) break;
			this.forgetAt.delete(mark);
		}
	}
}

/** Short, and of one length, whatever a header held. */
function shortened(mark: string): string {
	return createHash('sha256').update(mark).digest('base64url').slice(0, 22);
}
