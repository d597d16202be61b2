import { assign, getConversation } from '../../../../core/chatwoot/conversations';
import { agent, conversationId } from '../../fields';
import { forEach } from '../../operation';

export const description = [
	conversationId,
	{
		displayName: 'Unassign',
		name: 'unassign',
		type: 'boolean' as const,
		default: false,
		description: 'Whether to take the conversation from its agent',
	},
	{ ...agent, displayOptions: { show: { unassign: [false] } } },
];

/** Gives the conversation as it is afterwards. */
export const execute = forEach(
	(parameters) => ({
		id: parameters.id('conversationId', 'Conversation ID'),
		agentId: parameters.flag('unassign') ? 0 : parameters.id('agentId', 'Agent'),
	}),
	async (api, { id, agentId }) => {
		await assign(api, id, { assignee_id: agentId });
		return await getConversation(api, id);
	},
);
