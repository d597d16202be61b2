import type { INodeProperties } from 'n8n-workflow';
import { policyOfTriggerProperty } from '../shared/policy-source';
import { slaProperties } from '../shared/sla-properties';
import { DEFAULT_MAX_BODY_MEGABYTES } from './settings';

export const properties: INodeProperties[] = [
	{
		displayName:
			'Chatwoot 4.14 and later sends nothing to private addresses. If your n8n has one (such as a name inside a cluster), run Chatwoot with SAFE_FETCH_ALLOW_PRIVATE_NETWORK=true.',
		name: 'privateAddressNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		required: true,
		default: ['conversation_created', 'conversation_updated', 'conversation_status_changed', 'message_created'],
		description: 'What Chatwoot reports to this workflow',
		options: [
			{ name: 'Contact Created', value: 'contact_created' },
			{
				name: 'Contact Updated',
				value: 'contact_updated',
				description: 'Name, e-mail, phone or attributes changed, or the contact wrote a message',
			},
			{ name: 'Conversation Created', value: 'conversation_created' },
			{ name: 'Conversation Status Changed', value: 'conversation_status_changed' },
			{
				name: 'Conversation Updated',
				value: 'conversation_updated',
				description: 'Assignee, team, labels or priority changed, or Chatwoot recorded the first missed SLA',
			},
			{ name: 'Message Created', value: 'message_created' },
			{ name: 'Message Updated', value: 'message_updated' },
		],
	},
	{
		displayName: 'Start Runs For',
		name: 'startRunsFor',
		type: 'options',
		noDataExpression: true,
		default: 'everyEvent',
		options: [
			{ name: 'Every Chosen Event', value: 'everyEvent' },
			{
				name: 'At Risk, Breached or Recovered',
				value: 'slaOnly',
				description: 'Only for conversations of which somebody is to be told, by the policy below and what the event says',
			},
		],
		description: 'Which events start an execution; the others cost next to nothing',
	},
	{ ...policyOfTriggerProperty, displayOptions: { show: { startRunsFor: ['slaOnly'] } } },
	...slaProperties({ startRunsFor: ['slaOnly'], policyFrom: ['here'] }),
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add filter',
		default: {},
		description: 'Events that do not match start no execution',
		options: [
			{
				displayName: 'Ignore Bot Messages',
				name: 'ignoreBotMessages',
				type: 'boolean',
				default: false,
				description: 'Whether to ignore what agent bots write, such as the messages of this pack sent with the Agent Bot Token',
			},
			{
				displayName: 'Ignore Outgoing Messages',
				name: 'ignoreOutgoingMessages',
				type: 'boolean',
				default: false,
				description: 'Whether to ignore messages to the customer, from agents and from Chatwoot itself',
			},
			{
				displayName: 'Ignore Private Notes',
				name: 'ignorePrivateNotes',
				type: 'boolean',
				default: false,
				description: 'Whether to ignore the notes agents write to each other',
			},
			{
				displayName: 'Inbox Names or IDs',
				name: 'inboxes',
				type: 'multiOptions',
				typeOptions: { loadOptionsMethod: 'getInboxes' },
				default: [],
				description:
					'Only conversations in these inboxes. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName: 'Label Names or IDs',
				name: 'labels',
				type: 'multiOptions',
				typeOptions: { loadOptionsMethod: 'getLabels' },
				default: [],
				description:
					'Only conversations with at least one of these labels. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName: 'Only Incoming Messages',
				name: 'onlyIncomingMessages',
				type: 'boolean',
				default: false,
				description: 'Whether to take, of all messages, only what customers write. Other events are not affected.',
			},
			{
				displayName: 'Statuses',
				name: 'statuses',
				type: 'multiOptions',
				default: [],
				description: 'Only conversations with one of these statuses. Add Resolved where alerts are to be taken back: a resolve ends every promise.',
				options: [
					{ name: 'Open', value: 'open' },
					{ name: 'Pending', value: 'pending' },
					{ name: 'Resolved', value: 'resolved' },
					{ name: 'Snoozed', value: 'snoozed' },
				],
			},
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Largest Body (MB)',
				name: 'maxBodyMegabytes',
				type: 'number',
				typeOptions: { minValue: 0.1, numberPrecision: 1 },
				default: DEFAULT_MAX_BODY_MEGABYTES,
				description: 'Larger requests are refused unread. What n8n itself takes is limited by N8N_PAYLOAD_SIZE_MAX (16 MB).',
			},
			{
				displayName: 'Time Window (Seconds)',
				name: 'timeWindowSeconds',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 300,
				description: 'How far the time at which Chatwoot signed may be from the clock of n8n. A request is taken once in this time.',
			},
			{
				displayName: 'Verify Signature',
				name: 'verifySignature',
				type: 'boolean',
				default: true,
				description:
					'Whether to refuse requests that Chatwoot did not sign. Turn off only for servers that sign nothing: without it, anybody who knows the URL can start this workflow.',
			},
			{
				displayName: 'Webhook Secret',
				name: 'webhookSecret',
				type: 'string',
				typeOptions: { password: true },
				default: '',
				description: 'The secret to verify with. Leave empty to use the one that Chatwoot made for this webhook.',
			},
		],
	},
];
