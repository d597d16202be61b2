import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

const CHANNEL_OPTIONS: INodePropertyOptions[] = [
	{ name: 'E-Mail', value: 'email' },
	{ name: 'Odoo', value: 'odoo' },
	{ name: 'Slack', value: 'slack' },
];

const METRIC_OPTIONS: INodePropertyOptions[] = [
	{ name: 'First Response Time', value: 'frt' },
	{ name: 'Next Response Time', value: 'nrt' },
	{ name: 'Resolution Time', value: 'rt' },
	{ name: 'Unassigned', value: 'unassigned' },
];

const STAGE_OPTIONS: INodePropertyOptions[] = [
	{ name: 'Warning', value: 'warning', description: 'Before the due time' },
	{ name: 'Breach', value: 'breach', description: 'At the due time' },
	{ name: 'Reminder', value: 'reminder', description: 'Every so often after the breach' },
	{ name: 'Escalation', value: 'escalation', description: 'A set time after the breach' },
];

const SOURCE_OPTIONS: INodePropertyOptions[] = [
	{ name: 'Form', value: 'form' },
	{ name: 'JSON or YAML', value: 'text' },
];

const PEOPLE_EXAMPLE = `- name: Anita
  email: anita@example.com
  teams: [customer service]
  channels: [email, odoo, slack]
  slack: U012AB3CD`;

const RULES_EXAMPLE = `- name: Management is told of every breach
  stages: [breach]
  teams: [management]
  channels: [email, odoo]
- name: Whoever has the conversation
  toAssignee: true
  toConversationTeam: true`;

const personFields: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: '',
		placeholder: 'e.g. Anita',
	},
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		default: '',
		placeholder: 'e.g. anita@example.com',
		description: 'The address the person has in Chatwoot and in Odoo',
	},
	{
		displayName: 'Teams',
		name: 'teams',
		type: 'string',
		default: '',
		placeholder: 'e.g. customer service, management',
		description: 'The teams the person belongs to, separated by commas',
	},
	{
		displayName: 'Channels',
		name: 'channels',
		type: 'multiOptions',
		options: CHANNEL_OPTIONS,
		default: ['email', 'odoo', 'slack'],
		description: 'How the person wants to be told',
	},
	{
		displayName: 'Slack ID',
		name: 'slack',
		type: 'string',
		default: '',
		placeholder: 'e.g. U012AB3CD',
		description: 'The member or channel where Slack messages for this person go. Left empty: the channel set in Send SLA Alert.',
	},
];

const ruleFields: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: '',
		placeholder: 'e.g. Management is told of every breach',
	},
	{
		displayName: 'Metrics',
		name: 'metrics',
		type: 'multiOptions',
		options: METRIC_OPTIONS,
		default: [],
		description: 'Left empty: all of them',
	},
	{
		displayName: 'Stages',
		name: 'stages',
		type: 'multiOptions',
		options: STAGE_OPTIONS,
		default: [],
		description: 'Left empty: all of them. What takes an alert back follows the rules of that alert.',
	},
	{
		displayName: 'Inboxes',
		name: 'inboxes',
		type: 'string',
		default: '',
		placeholder: 'e.g. Website, 3',
		description: 'Names or IDs of inboxes, separated by commas. Left empty: all of them.',
	},
	{
		displayName: 'Teams to Tell',
		name: 'teams',
		type: 'string',
		default: '',
		placeholder: 'e.g. management',
		description: 'Everybody in these teams is told, separated by commas',
	},
	{
		displayName: 'Tell the Assignee',
		name: 'toAssignee',
		type: 'boolean',
		default: false,
		description: 'Whether the agent who has the conversation is told',
	},
	{
		displayName: "Tell the Conversation's Team",
		name: 'toConversationTeam',
		type: 'boolean',
		default: false,
		description: 'Whether everybody in the team that has the conversation is told',
	},
	{
		displayName: 'Channels',
		name: 'channels',
		type: 'multiOptions',
		options: CHANNEL_OPTIONS,
		default: ['email', 'odoo', 'slack'],
		description: 'How they are told, as far as each person wants it',
	},
	{
		displayName: 'Message',
		name: 'message',
		type: 'string',
		default: '',
		placeholder: 'e.g. Conversation #{id} of {contact} waits too long',
		description:
			"Replaces the alert's text; a recovery keeps its own. {id}, {contact}, {inbox}, {metric}, {threshold}, {overdue}, {stage}, {level} and {url} are filled in.",
	},
];

export const routeSlaAlertProperties: INodeProperties[] = [
	{
		displayName: 'People',
		name: 'peopleSource',
		type: 'options',
		noDataExpression: true,
		options: SOURCE_OPTIONS,
		default: 'form',
		description: 'How the people who can be told are written down',
	},
	{
		displayName: 'People',
		name: 'people',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add person',
		default: {},
		displayOptions: { show: { peopleSource: ['form'] } },
		options: [{ displayName: 'Person', name: 'person', values: personFields }],
	},
	{
		displayName: 'People (JSON or YAML)',
		name: 'peopleText',
		type: 'string',
		typeOptions: { rows: 8 },
		default: PEOPLE_EXAMPLE,
		displayOptions: { show: { peopleSource: ['text'] } },
		description: 'A list of people, or user_mappings by e-mail address with odoo_notify, email_notify and teams',
	},
	{
		displayName: 'Rules',
		name: 'rulesSource',
		type: 'options',
		noDataExpression: true,
		options: SOURCE_OPTIONS,
		default: 'form',
		description: 'How the rules are written down',
	},
	{
		displayName: 'Rules',
		name: 'rules',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add rule',
		default: {},
		displayOptions: { show: { rulesSource: ['form'] } },
		options: [{ displayName: 'Rule', name: 'rule', values: ruleFields }],
	},
	{
		displayName: 'Rules (JSON or YAML)',
		name: 'rulesText',
		type: 'string',
		typeOptions: { rows: 8 },
		default: RULES_EXAMPLE,
		displayOptions: { show: { rulesSource: ['text'] } },
		description: 'A list of rules. Every rule that matches an alert is applied.',
	},
];
