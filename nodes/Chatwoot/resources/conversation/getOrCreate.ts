import { getOrCreateConversation } from '../../../../core/chatwoot/conversations';
import { contactId, inbox } from '../../fields';
import { forEach } from '../../operation';

export const description = [
	contactId,
	inbox,
	{
		displayName: 'Reopen Resolved',
		name: 'reopen',
		type: 'boolean' as const,
		default: true,
		description: 'Whether to open a resolved conversation again rather than begin a new one',
	},
];

/** Gives `{ conversation, created, reopened }`. */
export const execute = forEach(
	(parameters) => ({
		contactId: parameters.id('contactId', 'Contact ID'),
		inboxId: parameters.id('inboxId', 'Inbox'),
		reopen: parameters.flag('reopen'),
	}),
	(api, wanted) => getOrCreateConversation(api, wanted),
);
