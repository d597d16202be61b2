import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { ShopifySimulator } from '../../sandbox/shopify/shopify-simulator';

let shopify: ShopifySimulator;
let receiver: Server;
let answers: number[];
const received: Array<{ headers: Record<string, unknown>; body: string }> = [];

beforeEach(async () => {
	answers = [];
	received.length = 0;
	shopify = await ShopifySimulator.start({ retryPausesMs: Array.from({ length: 8 }, () => 1) });
	receiver = createServer((request, response) => {
		void readText(request).then((body) => {
			received.push({ headers: request.headers, body });
			response.writeHead(answers.shift() ?? 200).end();
		});
	}).listen(0, '127.0.0.1');
	await once(receiver, 'listening');
	shopify.subscribe(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`, ['orders/create']);
});
afterEach(async () => {
	await shopify.stop();
	receiver.close();
});

test('a webhook is signed over its bytes, in base64, and says which topic it is of', async () => {
	shopify.placeOrder({ firstName: 'Zoë', phone: '+34600112233' });
	await shopify.settle();
	const [webhook] = received;
	expect(webhook?.headers).toMatchObject({
		'x-shopify-topic': 'orders/create',
		'x-shopify-hmac-sha256': createHmac('sha256', shopify.secret).update(webhook?.body ?? '').digest('base64'),
		'x-shopify-shop-domain': 'sandbox.myshopify.com',
	});
	expect(JSON.parse(webhook?.body ?? '')).toMatchObject({ name: '#1001', phone: '+34600112233', customer: { first_name: 'Zoë' } });
});

test('what is not answered with a 2xx is sent again, the same bytes and ids, eight times at most', async () => {
	answers = [500, 302, 204];
	shopify.placeOrder({ firstName: 'Ana' });
	await shopify.settle();
	expect(shopify.deliveries.map(({ status }) => status)).toEqual([500, 302, 204]);
	expect(new Set(received.map(({ body }) => body)).size).toBe(1);
	expect(new Set(received.map(({ headers }) => headers['x-shopify-event-id'])).size).toBe(1);

	answers = Array.from({ length: 20 }, () => 503);
	shopify.placeOrder({ firstName: 'Ben' });
	await shopify.settle();
	expect(received).toHaveLength(3 + 9);
});

test('topics that nobody asked for are not sent', async () => {
	const order = shopify.placeOrder({ firstName: 'Ana' });
	shopify.fulfil(order);
	await shopify.settle();
	expect(received).toHaveLength(1);
});
