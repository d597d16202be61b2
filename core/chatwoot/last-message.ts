import { cutText } from '../cut-text';
import type { Conversation } from '../sla/conversation';
import type { ChatwootConversation, ChatwootLastMessage } from './schemas';

/** As much of a message as an alert shows. */
const MOST_CHARACTERS = 500;

/**
 * What the customer wrote last, as far as the conversation carries it: webhooks and REST come with the last message
 * (4.15), some answers with `last_non_activity_message`. Null when an agent had the last word.
 */
export function lastMessageOf({ messages, last_non_activity_message: last }: ChatwootConversation): Conversation['lastMessage'] {
	const [newest] = [...messages, last]
		.filter((message) => message !== null && isCustomers(message))
		.sort((one, other) => Number(other?.created_at) - Number(one?.created_at));
	if (!newest) return null;
	return { text: cutText(newest.content.trim(), MOST_CHARACTERS), at: newest.created_at, from: newest.sender?.name ?? null };
}

/** A message event names its type, a conversation's messages number it. */
function isCustomers({ message_type: type, private: isPrivate, content }: ChatwootLastMessage): boolean {
	return (type === 0 || type === 'incoming') && isPrivate !== true && content.trim() !== '';
}
