import type { IAuthenticate, ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

export class ChatwootSlaApi implements ICredentialType {
	name = 'chatwootSlaApi';

	displayName = 'Chatwoot SLA API';

	icon: Icon = {
		light: 'file:../nodes/ChatwootSlaTrigger/chatwootSlaTrigger.svg',
		dark: 'file:../nodes/ChatwootSlaTrigger/chatwootSlaTrigger.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-chatwoot-sla/n8n-nodes-chatwoot-sla/blob/main/docs/nodes/chatwoot-sla-trigger.md#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://chat.example.com',
			description: 'The address at which n8n reaches Chatwoot',
		},
		{
			displayName: 'Account ID',
			name: 'accountId',
			type: 'number',
			default: 1,
			required: true,
			typeOptions: { minValue: 1 },
			description: 'The number after /accounts/ in the address of your Chatwoot',
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'From Profile Settings in Chatwoot. The trigger needs the token of an administrator.',
		},
		{
			displayName: 'Agent Bot Token',
			name: 'botToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'From Settings, Bots in Chatwoot. The Chatwoot node sends messages with it, so that they do not count as the first reply of a person.',
		},
		{
			displayName: 'Public URL',
			name: 'publicUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://support.example.com',
			description: 'Address agents open in the browser, when it differs. Links in alerts lead there.',
		},
	];

	/**
	 * A function and no expression: n8n (2.41) resolves expressions only while a node runs, and the monitor asks Chatwoot
	 * long after its trigger function has returned. A request that is already signed, with the bot's token, stays so.
	 */
	authenticate: IAuthenticate = ({ accessToken }, request) => {
		const token = typeof accessToken === 'string' ? accessToken.trim() : '';
		return Promise.resolve({ ...request, headers: { api_access_token: token, ...request.headers } });
	};

	/** The address is treated like core/http/base-url.ts does it: a test request can only be an expression. */
	test: ICredentialTestRequest = {
		request: {
			baseURL:
				"={{ $credentials.baseUrl.trim().replace(/^(?![a-z][a-z0-9+.-]*:\\/\\/)/i, 'https://').replace(/[?#].*$/, '').replace(/\\/(app|api)(\\/.*)?$/, '').replace(/\\/+$/, '') }}",
			url: '=/api/v1/accounts/{{ $credentials.accountId }}/agents',
		},
	};
}
