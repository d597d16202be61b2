import type { INodeProperties } from 'n8n-workflow';

/** Fields of an Options collection. */
export const languageOptions: INodeProperties[] = [
	{
		displayName: 'Language',
		name: 'language',
		type: 'options',
		default: 'en',
		options: [
			{ name: 'English', value: 'en' },
			{ name: 'Spanish', value: 'es' },
		],
		description: 'The language of those for whom nothing else is said',
	},
	{
		displayName: 'Time Zone',
		name: 'timeZone',
		type: 'string',
		default: '',
		placeholder: 'e.g. Europe/Amsterdam',
		description: "The clock times are told by. Left empty: the workflow's.",
	},
];
