import type { WebhookEvent } from '../../core/chatwoot/parse';
import type { Filters } from './settings';

/** Why an event starts no execution; null when it does. What an event does not say matches no filter. */
export function ignoreReason(event: WebhookEvent, events: string[], filters: Filters): string | null {
	const { conversation, message } = event;
	if (conversation === null || !events.includes(event.event)) return 'event';
	if (excludes(filters.inboxes, [conversation.inbox.id])) return 'inbox';
	if (excludes(filters.statuses, [conversation.status])) return 'status';
	if (excludes(filters.labels, conversation.labels.map((label) => label.toLowerCase()))) return 'label';
	if (filters.ignorePrivateNotes && message?.private === true) return 'private note';
	if (filters.ignoreOutgoingMessages && isSentToCustomer(message)) return 'outgoing message';
	return null;
}

function excludes(wanted: string[], actual: Array<string | number | null>): boolean {
	return wanted.length > 0 && !actual.some((value) => wanted.includes(String(value)));
}

/** Templates are what Chatwoot itself sends: greetings, out-of-office answers. A private note is sent to nobody. */
function isSentToCustomer(message: WebhookEvent['message']): boolean {
	return message !== null && !message.private && (message.type === 'outgoing' || message.type === 'template');
}
