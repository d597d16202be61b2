import type { INodeProperties } from 'n8n-workflow';

const threshold = (displayName: string, name: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 300,
	description,
});

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
				description: 'Judge the conversation as it is in Chatwoot now: a reply may have come since the event',
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
		displayName: 'Thresholds From',
		name: 'policySource',
		type: 'options',
		default: 'chatwootThenOwn',
		options: [
			{
				name: "Chatwoot's SLA, Else Below",
				value: 'chatwootThenOwn',
				description: 'Use the SLA applied in Chatwoot, and the thresholds below for times it does not promise',
			},
			{
				name: "Chatwoot's SLA Only",
				value: 'chatwoot',
				description: 'Use only the SLA applied in Chatwoot (its Enterprise edition has SLAs)',
			},
			{
				name: 'Below Only',
				value: 'own',
				description: 'Use only the thresholds below, and leave out what Chatwoot itself recorded as missed',
			},
		],
		description: 'Which times are promised to the customer',
	},
	{
		displayName: 'Thresholds',
		name: 'thresholds',
		type: 'collection',
		placeholder: 'Add threshold',
		default: {},
		description: 'A time that is not added here is promised only where Chatwoot says so',
		options: [
			threshold('First Response Time (Seconds)', 'frt', 'From the start of the conversation to the first reply of an agent'),
			threshold('Next Response Time (Seconds)', 'nrt', "From a customer's unanswered message to the next reply, after the first one"),
			threshold('Resolution Time (Seconds)', 'rt', 'From the start of the conversation to its resolution'),
			threshold('Unassigned (Seconds)', 'unassigned', 'From the start of an open conversation to an assignee. Chatwoot has no SLA for this.'),
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
				displayName: 'Warn At (%)',
				name: 'warningPercent',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 99 },
				default: 80,
				description: 'The share of a threshold after which a conversation is at risk and a warning goes out',
			},
		],
	},
];
