import { assign, getConversation } from '../../../../core/chatwoot/conversations';
import { conversationId, team } from '../../fields';
import { forEach } from '../../operation';

export const description = [
	conversationId,
	{
		displayName: 'Unassign',
		name: 'unassign',
		type: 'boolean' as const,
		default: false,
		description: 'Whether to take the conversation from its team',
	},
	{ ...team, displayOptions: { show: { unassign: [false] } } },
];

/** Gives the conversation as it is afterwards. */
export const execute = forEach(
	(parameters) => ({
		id: parameters.id('conversationId', 'Conversation ID'),
		teamId: parameters.flag('unassign') ? 0 : parameters.id('teamId', 'Team'),
	}),
	async (api, { id, teamId }) => {
		await assign(api, id, { team_id: teamId });
		return await getConversation(api, id);
	},
);
