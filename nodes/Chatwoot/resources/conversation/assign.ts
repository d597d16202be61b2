import type { INodeProperties } from 'n8n-workflow';
import { assign, getConversation } from '../../../../core/chatwoot/conversations';
import { agent, conversationId, team } from '../../fields';
import type { Operation } from '../../operation';
import { forEach } from '../../operation';

export const setAssignee = assignment(agent, (id) => ({ assignee_id: id }), 'agent');
export const setTeam = assignment(team, (id) => ({ team_id: id }), 'team');

/** Gives the conversation as it is afterwards. */
function assignment(whom: INodeProperties, to: (id: number) => Parameters<typeof assign>[2], who: string): Operation {
	return {
		description: [
			conversationId,
			{
				displayName: 'Unassign',
				name: 'unassign',
				type: 'boolean',
				default: false,
				description: `Whether to take the conversation from its ${who}`,
			},
			{ ...whom, displayOptions: { show: { unassign: [false] } } },
		],
		execute: forEach(
			(parameters) => ({
				id: parameters.id('conversationId', 'Conversation ID'),
				whomId: parameters.flag('unassign') ? 0 : parameters.id(whom.name, whom.displayName),
			}),
			async (api, { id, whomId }) => {
				await assign(api, id, to(whomId));
				return await getConversation(api, id);
			},
		),
	};
}
