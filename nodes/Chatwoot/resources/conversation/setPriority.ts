import { getConversation, PRIORITIES, setPriority } from '../../../../core/chatwoot/conversations';
import { conversationId } from '../../fields';
import { forEach } from '../../operation';

export const description = [
	conversationId,
	{
		displayName: 'Priority',
		name: 'priority',
		type: 'options' as const,
		default: 'high',
		options: [
			{ name: 'High', value: 'high' },
			{ name: 'Low', value: 'low' },
			{ name: 'Medium', value: 'medium' },
			{ name: 'None', value: 'none' },
			{ name: 'Urgent', value: 'urgent' },
		],
	},
];

/** Gives the conversation as it is afterwards. */
export const execute = forEach(
	(parameters) => ({ id: parameters.id('conversationId', 'Conversation ID'), priority: parameters.oneOf('priority', 'Priority', PRIORITIES) }),
	async (api, { id, priority }) => {
		await setPriority(api, id, priority);
		return await getConversation(api, id);
	},
);
