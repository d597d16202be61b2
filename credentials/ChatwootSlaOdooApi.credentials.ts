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
			displayName: 'Password or API Key',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				"The password of that user, or better an API key, which the user makes in Odoo's own preferences under Account Security",
		},
	];
}
