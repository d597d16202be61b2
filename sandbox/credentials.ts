import type { ChatwootSimulator } from './chatwoot/chatwoot-simulator';
import type { Mailbox } from './mailbox/mailbox';
import type { ImportedCredential } from './n8n/server';
import type { OdooSimulator } from './odoo/simulator';
import type { SlackSimulator } from './slack/slack-simulator';

/** The servers that the workflows' credentials lead to. */
export interface Servers {
	chatwoot: ChatwootSimulator;
	odoo: OdooSimulator;
	mailbox: Mailbox;
	slack: SlackSimulator;
}

/** The ports of 127.0.0.1 where n8n finds them: their own, or those of what stands before them. */
export type Ports = Record<keyof Servers | 'redis', number>;

/** Whom n8n signs in as. */
export const ODOO_API_KEY = 'alerts-api-key';
export const ODOO_LOGIN = { login: 'alerts@example.com', password: 'alerts-password', apiKeys: [ODOO_API_KEY], name: 'SLA Alerts' };
export const SMTP_LOGIN = { user: 'alerts', password: 'smtp-password' };
/** Who may open the board. */
export const BOARD_LOGIN = { user: 'board', password: 'board-password' };
export const SLACK_CHANNEL = '#sla-alerts';

/** One credential of each type, with the ids and names that workflows/*.json refer to. */
export function sandboxCredentials({ chatwoot, odoo, slack }: Servers, ports: Ports): ImportedCredential[] {
	return [
		chatwootCredential(chatwoot, `http://127.0.0.1:${ports.chatwoot}`),
		{
			id: 'odoo',
			name: 'Odoo',
			type: 'chatwootSlaOdooApi',
			data: {
				baseUrl: `http://127.0.0.1:${ports.odoo}`,
				database: odoo.database,
				login: ODOO_LOGIN.login,
				protocol: 'auto',
				apiKey: ODOO_API_KEY,
				password: '',
			},
		},
		{
			id: 'smtp',
			name: 'SMTP',
			type: 'chatwootSlaSmtpApi',
			data: {
				host: '127.0.0.1',
				port: ports.mailbox,
				security: 'none',
				...SMTP_LOGIN,
				fromEmail: 'alerts@example.com',
				fromName: 'Chatwoot SLA',
				ignoreSslIssues: false,
			},
		},
		{
			id: 'slack',
			name: 'Slack',
			type: 'chatwootSlaSlackApi',
			data: {
				connection: 'botToken',
				botToken: slack.token,
				defaultChannel: SLACK_CHANNEL,
				apiBaseUrl: `http://127.0.0.1:${ports.slack}/api`,
				secretWebhookUrl: '',
			},
		},
		{ id: 'board', name: 'SLA Board Login', type: 'httpBasicAuth', data: BOARD_LOGIN },
	];
}

/** `baseUrl` is where n8n finds it. */
export function chatwootCredential(chatwoot: ChatwootSimulator, baseUrl = chatwoot.url): ImportedCredential {
	const { account, token: accessToken, botToken, url: publicUrl } = chatwoot;
	return { id: 'chatwoot', name: 'Chatwoot', type: 'chatwootSlaApi', data: { baseUrl, accountId: account.id, accessToken, botToken, publicUrl } };
}

/** As the Dedupe nodes of a workflow refer to it. */
export const REDIS_CREDENTIAL = { id: 'redis', name: 'Redis' };

export function redisCredential({ redis }: Ports): ImportedCredential {
	return { ...REDIS_CREDENTIAL, type: 'chatwootSlaRedisApi', data: { connection: 'fields', host: '127.0.0.1', port: redis } };
}
