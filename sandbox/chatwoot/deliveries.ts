import { randomUUID } from 'node:crypto';
import { postWebhook, type WebhookAnswer, type WebhookPost } from '../webhook-post';
import type { Webhook } from './model';
import { signatureHeaders } from './signing';

/** One POST of an event to a webhook. */
export interface Delivery extends WebhookPost, WebhookAnswer {
	event: string;
}

/** An event for a webhook, not signed yet. */
export interface Outgoing {
	event: string;
	webhook: Webhook;
	body: string;
	/** The delivery id. */
	id: string;
}

const TIMEOUT_MS = 5_000;

/** Sends events like Chatwoot 4.15: signed, five seconds for the receiver, and never again when it fails. */
export class Courier {
	readonly deliveries: Delivery[] = [];
	private underway: Promise<unknown> = Promise.resolve();
	private withheld: Outgoing[] | null = null;

	constructor(private readonly now: () => Date) {}

	/** Events leave one after the other, in the order they happened. */
	send(webhook: Webhook, event: string, payload: Record<string, unknown>): void {
		const outgoing = { event, webhook, body: JSON.stringify(payload), id: randomUUID() };
		if (this.withheld === null) this.underway = this.underway.then(() => this.deliver(outgoing));
		else this.withheld.push(outgoing);
	}

	/** Keeps back what is to be sent meanwhile, for `deliver`. */
	withhold(happening: () => void): Outgoing[] {
		const withheld: Outgoing[] = [];
		this.withheld = withheld;
		try {
			happening();
		} finally {
			this.withheld = null;
		}
		return withheld;
	}

	/** Signs it now, and sends it. Done twice, it is one delivery id signed at two times. */
	async deliver({ event, webhook: { secret, url }, body, id }: Outgoing): Promise<Delivery> {
		return await this.post({ event, url, headers: this.headersFor(body, secret, id), body });
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

	private headersFor(body: string, secret: string | null, id: string): Record<string, string> {
		const headers = { 'content-type': 'application/json', accept: 'application/json', 'x-chatwoot-delivery': id };
		return secret === null ? headers : { ...headers, ...signatureHeaders(body, secret, this.now()) };
	}

	private async post(request: Omit<Delivery, keyof WebhookAnswer>): Promise<Delivery> {
		const delivery: Delivery = { ...request, ...(await postWebhook(request, TIMEOUT_MS)) };
		this.deliveries.push(delivery);
		return delivery;
	}
}
