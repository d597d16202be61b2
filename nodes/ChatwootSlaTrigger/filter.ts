import type { ChatwootMessage, WebhookEvent } from '../../core/chatwoot/parse';
import type { Filters } from './settings';

/** Why an event starts no execution; null when it does. What an event does not say matches no filter. */
export function ignoreReason({ event, conversation, message }: WebhookEvent, events: string[], filters: Filters): string | null {
	if (!events.includes(event)) return 'event';
	if (excludes(filters.inboxes, [conversation?.inbox.id ?? null])) return 'inbox';
	if (excludes(filters.statuses, [conversation?.status ?? null])) return 'status';
	if (excludes(filters.labels, (conversation?.labels ?? []).map((label) => label.toLowerCase()))) return 'label';
	return message === null ? null : messageReason(message, filters);
}

function messageReason(message: ChatwootMessage, filters: Filters): string | null {
	if (filters.ignorePrivateNotes && message.private) return 'private note';
	if (filters.ignoreOutgoingMessages && isSentToCustomer(message)) return 'outgoing message';
	if (filters.ignoreBotMessages && message.byBot) return 'bot message';
	if (filters.onlyIncomingMessages && message.type !== 'incoming') return 'not incoming';
	return null;
}

function excludes(wanted: string[], actual: Array<string | number | null>): boolean {
	return wanted.length > 0 && !actual.some((value) => wanted.includes(String(value)));
}

/** Templates are what Chatwoot itself sends: greetings, out-of-office answers. A private note is sent to nobody. */
function isSentToCustomer(message: ChatwootMessage): boolean {
	return !message.private && (message.type === 'outgoing' || message.type === 'template');
}
