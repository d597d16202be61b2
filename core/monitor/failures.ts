import type { ChatwootClient } from '../chatwoot/client';
import { ChatwootError } from '../chatwoot/errors';
import { ExplainedError } from '../errors';

/** Whether another try may help: Chatwoot was busy, down, slow or in maintenance. Refused access and wrong settings stay. */
export function mayPass(error: unknown): error is ExplainedError {
	if (!(error instanceof ChatwootError)) return error instanceof ExplainedError && error.retryable;
	return error.status === null || ![401, 403, 404].includes(error.status);
}

/** Whether watching may begin all the same. What answers, and not as Chatwoot does, is another server: the address is wrong. */
export function mayBegin(error: unknown): boolean {
	if (!(error instanceof ChatwootError)) return mayPass(error);
	return error.status === null || error.status === 429 || error.status >= 500;
}

/** Whether a failure may be that of one request alone: Chatwoot answered, and not that it takes no more requests. */
export function isOfOneRequest(error: unknown): error is ChatwootError {
	return error instanceof ChatwootError && error.status !== null && error.status !== 429;
}

/** Asks Chatwoot for next to nothing. Rejects when it fails as a whole, and not only on one conversation or page. */
export async function assertAnswering(chatwoot: Pick<ChatwootClient, 'listUpdatedConversations'>): Promise<void> {
	await chatwoot.listUpdatedConversations(1);
}
