import { getConversation } from '../../../../core/chatwoot/conversations';
import { conversationId } from '../../fields';
import { forEach } from '../../operation';

export const description = [conversationId];

/** Gives the conversation. */
export const execute = forEach(
	(parameters) => parameters.id('conversationId', 'Conversation ID'),
	(api, id) => getConversation(api, id),
);
