import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Arrivals } from '../arrivals';
import { postWebhook, type WebhookAnswer, type WebhookPost } from '../webhook-post';
import { type Fulfilment, fulfilmentPayload, type Order, orderPayload } from './payloads';

export interface ShopifySimulatorOptions {
	/** Signs the webhooks. */
	secret?: string;
	/** How long to wait before each repetition. Shopify repeats eight times in four hours; nobody wants to wait that long for a simulation. */
	retryPausesMs?: readonly number[];
}

/** One POST of an event. */
export interface Delivery extends WebhookPost, WebhookAnswer {
	topic: string;
}

const TIMEOUT_MS = 5_000;
const RETRY_PAUSES_MS = [200, 400, 800, 1_600, 1_600, 1_600, 1_600, 1_600];
const SHOP = 'sandbox.myshopify.com';

/**
 * A shop as far as its webhooks tell of it (Shopify, Admin API 2025-10): signed, five seconds for the receiver, and
 * sent again with the same bytes while it is not answered with a 2xx.
 */
export class ShopifySimulator {
	static start(options: ShopifySimulatorOptions = {}): Promise<ShopifySimulator> {
		return Promise.resolve(new ShopifySimulator(options));
	}

	readonly secret: string;
	private readonly retryPausesMs: readonly number[];
	private readonly arrivals = new Arrivals<Delivery>();
	private readonly subscriptions: Array<{ topic: string; url: string }> = [];
	private readonly underway = new Set<Promise<void>>();
	private readonly stopping = new AbortController();
	private lastId = 1000;

	private constructor({ secret = 'shpss_sandbox', retryPausesMs = RETRY_PAUSES_MS }: ShopifySimulatorOptions) {
		this.secret = secret;
		this.retryPausesMs = retryPausesMs;
	}

	/** Every delivery that was answered or given up, repetitions included. */
	get deliveries(): readonly Delivery[] {
		return this.arrivals.items;
	}

	waitForDeliveries(count: number, timeoutMs?: number): Promise<Delivery[]> {
		return this.arrivals.waitFor(count, timeoutMs);
	}

	subscribe(url: string, topics: readonly string[]): void {
		for (const topic of topics) this.subscriptions.push({ topic, url });
	}

	placeOrder(told: Omit<Order, 'id' | 'number'>): Order {
		const order = { ...told, id: this.nextId(), number: this.lastId };
		this.announce('orders/create', orderPayload(order));
		return order;
	}

	fulfil(order: Order, told: Omit<Fulfilment, 'id' | 'order'> = {}): Fulfilment {
		const fulfilment = { ...told, id: this.nextId(), order };
		this.announce('fulfillments/create', fulfilmentPayload(fulfilment));
		return fulfilment;
	}

	updateFulfilment(fulfilment: Fulfilment, changes: Omit<Fulfilment, 'id' | 'order'>): void {
		Object.assign(fulfilment, changes);
		this.announce('fulfillments/update', fulfilmentPayload(fulfilment));
	}

	/** The same bytes with the same headers once more; or as somebody would send them who has not got the secret. */
	async redeliver({ topic, url, headers, body }: Delivery, { forged = false } = {}): Promise<Delivery> {
		const signature = forged ? { 'x-shopify-hmac-sha256': signatureOf(body, 'guessed') } : {};
		return await this.post({ topic, url, headers: { ...headers, ...signature }, body });
	}

	/** Resolves when every event so far was taken or given up. */
	async settle(): Promise<void> {
		while (this.underway.size > 0) await Promise.all(this.underway);
	}

	async stop(): Promise<void> {
		this.stopping.abort();
		await this.settle();
	}

	private nextId(): number {
		return ++this.lastId;
	}

	private announce(topic: string, payload: object): void {
		const body = JSON.stringify(payload);
		for (const { url } of this.subscriptions.filter((subscription) => subscription.topic === topic)) {
			const delivering = this.deliver({ topic, url, headers: this.headersFor(topic, body), body });
			this.underway.add(delivering);
			void delivering.finally(() => this.underway.delete(delivering));
		}
	}

	private async deliver(request: Omit<Delivery, keyof WebhookAnswer>): Promise<void> {
		for (const pauseMs of [0, ...this.retryPausesMs]) {
			const isWaiting = await delay(pauseMs, true, { signal: this.stopping.signal }).catch(() => false);
			if (!isWaiting) return;
			const { status } = await this.post(request);
			if (status !== null && status >= 200 && status < 300) return;
		}
	}

	private headersFor(topic: string, body: string): Record<string, string> {
		return {
			'content-type': 'application/json',
			'x-shopify-topic': topic,
			'x-shopify-hmac-sha256': signatureOf(body, this.secret),
			'x-shopify-shop-domain': SHOP,
			'x-shopify-api-version': '2025-10',
			'x-shopify-webhook-id': randomUUID(),
			'x-shopify-event-id': randomUUID(),
			'x-shopify-triggered-at': new Date().toISOString(),
		};
	}

	private async post(request: Omit<Delivery, keyof WebhookAnswer>): Promise<Delivery> {
		const delivery = { ...request, ...(await postWebhook(request, TIMEOUT_MS)) };
		this.arrivals.add(delivery);
		return delivery;
	}
}

function signatureOf(body: string, secret: string): string {
	return createHmac('sha256', secret).update(body).digest('base64');
}
