import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { PEOPLE_EXAMPLE, personFields } from './people-properties';
import { previewProperties } from './preview-properties';
import { RULES_EXAMPLE, ruleFields } from './rules-properties';

const SOURCE_OPTIONS: INodePropertyOptions[] = [
	{ name: 'Form', value: 'form' },
	{ name: 'JSON or YAML', value: 'text' },
	{ name: 'Rows of a Table', value: 'rows', description: 'The items of a Data Table node, or of another source of rows' },
];

const OWN_TEXTS_EXAMPLE = `{ "nl": { "detail.contact": "Klant", "action.open": "Gesprek openen" } }`;

export const routeSlaAlertProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Route', value: 'route', action: 'Route alerts', description: 'Put out one delivery for every person and channel' },
			{ name: 'Preview', value: 'preview', action: 'Preview the routing', description: 'Show who would be told what. Nothing is sent.' },
		],
		default: 'route',
	},
	...previewProperties,
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
		displayName: 'Rows of People',
		name: 'peopleRows',
		type: 'string',
		required: true,
		default: '',
		placeholder: "e.g. {{ $('People').all() }}",
		displayOptions: { show: { peopleSource: ['rows'] } },
		description: 'With the columns name, email, teams, channels, slack, locale, time_zone, hours (or quiet_from and quiet_to), urgent_passes and cap_per_hour. Only email is needed.',
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
	{
		displayName: 'Rows of Rules',
		name: 'rulesRows',
		type: 'string',
		required: true,
		default: '',
		placeholder: "e.g. {{ $('Rules').all() }}",
		displayOptions: { show: { rulesSource: ['rows'] } },
		description: 'With columns named as in a rule written as JSON, such as stages, teams and to_assignee; lists are separated by commas',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Language',
				name: 'language',
				type: 'string',
				default: 'en',
				placeholder: 'e.g. es',
				description: 'For people without a language of their own',
			},
			{
				displayName: 'Own Texts (JSON or YAML)',
				name: 'languages',
				type: 'string',
				typeOptions: { rows: 6 },
				default: OWN_TEXTS_EXAMPLE,
				description: 'Texts in other languages, or in other words, by language and name. What is missing stays as it is shipped.',
			},
			{
				displayName: 'Time Zone',
				name: 'timeZone',
				type: 'string',
				default: '',
				placeholder: 'e.g. Europe/Madrid',
				description: 'For people without a time zone of their own. Left empty: the time zone of this workflow.',
			},
		],
	},
];
