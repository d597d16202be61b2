import { listMessages } from '../../../../core/chatwoot/messages';
import { conversationId, returnAllAndLimit } from '../../fields';
import { forEach } from '../../operation';

export const description = [conversationId, ...returnAllAndLimit];

/** One item a message: the latest ones, oldest first. */
export const execute = forEach(
	(parameters) => ({ id: parameters.id('conversationId', 'Conversation ID'), limit: parameters.limit() }),
	(api, { id, limit }) => listMessages(api, id, limit),
);
