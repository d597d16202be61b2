import { listConversations } from '../../../../core/chatwoot/conversations';
import { inbox, returnAllAndLimit, team } from '../../fields';
import { forEach } from '../../operation';
import type { Parameters } from '../../parameters';

export const description = [
	...returnAllAndLimit,
	{
		displayName: 'Status',
		name: 'status',
		type: 'options' as const,
		default: 'open',
		options: [
			{ name: 'All', value: 'all' },
			{ name: 'Open', value: 'open' },
			{ name: 'Pending', value: 'pending' },
			{ name: 'Resolved', value: 'resolved' },
			{ name: 'Snoozed', value: 'snoozed' },
		],
	},
	{
		displayName: 'Assigned To',
		name: 'assigneeType',
		type: 'options' as const,
		default: 'all',
		options: [
			{ name: 'Anybody', value: 'assigned' },
			{ name: 'Anybody or Nobody', value: 'all' },
			{ name: "Me, the Credential's User", value: 'me' },
			{ name: 'Nobody', value: 'unassigned' },
		],
	},
	{ ...inbox, name: 'filterInbox', required: false, description: 'Left empty: of all inboxes' },
	{ ...team, name: 'filterTeam', required: false, description: 'Left empty: of all teams, and of none' },
	{
		displayName: 'Containing',
		name: 'searchText',
		type: 'string' as const,
		default: '',
		placeholder: 'e.g. #1001',
		description: 'Conversations with a message that contains this text; Chatwoot then leaves the status out of account. Left empty: all.',
	},
	{
		displayName: 'Order',
		name: 'order',
		type: 'options' as const,
		default: 'latestActivity',
		options: [
			{ name: 'Latest Activity First', value: 'latestActivity' },
			{ name: 'Longest Waiting First', value: 'longestWaiting', description: 'Those whose customer has waited longest for an answer, then all others' },
		],
	},
	{
		displayName: 'Active Within (Days)',
		name: 'activeWithinDays',
		type: 'number' as const,
		typeOptions: { minValue: 0, numberPrecision: 0 },
		default: 0,
		displayOptions: { show: { order: ['latestActivity'] } },
		description: 'Only conversations in which something happened in the last so many days. 0 for all.',
	},
	{
		displayName: 'Label Names or IDs',
		name: 'filterLabels',
		type: 'multiOptions' as const,
		typeOptions: { loadOptionsMethod: 'getLabels' },
		default: [],
		description:
			'Conversations with at least one of them. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
];

/** One item a conversation. */
export const execute = forEach(
	(parameters) => ({
		limit: parameters.limit(),
		filter: {
			status: parameters.oneOf('status', 'Status', ['all', 'open', 'pending', 'resolved', 'snoozed']),
			assigneeType: parameters.oneOf('assigneeType', 'Assigned To', ['all', 'assigned', 'me', 'unassigned']),
			inboxId: parameters.optionalId('filterInbox', 'Inbox'),
			teamId: parameters.optionalId('filterTeam', 'Team'),
			labels: parameters.list('filterLabels'),
			text: parameters.text('searchText'),
			order: parameters.oneOf('order', 'Order', ['latestActivity', 'longestWaiting']),
			activeSince: activeSince(parameters),
		},
	}),
	(api, { filter, limit }) => listConversations(api, filter, limit),
);

function activeSince(parameters: Parameters): Date | null {
	if (['', '0'].includes(parameters.text('activeWithinDays'))) return null;
	return new Date(Date.now() - parameters.id('activeWithinDays', 'Active Within') * 86_400_000);
}
