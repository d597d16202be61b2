import type { IExecuteFunctions } from 'n8n-workflow';
import type { WebhookEvent } from '../../core/chatwoot/parse';
import { parseConversation, parseWebhookEvent } from '../../core/chatwoot/parse';
import { ExplainedError } from '../../core/errors';
import type { Conversation } from '../../core/sla/conversation';
import type { EndedClock } from '../../core/sla/recovery';
import type { ChatwootConnection } from '../shared/chatwoot';
import { nodeError } from '../shared/items';
import type { Settings } from './settings';

/** What an item is about. */
export interface Subject {
	/** As it is now where the settings ask for it. */
	conversation: Conversation;
	/** The clocks that have ended, as far as the item tells. */
	ended: EndedClock[];
	/** When the monitor read it; null for other items. */
	readAt: Date | null;
}

/** Null for events without a conversation, and for the empty item that "Always Output Data" makes of an empty list. */
export async function subjectOf(
	context: IExecuteFunctions,
	connection: ChatwootConnection,
	{ fetchMode, output }: Settings,
	itemIndex: number,
): Promise<Subject | null> {
	const json = context.getInputData()[itemIndex]?.json ?? {};
	if (output === 'conversations' && Object.keys(json).length === 0) return null;
	const { conversation: given, ended, readAt } = readItem(json, connection.server.accountId);
	if (given === null) return null;
	const fetches = fetchMode === 'ifNeeded' ? !hasSlaData(given) : fetchMode === 'always' && !isFresh(readAt);
	return { conversation: fetches ? await fetchAfresh(context, connection, given, itemIndex) : given, ended, readAt };
}

type Item = Pick<WebhookEvent, 'conversation' | 'ended' | 'readAt'>;

/** Webhooks and the monitor name their event; a conversation from REST does not. */
function readItem(json: unknown, accountId: number): Item {
	const isEvent = typeof json === 'object' && json !== null && 'event' in json;
	return isEvent ? parseWebhookEvent(json) : { conversation: parseConversation(json, { accountId }), ended: MAY_HAVE_ENDED, readAt: null };
}

/** A conversation alone tells which promises are met, except for the waits before the last one. */
const MAY_HAVE_ENDED: EndedClock[] = [
	{ metric: 'frt', startedAt: null },
	{ metric: 'rt', startedAt: null },
	{ metric: 'unassigned', startedAt: null },
];

const FRESH_MS = 30_000;

function isFresh(readAt: Date | null): boolean {
	return readAt !== null && Date.now() - readAt.getTime() < FRESH_MS;
}

function hasSlaData({ appliedSla, misses }: Conversation): boolean {
	return appliedSla !== null || misses.length > 0;
}

/** What own policies need is in Chatwoot's webhooks; its Community edition sends no more. */
function canBeJudged(conversation: Conversation): boolean {
	const { status, createdAt, waitingSince } = conversation;
	return hasSlaData(conversation) || (status !== null && createdAt !== null && waitingSince !== undefined);
}

async function fetchAfresh(context: IExecuteFunctions, { client, server }: ChatwootConnection, given: Conversation, itemIndex: number): Promise<Conversation> {
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
		if (error instanceof ExplainedError && error.retryable && canBeJudged(given)) {
			context.logger.warn(`Conversation #${given.id} is judged by its event: ${error.message}`);
			return given;
		}
		// As the node's own error, so that the items behind this one are still judged by their events.
		throw nodeError(context, error, itemIndex);
	}
}
