import type { INodeProperties } from 'n8n-workflow';
import { METRIC_OPTIONS, PRIORITY_OPTIONS, STAGE_OPTIONS } from './options';

const sampleFields: INodeProperties[] = [
	{
		displayName: 'Assignee',
		name: 'assignee',
		type: 'string',
		default: '',
		placeholder: 'e.g. anita@example.com',
		description: 'The e-mail address of the agent who has the conversation',
	},
	{
		displayName: 'Inbox',
		name: 'inbox',
		type: 'string',
		default: 'Website',
		description: 'The name of the inbox',
	},
	{
		displayName: 'Labels',
		name: 'labels',
		type: 'string',
		default: '',
		placeholder: 'e.g. billing, vip',
		description: 'Separated by commas',
	},
	{
		displayName: 'Level',
		name: 'level',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 1,
		description: 'Of warnings, reminders and escalations: 2 is the second one',
	},
	{
		displayName: 'Metric',
		name: 'metric',
		type: 'options',
		options: METRIC_OPTIONS,
		default: 'frt',
	},
	{
		displayName: 'Priority',
		name: 'priority',
		type: 'options',
		options: PRIORITY_OPTIONS,
		default: 'none',
	},
	{
		displayName: 'Stage',
		name: 'stage',
		type: 'options',
		options: STAGE_OPTIONS,
		default: 'breach',
	},
	{
		displayName: 'Team',
		name: 'team',
		type: 'string',
		default: '',
		placeholder: 'e.g. support',
		description: 'The name of the team that has the conversation',
	},
];

export const previewProperties: INodeProperties[] = [
	{
		displayName: 'Nothing of a preview is sent: it has an output of its own, with a line for every message that would be. Set the operation back to Route when you are done.',
		name: 'previewNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { operation: ['preview'] } },
	},
	{
		displayName: 'Preview Of',
		name: 'previewOf',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Input', value: 'input', description: 'The alerts that come in, of Evaluate SLA Breach' },
			{ name: 'Sample Alert', value: 'sample', description: 'An alert that is made up' },
		],
		default: 'sample',
		displayOptions: { show: { operation: ['preview'] } },
	},
	{
		displayName: 'Sample Alert',
		name: 'sample',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		options: sampleFields,
		displayOptions: { show: { operation: ['preview'], previewOf: ['sample'] } },
		description: 'What the made-up alert is about. As it is: a first response time that was missed.',
	},
];
