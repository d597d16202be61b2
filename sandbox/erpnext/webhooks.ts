import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Document } from './document';

/** A Webhook of Frappe: which document tells whom of what. */
export interface FrappeWebhook {
	doctype: string;
	/** `on_update` comes with every save, the first among them. */
	event: 'after_insert' | 'on_update';
	url: string;
	/** What signs; null for none. */
	secret: string | null;
	/** What is sent: a key for each field. */
	data: Readonly<Record<string, string>>;
}

export interface FrappeDelivery {
	body: string;
	signature: string | null;
	/** Null without an answer. */
	status: number | null;
}

/** Between its three attempts. */
const PAUSES_MS = [1_000, 4_000];
const TIMEOUT_MS = 5_000;

/** Sends like Frappe 15: in the background, at most three times. */
export class FrappeCourier {
	readonly webhooks: FrappeWebhook[] = [];
	readonly deliveries: FrappeDelivery[] = [];
	private underway: Promise<unknown> = Promise.resolve();

	tell(document: Document, isNew: boolean): void {
		for (const webhook of this.webhooks) {
			if (webhook.doctype !== document.doctype || (webhook.event === 'after_insert' && !isNew)) continue;
			const body = pythonJson(Object.fromEntries(Object.entries(webhook.data).map(([key, field]) => [key, document[field] ?? null])));
			this.underway = this.underway.then(() => this.send(webhook, body));
		}
	}

	/** Resolves when everything so far was delivered or given up. */
	async settle(): Promise<void> {
		let seen;
		do {
			seen = this.underway;
			await seen;
		} while (seen !== this.underway);
	}

	private async send({ url, secret }: FrappeWebhook, body: string): Promise<void> {
		const signature = secret === null ? null : createHmac('sha256', secret).update(body).digest('base64');
		for (const pauseMs of [...PAUSES_MS, null]) {
			const status = await post(url, body, signature);
			this.deliveries.push({ body, signature, status });
			if ((status !== null && status < 400) || pauseMs === null) return;
			await delay(pauseMs);
		}
	}
}

/** With the header that the form of a Frappe webhook suggests. */
async function post(url: string, body: string, signature: string | null): Promise<number | null> {
	try {
		const headers = { 'content-type': 'application/json', ...(signature === null ? {} : { 'X-Frappe-Webhook-Signature': signature }) };
		return (await fetch(url, { method: 'POST', headers, body: Buffer.from(body), signal: AbortSignal.timeout(TIMEOUT_MS) })).status;
	} catch {
		return null;
	}
}

/** A flat object as Python's json.dumps writes it: spaces behind the marks, and nothing but ASCII. */
function pythonJson(data: Record<string, unknown>): string {
	const pairs = Object.entries(data).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
	return `{${pairs.join(', ')}}`.replace(/[\u0080-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
