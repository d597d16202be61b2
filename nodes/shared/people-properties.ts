import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Channel } from '../../core/alert/alert';
import { CHANNELS } from '../../core/alert/alert';

const CHANNEL_NAMES: Record<Channel, string> = { email: 'E-Mail', odoo: 'Odoo', slack: 'Slack' };
export const CHANNEL_OPTIONS: INodePropertyOptions[] = CHANNELS.map((value) => ({ name: CHANNEL_NAMES[value], value }));

/** How people and rules are written down: read with `readSource`. */
export const SOURCE_OPTIONS: INodePropertyOptions[] = [
	{ name: 'Form', value: 'form' },
	{ name: 'JSON or YAML', value: 'text' },
	{ name: 'Rows of a Table', value: 'rows', description: 'The items of a Data Table node, or of another source of rows' },
];

const PEOPLE_EXAMPLE = `- name: Anita
  email: anita@example.com
  teams: [customer service]
  channels: [email, odoo, slack]
  slack: U012AB3CD
  locale: es
  timeZone: Europe/Madrid
  hours: Mon-Fri 08:00-19:00`;

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
		description: 'The clock of the person: of the times in messages, and of their hours. Left empty: the one under Options.',
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

/** The people who can be told: read with `readPeople`. `without` names fields of the form that mean nothing to the node. */
export function peopleProperties(description: string, without: string[] = []): INodeProperties[] {
	return [
		{
			displayName: 'People From',
			name: 'peopleSource',
			type: 'options',
			noDataExpression: true,
			options: SOURCE_OPTIONS,
			default: 'form',
			description,
		},
		{
			displayName: 'People',
			name: 'people',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, sortable: true },
			placeholder: 'Add person',
			default: {},
			displayOptions: { show: { peopleSource: ['form'] } },
			options: [{ displayName: 'Person', name: 'person', values: personFields.filter(({ name }) => !without.includes(name)) }],
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
			displayName: 'Rows of People',
			name: 'peopleRows',
			type: 'string',
			required: true,
			default: '',
			placeholder: "e.g. {{ $('People').all() }}",
			displayOptions: { show: { peopleSource: ['rows'] } },
			description: 'With the columns name, email, teams, channels, slack, locale, time_zone, hours (or quiet_from and quiet_to), urgent_passes and cap_per_hour. Only email is needed.',
		},
	];
}
