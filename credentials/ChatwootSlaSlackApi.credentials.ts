import type { IAuthenticateGeneric, ICredentialType, INodeProperties } from 'n8n-workflow';

/** Tested by Send SLA Alert: the two kinds of connection are tested in different ways. */
export class ChatwootSlaSlackApi implements ICredentialType {
	name = 'chatwootSlaSlackApi';

	displayName = 'Chatwoot SLA Slack API';

	icon = { light: 'file:slack.svg', dark: 'file:slack.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-chatwoot-sla/n8n-nodes-chatwoot-sla/blob/main/docs/nodes/send-sla-alert.md#slack-credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Connection',
			name: 'connection',
			type: 'options',
			options: [
				{ name: 'Bot Token', value: 'botToken', description: 'Posts to any channel and to members' },
				{ name: 'Incoming Webhook', value: 'webhook', description: 'Of Slack, Mattermost or Rocket.Chat: posts to the one channel the webhook was made for' },
			],
			default: 'botToken',
		},
		{
			displayName: 'Bot Token',
			name: 'botToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'e.g. xoxb-…',
			description: 'The Bot User OAuth Token of a Slack app with the scope chat:write',
			displayOptions: { show: { connection: ['botToken'] } },
		},
		{
			displayName: 'Default Channel',
			name: 'defaultChannel',
			type: 'string',
			default: '',
			placeholder: 'e.g. C0123456789',
			description: 'Id or #name of the channel for alerts that name no Slack target',
			displayOptions: { show: { connection: ['botToken'] } },
		},
		{
			displayName: 'API Base URL',
			name: 'apiBaseUrl',
			type: 'string',
			default: 'https://slack.com/api',
			description: 'Change it only to go through a proxy of your own',
			displayOptions: { show: { connection: ['botToken'] } },
		},
		{
			displayName: 'Webhook URL',
			name: 'secretWebhookUrl',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'e.g. https://hooks.slack.com/services/…',
			description: 'Whoever knows it can post: it is kept like a password',
			displayOptions: { show: { connection: ['webhook'] } },
		},
		{
			displayName: 'The test asks whether the webhook exists. Nothing is posted, so it cannot tell whether the channel takes messages.',
			name: 'webhookNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { connection: ['webhook'] } },
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.botToken}}' } },
	};
}
