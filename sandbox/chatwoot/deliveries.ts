import { createHmac, randomUUID } from 'node:crypto';
import { postWebhook, type WebhookAnswer, type WebhookPost } from '../webhook-post';
import { unixSeconds } from './payloads';
import type { Webhook } from './model';

/** One POST of an event to a webhook. */
export interface Delivery extends WebhookPost, WebhookAnswer {
	event: string;
}

const TIMEOUT_MS = 5_000;

/** Sends events like Chatwoot 4.15: signed, five seconds for the receiver, and never again when it fails. */
export class Courier {
	readonly deliveries: Delivery[] = [];
	private underway: Promise<unknown> = Promise.resolve();

	constructor(private readonly now: () => Date) {}

	/** Events leave one after the other, in the order they happened. */
	send(webhook: Webhook, event: string, payload: Record<string, unknown>): void {
		const body = JSON.stringify(payload);
		this.underway = this.underway.then(() => {
			const { secret, url } = webhook;
			return this.post({ event, url, headers: this.headersFor(body, secret), body });
		});
	}

	/** The same bytes with the same headers once more, as a stranger who listened in would; or with a false signature. */
	async redeliver({ event, url, headers, body }: Delivery, { tamperSignature = false } = {}): Promise<Delivery> {
		const forged = { ...headers, 'x-chatwoot-signature': `sha256=${'0'.repeat(64)}` };
		return await this.post({ event, url, headers: tamperSignature ? forged : headers, body });
	}

	/** Resolves when every event that happened so far was delivered or given up. */
	async settle(): Promise<void> {
		let seen;
		do {
			seen = this.underway;
			await seen;
		} while (seen !== this.underway);
	}

	private headersFor(body: string, secret: string | null): Record<string, string> {
		const headers = { 'content-type': 'application/json', accept: 'application/json', 'x-chatwoot-delivery': randomUUID() };
		if (secret === null) return headers;
		const timestamp = String(unixSeconds(this.now()));
		const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
		return { ...headers, 'x-chatwoot-timestamp': timestamp, 'x-chatwoot-signature': `sha256=${signature}` };
	}

	private async post(request: Omit<Delivery, keyof WebhookAnswer>): Promise<Delivery> {
		const delivery: Delivery = { ...request, ...(await postWebhook(request, TIMEOUT_MS)) };
		this.deliveries.push(delivery);
		return delivery;
	}
}
