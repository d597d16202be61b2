import type { INodeProperties } from 'n8n-workflow';
import { CHANNELS } from '../../core/alert/alert';
import { CHANNEL_OPTIONS } from '../shared/people-properties';
import { METRIC_OPTIONS, PRIORITY_OPTIONS, STAGE_OPTIONS } from './options';

export const RULES_EXAMPLE = `- name: Management is told of every breach
  stages: [breach]
  teams: [management]
  channels: [email, odoo]
- name: The second escalation goes to the owner
  stages: [escalation]
  levels: [2]
  people: [owner@example.com]
- name: Whoever has the conversation
  toAssignee: true
  toConversationTeam: true
- name: Nobody else
  fallback: true
  teams: [management]`;

const MESSAGE_EXAMPLE = 'e.g. Conversation #{id} of {contact} waits too long';

/** Names as they stand in a message; all of them are in core/alert/template.ts. */
const FILLED_IN =
	'{id}, {contact}, {inbox}, {assignee}, {team}, {priority}, {labels}, {status}, {metric}, {threshold}, {due}, {overdue}, {left}, {stage}, {level}, {headline}, {text}, {lastMessage}, {person} and {url}';

const ABOUT_MESSAGE = `Replaces the text of the alert; a recovery keeps its own. ${FILLED_IN} are filled in.`;

export const ruleFields: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: '',
		placeholder: 'e.g. Management is told of every breach',
		description: 'Stands in each delivery, as the reason why it was sent',
	},
	{
		displayName: 'If: Metrics',
		name: 'metrics',
		type: 'multiOptions',
		options: METRIC_OPTIONS,
		default: [],
		description: 'Left empty: all of them',
	},
	{
		displayName: 'If: Stages',
		name: 'stages',
		type: 'multiOptions',
		options: STAGE_OPTIONS,
		default: [],
		description: 'Left empty: all of them. What takes an alert back follows the rules of that alert.',
	},
	{
		displayName: 'If: Levels',
		name: 'levels',
		type: 'string',
		default: '',
		placeholder: 'e.g. 2, 3',
		description: 'Of warnings, reminders and escalations: 2 is the second one. Left empty: all of them.',
	},
	{
		displayName: 'If: Inboxes',
		name: 'inboxes',
		type: 'string',
		default: '',
		placeholder: 'e.g. Website, 3',
		description: 'Names or IDs of inboxes, separated by commas. Left empty: all of them.',
	},
	{
		displayName: "If: Conversation's Teams",
		name: 'conversationTeams',
		type: 'string',
		default: '',
		placeholder: 'e.g. support, 3',
		description: 'Names or IDs of the team that has the conversation, separated by commas. Left empty: any, or none.',
	},
	{
		displayName: 'If: Labels',
		name: 'labels',
		type: 'string',
		default: '',
		placeholder: 'e.g. billing, vip',
		description: 'Labels separated by commas, of which the conversation has at least one. Left empty: any, or none.',
	},
	{
		displayName: 'If: Priorities',
		name: 'priorities',
		type: 'multiOptions',
		options: PRIORITY_OPTIONS,
		default: [],
		description: 'Left empty: all of them',
	},
	{
		displayName: 'If: Business Hours',
		name: 'businessHours',
		type: 'options',
		options: [
			{ name: 'At Any Time', value: 'any' },
			{ name: 'During Business Hours', value: 'during', description: 'While somebody is there to answer' },
			{ name: 'Outside Business Hours', value: 'outside', description: 'While nobody is there to answer' },
		],
		default: 'any',
		description: 'By the business hours of Evaluate SLA Breach, when it judged the conversation',
	},
	{
		displayName: 'If: Nobody Else Is Told',
		name: 'fallback',
		type: 'boolean',
		default: false,
		description: 'Whether this rule is applied only where no other rule tells anybody',
	},
	{
		displayName: 'Tell Teams',
		name: 'teams',
		type: 'string',
		default: '',
		placeholder: 'e.g. management',
		description: 'Everybody among the people who is in one of these teams is told. Separated by commas.',
	},
	{
		displayName: 'Tell People',
		name: 'people',
		type: 'string',
		default: '',
		placeholder: 'e.g. Anita, owner@example.com',
		description: 'Names of people, or anybody\'s e-mail addresses, separated by commas',
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
		description: 'Whether everybody among the people who is in the team that has the conversation is told',
	},
	{
		displayName: "Tell the Team's Members in Chatwoot",
		name: 'toTeamMembers',
		type: 'boolean',
		default: false,
		description: 'Whether every agent is told whom Chatwoot has in the team of the conversation. Needs a Chatwoot credential.',
	},
	{
		displayName: 'Channels',
		name: 'channels',
		type: 'multiOptions',
		options: CHANNEL_OPTIONS,
		default: [...CHANNELS],
		description: 'How they are told, as far as each person wants it',
	},
	{
		displayName: 'Message',
		name: 'message',
		type: 'string',
		default: '',
		placeholder: MESSAGE_EXAMPLE,
		description: ABOUT_MESSAGE,
	},
];
