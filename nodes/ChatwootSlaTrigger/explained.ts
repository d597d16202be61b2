import { ExplainedError } from '../../core/errors';

/** What a log may say of an error: ours hold no secret and nothing of a customer, of others only their kind is told. */
export function explained(error: unknown): string {
	if (error instanceof ExplainedError) return error.message;
	return error instanceof Error ? error.name : 'unknown error';
}
