const DELAYS_SECONDS = [5, 10, 20, 40, 60];

/** How long a server that fails is left alone: longer with every failure in a row, a minute at most. */
export class BackOff {
	private failures = 0;
	private until = -Infinity;

	isOver(now: Date): boolean {
		return now.getTime() >= this.until;
	}

	succeeded(): void {
		this.failures = 0;
	}

	/** Requests that fail together count once. @returns the seconds to wait, null when it is waited already. */
	failed(now: Date): number | null {
		if (!this.isOver(now)) return null;
		const delay = DELAYS_SECONDS[Math.min(this.failures, DELAYS_SECONDS.length - 1)] ?? 60;
		this.failures++;
		this.until = now.getTime() + delay * 1000;
		return delay;
	}
}
