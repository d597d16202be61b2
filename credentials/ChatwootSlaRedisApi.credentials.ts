import type { ICredentialType, INodeProperties } from 'n8n-workflow';

/** Tested by Dedupe: Redis cannot be asked over HTTP. */
export class ChatwootSlaRedisApi implements ICredentialType {
	name = 'chatwootSlaRedisApi';

	displayName = 'Chatwoot SLA Redis API';

	icon = { light: 'file:redis.svg', dark: 'file:redis.dark.svg' } as const;

	documentationUrl = 'https://github.com/n8n-nodes-chatwoot-sla/n8n-nodes-chatwoot-sla/blob/main/docs/nodes/dedupe.md#redis-credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Connection',
			name: 'connection',
			type: 'options',
			options: [
				{ name: 'Fields', value: 'fields', description: 'Host, port and login one by one' },
				{ name: 'URL', value: 'url', description: 'All in one address; sentinels as well' },
			],
			default: 'fields',
		},
		{
			displayName: 'Host',
			name: 'host',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. redis.example.com',
			displayOptions: { show: { connection: ['fields'] } },
		},
		{
			displayName: 'Port',
			name: 'port',
			type: 'number',
			default: 6379,
			required: true,
			displayOptions: { show: { connection: ['fields'] } },
		},
		{
			displayName: 'Database',
			name: 'database',
			type: 'number',
			default: 0,
			typeOptions: { minValue: 0 },
			description: 'The number of the database in Redis',
			displayOptions: { show: { connection: ['fields'] } },
		},
		{
			displayName: 'Username',
			name: 'username',
			type: 'string',
			default: '',
			description: 'Leave empty for the default user',
			displayOptions: { show: { connection: ['fields'] } },
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Leave empty for a Redis that asks for none',
			displayOptions: { show: { connection: ['fields'] } },
		},
		{
			displayName: 'TLS',
			name: 'tls',
			type: 'boolean',
			default: false,
			description: 'Whether to encrypt the connection',
			displayOptions: { show: { connection: ['fields'] } },
		},
		{
			displayName: 'URL',
			name: 'secretUrl',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'e.g. rediss://user:password@redis.example.com:6379/0',
			description:
				'redis:// or, with TLS, rediss://. Sentinels: redis+sentinel://user:password@host1:26379,host2:26379/mymaster/0. It is kept like a password.',
			displayOptions: { show: { connection: ['url'] } },
		},
		{
			displayName: 'Sentinel Password',
			name: 'sentinelPassword',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Only for sentinels that ask for one of their own',
			displayOptions: { show: { connection: ['url'] } },
		},
		{
			displayName: 'CA Certificate',
			name: 'ca',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: 'e.g. -----BEGIN CERTIFICATE-----',
			description: 'With TLS: the authority that signed the server\'s certificate, as PEM. Leave empty for a well-known one.',
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
