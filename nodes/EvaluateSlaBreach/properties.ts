import type { INodeProperties } from 'n8n-workflow';
import { policyOfEvaluateProperty } from '../shared/policy-source';
import { slaProperties } from '../shared/sla-properties';

export const evaluateSlaBreachProperties: INodeProperties[] = [
	{
		displayName: 'Fetch Conversation',
		name: 'fetchMode',
		type: 'options',
		default: 'always',
		options: [
			{
				name: 'Always',
				value: 'always',
				description:
					'Judge the conversation as it is in Chatwoot now: a reply may have come since the event. What the monitor trigger has just read is not read again.',
			},
			{
				name: 'When the Item Has No SLA Data',
				value: 'ifNeeded',
				description: 'Ask Chatwoot only for items that carry no applied SLA and no SLA events',
			},
			{
				name: 'Never',
				value: 'never',
				description: 'Judge the item as it is',
			},
		],
		description: 'Whether to read the conversation from Chatwoot before judging it',
	},
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		default: 'alerts',
		options: [
			{ name: 'Alerts', value: 'alerts', description: 'One item for each alert; what is on track and what has recovered apart' },
			{
				name: 'One Item per Conversation',
				value: 'conversations',
				description: 'How every promise stands, all on the first output, for SLA Report. Empty items are left out.',
			},
		],
		description: 'What comes out',
	},
	policyOfEvaluateProperty,
	...slaProperties({ policyFrom: ['here'] }),
];
