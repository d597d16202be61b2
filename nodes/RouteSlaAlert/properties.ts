import type { INodeProperties } from 'n8n-workflow';
import { languageOptions } from '../shared/language-options';
import { peopleProperties, SOURCE_OPTIONS } from '../shared/people-properties';
import { previewProperties } from './preview-properties';
import { RULES_EXAMPLE, ruleFields } from './rules-properties';

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
	...peopleProperties('How the people who can be told are written down'),
	{
		displayName: 'Rules From',
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
		options: languageOptions(OWN_TEXTS_EXAMPLE),
	},
];
