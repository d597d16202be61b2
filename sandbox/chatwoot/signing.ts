import { createHmac } from 'node:crypto';
import { unixSeconds } from './payloads';

/** The headers that prove who sent a webhook, as Chatwoot 4.15 makes them of its bytes and when it sends them. */
export function signatureHeaders(body: string | Buffer, secret: string, at: Date): Record<string, string> {
	const timestamp = String(unixSeconds(at));
	const signature = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
	return { 'x-chatwoot-timestamp': timestamp, 'x-chatwoot-signature': `sha256=${signature}` };
}
