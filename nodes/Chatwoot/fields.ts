import type { INodeProperties } from 'n8n-workflow';

export const conversationId: INodeProperties = {
	displayName: 'Conversation ID',
	name: 'conversationId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 123',
	description: "The number at the end of the conversation's address",
};

export const contactId: INodeProperties = {
	displayName: 'Contact ID',
	name: 'contactId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 42',
	description: "The number at the end of the contact's address",
};

export const inbox = locator({
	displayName: 'Inbox',
	name: 'inboxId',
	searchListMethod: 'searchInboxes',
	description: 'The inbox that the conversation belongs to',
});

export const agent = locator({
	displayName: 'Agent',
	name: 'agentId',
	searchListMethod: 'searchAgents',
	description: 'Who gets the conversation',
});

export const team = locator({
	displayName: 'Team',
	name: 'teamId',
	searchListMethod: 'searchTeams',
	description: 'The team that gets the conversation',
});

interface LocatorSettings {
	displayName: string;
	name: string;
	searchListMethod: string;
	description: string;
}

function locator({ displayName, name, searchListMethod, description }: LocatorSettings): INodeProperties {
	return {
		displayName,
		name,
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		description,
		modes: [
			{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod, searchable: true } },
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 3',
				validation: [{ type: 'regex', properties: { regex: '[1-9][0-9]*', errorMessage: 'An ID is a whole number above 0' } }],
			},
		],
	};
}

/** Who a contact is recognised by. `readPerson` reads them. */
export const person: INodeProperties[] = [
	{
		displayName: 'Phone',
		name: 'phone',
		type: 'string',
		default: '',
		placeholder: 'e.g. +31612345678',
		description: 'As people write it, or a WhatsApp ID such as 31612345678@c.us',
	},
	{
		displayName: 'Default Country',
		name: 'defaultCountry',
		type: 'string',
		default: '',
		placeholder: 'e.g. NL',
		description: 'Two letters. Completes phone numbers without a country code.',
	},
	{
		displayName: 'E-Mail',
		name: 'email',
		type: 'string',
		default: '',
		placeholder: 'e.g. jane@example.com',
		description: 'Upper and lower case do not matter',
	},
	{
		displayName: 'Identifier',
		name: 'identifier',
		type: 'string',
		default: '',
		placeholder: 'e.g. customer-1001',
		description: "The contact's ID in another system. It decides before phone and e-mail.",
	},
];

export const returnAllAndLimit: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		displayOptions: { show: { returnAll: [false] } },
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
	},
];

export const sendAs: INodeProperties = {
	displayName: 'Send As',
	name: 'sendAs',
	type: 'options',
	default: 'botIfSet',
	options: [
		{ name: 'Agent Bot', value: 'bot', description: 'Fails when the credential has no token of a bot' },
		{ name: 'Agent Bot, Else User', value: 'botIfSet', description: 'The bot when the credential has its token' },
		{ name: 'User', value: 'user', description: 'Counts as the reply of a person' },
	],
	description:
		"Who the message is from. Only a user's message is a first reply. The wait for a next reply ends with a bot's as well, since about Chatwoot 4.10.",
};

/** A template of the channel; `show` is what makes the fields visible. `readTemplate` reads them. */
export function templateFields(show: NonNullable<INodeProperties['displayOptions']>['show']): INodeProperties[] {
	const displayOptions = show === undefined ? {} : { show };
	return [
		{
			displayName: 'Template Name',
			name: 'templateName',
			type: 'string',
			required: true,
			displayOptions,
			default: '',
			placeholder: 'e.g. appointment_reminder',
			description: 'As it is called at WhatsApp. The text is what agents see.',
		},
		{
			displayName: 'Template Language',
			name: 'templateLanguage',
			type: 'string',
			required: true,
			displayOptions,
			default: 'en',
			placeholder: 'e.g. es_MX',
		},
		{
			displayName: 'Template Category',
			name: 'templateCategory',
			type: 'options',
			displayOptions,
			default: 'UTILITY',
			options: [
				{ name: 'Issue Resolution', value: 'ISSUE_RESOLUTION' },
				{ name: 'Marketing', value: 'MARKETING' },
				{ name: 'Shipping Update', value: 'SHIPPING_UPDATE' },
				{ name: 'Ticket Update', value: 'TICKET_UPDATE' },
				{ name: 'Utility', value: 'UTILITY' },
			],
		},
		{
			displayName: 'Template Parameters',
			name: 'templateParameters',
			type: 'json',
			displayOptions,
			default: '{\n  "body": {}\n}',
			description: 'What is filled in, as JSON, e.g. { "body": { "1": "10:00" } }. None may be empty.',
		},
	];
}
