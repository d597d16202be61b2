import { createHmac } from 'node:crypto';
import type { ImportedCredential } from './n8n/server';

/** What a gateway sends with every message. */
export const GATEWAY_HEADER = { name: 'X-Gateway-Key', value: 'sandbox-gateway-key' };

/** Signs what Meta's Cloud API sends. */
export const APP_SECRET = 'sandbox-app-secret';

/** n8n's own types, with the ids and names that workflows/whatsapp-contact-sync.json refers to. */
export const WHATSAPP_CREDENTIALS: ImportedCredential[] = [
	{ id: 'whatsapp-gateway', name: 'WhatsApp Gateway', type: 'httpHeaderAuth', data: GATEWAY_HEADER },
	{ id: 'whatsapp-app', name: 'WhatsApp App', type: 'crypto', data: { hmacSecret: APP_SECRET } },
];

/** The headers of a message from Meta. */
export function metaHeaders(body: string, secret = APP_SECRET): Record<string, string> {
	const signature = createHmac('sha256', secret).update(body).digest('hex');
	return { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` };
}

/** A text message in the envelope of Meta's Cloud API. */
export function metaMessage(message: { id: string; from: string; name: string; text: string; at: Date }): object {
	const { id, from, name, text, at } = message;
	const value = {
		messaging_product: 'whatsapp',
		metadata: { display_phone_number: '15550100000', phone_number_id: '1001' },
		contacts: [{ profile: { name }, wa_id: from }],
		messages: [{ id, from, timestamp: String(Math.floor(at.getTime() / 1000)), type: 'text', text: { body: text } }],
	};
	return { object: 'whatsapp_business_account', entry: [{ id: '2001', changes: [{ field: 'messages', value }] }] };
}
