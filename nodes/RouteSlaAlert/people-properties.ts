import type { INodeProperties } from 'n8n-workflow';
import { CHANNELS } from '../../core/alert/alert';
import { CHANNEL_OPTIONS } from './options';

export const PEOPLE_EXAMPLE = `- name: Anita
  email: anita@example.com
  teams: [customer service]
  channels: [email, odoo, slack]
  slack: U012AB3CD
  locale: es
  timeZone: Europe/Madrid
  hours: Mon-Fri 08:00-19:00`;

export const personFields: INodeProperties[] = [
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
		default: [...CHANNELS],
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
	{
		displayName: 'Language',
		name: 'locale',
		type: 'string',
		default: '',
		placeholder: 'e.g. es-AR',
		description: 'The language the person is told in. English and Spanish are there, others can be added under Options. Left empty: the one under Options.',
	},
	{
		displayName: 'Time Zone',
		name: 'timeZone',
		type: 'string',
		default: '',
		placeholder: 'e.g. Europe/Madrid',
		description: 'For the times in messages and for the hours below. Left empty: the one under Options.',
	},
	{
		displayName: 'Hours',
		name: 'hours',
		type: 'string',
		default: '',
		placeholder: 'e.g. Mon-Fri 08:00-19:00, Sat 10:00-14:00',
		description: 'When the person may be told, in their time zone. At other times alerts leave by Deferred. Left empty: at any time.',
	},
	{
		displayName: 'Urgent Passes',
		name: 'urgentPasses',
		type: 'boolean',
		default: true,
		description: 'Whether alerts about conversations with the priority Urgent come at other hours too',
	},
	{
		displayName: 'Max Alerts per Hour',
		name: 'capPerHour',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 100 },
		default: 0,
		description: 'How many e-mails, and how many Slack messages, the person gets in an hour before the rest comes in one message. 0: all of them.',
	},
];
