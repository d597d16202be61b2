import type { ICredentialType, INodeProperties } from 'n8n-workflow';

/** Tested by Send SLA Alert: a mail server cannot be asked over HTTP. */
export class ChatwootSlaSmtpApi implements ICredentialType {
	name = 'chatwootSlaSmtpApi';

	displayName = 'Chatwoot SLA SMTP API';

	icon = { light: 'file:smtp.svg', dark: 'file:smtp.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-chatwoot-sla/n8n-nodes-chatwoot-sla/blob/main/docs/nodes/send-sla-alert.md#smtp-credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Host',
			name: 'host',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. smtp.example.com',
		},
		{
			displayName: 'Port',
			name: 'port',
			type: 'number',
			default: 587,
			required: true,
			description: 'Usually 587 with STARTTLS and 465 with TLS',
		},
		{
			displayName: 'Security',
			name: 'security',
			type: 'options',
			options: [
				{ name: 'None', value: 'none', description: 'Nothing is encrypted: only for a server on the same machine or network' },
				{ name: 'STARTTLS', value: 'starttls', description: 'Begins plain, then switches to TLS or stops. Port 587.' },
				{ name: 'TLS', value: 'tls', description: 'TLS from the start. Port 465.' },
			],
			default: 'starttls',
		},
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			default: '',
			description: 'Leave empty for a server that asks for no login',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Some providers want an app password instead of your own',
		},
		{
			displayName: 'From Address',
			name: 'fromEmail',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. alerts@example.com',
			description: 'The sender of all alerts. The mail server has to let the user send from it.',
		},
		{
			displayName: 'From Name',
			name: 'fromName',
			type: 'string',
			default: 'Chatwoot SLA',
		},
		{
			displayName: 'Ignore SSL Issues (Insecure)',
			name: 'ignoreSslIssues',
			type: 'boolean',
			default: false,
			description: 'Whether to connect even if the server\'s certificate cannot be verified',
		},
	];
}
