import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/** Tested by the Odoo Notify node, which signs in: a plain request could not tell a wrong password. */
export class ChatwootSlaOdooApi implements ICredentialType {
	name = 'chatwootSlaOdooApi';

	displayName = 'Chatwoot SLA Odoo API';

	icon: Icon = { light: 'file:../nodes/OdooNotify/odooNotify.svg', dark: 'file:../nodes/OdooNotify/odooNotify.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-chatwoot-sla/n8n-nodes-chatwoot-sla/blob/main/docs/nodes/odoo-notify.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Odoo URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://odoo.example.com',
			description: 'Address of the Odoo server, as for its login page',
		},
		{
			displayName: 'Database',
			name: 'database',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. production',
			description: 'Name of the Odoo database; upper and lower case matter',
		},
		{
			displayName: 'Login',
			name: 'login',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. alerts@example.com',
			description: 'Login of the Odoo user to act as; upper and lower case matter',
		},
		{
			displayName: 'Protocol',
			name: 'protocol',
			type: 'options',
			default: 'auto',
			description: 'How to talk to Odoo. JSON-2 came with Odoo 19 and needs an API key; XML-RPC works from 16 to 19.',
			options: [
				{
					name: 'Auto',
					value: 'auto',
					description: 'JSON-2 on Odoo 19 and later when there is an API key, else XML-RPC',
				},
				{ name: 'JSON-2', value: 'json2' },
				{ name: 'XML-RPC', value: 'xmlrpc' },
			],
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				"An API key of that user, who makes it in Odoo's own preferences under Account Security. Better than the password, and used instead of it when both are given.",
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			displayOptions: { hide: { protocol: ['json2'] } },
			default: '',
			description: 'The password of that user; not needed with an API key',
		},
	];
}
