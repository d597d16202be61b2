import type { IAuthenticate, ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

export class ChatwootSlaErpNextApi implements ICredentialType {
	name = 'chatwootSlaErpNextApi';

	displayName = 'Chatwoot SLA ERPNext API';

	icon: Icon = { light: 'file:../nodes/ErpNextNotify/erpNextNotify.svg', dark: 'file:../nodes/ErpNextNotify/erpNextNotify.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-chatwoot-sla/n8n-nodes-chatwoot-sla/blob/main/docs/nodes/erpnext-notify.md#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://erp.example.com',
			description: 'The address at which n8n reaches ERPNext, or another Frappe site',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: "From the settings of a user in ERPNext: API Access, Generate Keys. What the user may do, n8n may do.",
		},
		{
			displayName: 'API Secret',
			name: 'apiSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Shown once, when the keys are generated',
		},
	];

	authenticate: IAuthenticate = ({ apiKey, apiSecret }, request) => {
		const token = [apiKey, apiSecret].map((part) => (typeof part === 'string' ? part.trim() : '')).join(':');
		return Promise.resolve({ ...request, headers: { ...request.headers, authorization: `token ${token}` } });
	};

	/** The address is treated like core/http/base-url.ts does it: a test request can only be an expression. */
	test: ICredentialTestRequest = {
		request: {
			baseURL:
				"={{ $credentials.baseUrl.trim().replace(/^(?![a-z][a-z0-9+.-]*:\\/\\/)/i, 'https://').replace(/[?#].*$/, '').replace(/\\/(app|api|desk)(\\/.*)?$/, '').replace(/\\/+$/, '') }}",
			url: '/api/method/frappe.auth.get_logged_user',
		},
	};
}
