import type { IExecuteFunctions } from 'n8n-workflow';
import { parseConversation, parseWebhookEvent } from '../../core/chatwoot/parse';
import { ExplainedError } from '../../core/errors';
import type { Conversation } from '../../core/sla/conversation';
import type { ChatwootConnection } from '../shared/chatwoot';
import { nodeError } from '../shared/items';
import type { Settings } from './settings';

/** The conversation an item is about, as it is now where the settings ask for it; null for events without one. */
export async function currentConversation(
	context: IExecuteFunctions,
	connection: ChatwootConnection,
	{ fetchMode }: Settings,
	itemIndex: number,
): Promise<Conversation | null> {
	const given = conversationOf(context.getInputData()[itemIndex]?.json, connection.server.accountId);
	const fetches = fetchMode === 'always' || (fetchMode === 'ifNeeded' && !hasSlaData(given));
	return given !== null && fetches ? await fetchAfresh(context, connection, given) : given;
}

/** Webhooks name their event; a conversation from REST does not. */
function conversationOf(json: unknown, accountId: number): Conversation | null {
	const isEvent = typeof json === 'object' && json !== null && 'event' in json;
	return isEvent ? parseWebhookEvent(json).conversation : parseConversation(json, { accountId });
}

function hasSlaData(conversation: Conversation | null): boolean {
	return conversation !== null && (conversation.appliedSla !== null || conversation.misses.length > 0);
}

async function fetchAfresh(context: IExecuteFunctions, { client, server }: ChatwootConnection, given: Conversation): Promise<Conversation> {
	if (given.accountId !== server.accountId) {
		throw new ExplainedError(`Conversation #${given.id} belongs to account ${given.accountId}, the credential to account ${server.accountId}`, {
			advice: 'Use a credential for the account that sends the events, or set Fetch Conversation to Never.',
		});
	}
	try {
		const fetched = await client.getConversation(given.id);
		return parseConversation(fetched, { accountId: given.accountId, inboxName: given.inbox.name });
	} catch (error) {
		// An alert too many is better than one that is lost while Chatwoot can't be reached.
		if (error instanceof ExplainedError && error.retryable && hasSlaData(given)) {
			context.logger.warn(`Conversation #${given.id} is judged by its event: ${error.message}`);
			return given;
		}
		throw nodeError(context, error);
	}
}
