import type { ImportedCredential } from '../n8n/server';
import type { ErpNextSimulator } from './erpnext-simulator';

/** What the site signs its webhooks with. */
export const ERPNEXT_WEBHOOK_SECRET = 'sandbox-webhook-secret';

/** As the workflows refer to them. `port` is where n8n finds the server: its own, or that of what stands before it. */
export function erpNextCredentials({ apiKey, apiSecret, port: own }: ErpNextSimulator, port = own): ImportedCredential[] {
	return [
		{ id: 'erpnext', name: 'ERPNext', type: 'chatwootSlaErpNextApi', data: { baseUrl: `http://127.0.0.1:${port}`, apiKey, apiSecret } },
		{ id: 'erpnext-webhook', name: 'ERPNext Webhook', type: 'crypto', data: { hmacSecret: ERPNEXT_WEBHOOK_SECRET } },
	];
}
