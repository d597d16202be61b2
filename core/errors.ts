/**
 * An error written for the person reading it: `message` says what happened, `advice` what to do about it.
 * Neither ever holds a secret or a customer's text. `retryable` is true only when trying again is safe:
 * the server did not act on the request, or the request only read. `serverAway` is true when any other request would
 * fare no better now: the server can't be reached, lets nobody in, or is out of order.
 */
export class ExplainedError extends Error {
	readonly advice: string;
	readonly retryable: boolean;
	readonly serverAway: boolean;

	constructor(message: string, details: { advice?: string; retryable?: boolean; serverAway?: boolean; cause?: unknown } = {}) {
		super(message, { cause: details.cause });
		this.name = 'ExplainedError';
		this.advice = details.advice ?? '';
		this.retryable = details.retryable ?? false;
		this.serverAway = details.serverAway ?? false;
	}
}

/** What an unknown thrown value says, as one line. */
export function messageOf(error: unknown): string {
	const text = error instanceof Error ? error.message : String(error);
	return text.split('\n')[0] ?? text;
}
