import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { type Inbox, written } from '../../sandbox/chatwoot/model';
import { shopifyCredentials } from '../../sandbox/shopify/credentials';
import { ShopifySimulator } from '../../sandbox/shopify/shopify-simulator';
import { readWorkflow } from '../../sandbox/stage';
import { settingsOf } from '../../sandbox/workflow-settings';
import { describeEndToEnd, type Stage, startStage } from './harness';

const MINUTE = 60_000;
const WORKFLOW = 'shopify-order-updates';
/** Without a word for customers whose name is not known. */
const TEXTS = {
	es: { created: 'Hola {firstName}, hemos recibido tu pedido {order} ({total}). ¡Gracias!', shipped: '{order} en camino', shipped_tracked: '{order}: {tracking}' },
};
const TOPICS = ['orders/create', 'orders/paid', 'fulfillments/create', 'fulfillments/update'];

describeEndToEnd('workflows/shopify-order-updates.json in a real n8n', () => {
	let stage: Stage;
	let shopify: ShopifySimulator;
	/** The shop whose messages go out as templates. */
	let templates: ShopifySimulator;
	let inbox: Inbox;

	beforeAll(async () => {
		const chatwoot = await ChatwootSimulator.start();
		inbox = chatwoot.addInbox({ name: 'WhatsApp', channelType: 'Channel::Whatsapp' });
		shopify = await ShopifySimulator.start();
		templates = await ShopifySimulator.start();
		const withTemplates = {
			Settings: await settingsOf(WORKFLOW, { inboxId: inbox.id, useTemplates: true, texts: JSON.stringify(TEXTS) }),
			Shopify: { httpMethod: 'POST', path: 'shopify-templates', responseMode: 'responseNode', options: { rawBody: true } },
		};
		stage = await startStage({
			workflow: WORKFLOW,
			workflows: [{ ...(await readWorkflow(WORKFLOW, { parameters: withTemplates })), id: 'with-templates' }],
			servers: { chatwoot, shopify, templates },
			credentials: shopifyCredentials(shopify),
			parameters: { Settings: await settingsOf(WORKFLOW, { inboxId: inbox.id }) },
		});
		shopify.subscribe(`${stage.n8n.webhookUrl}/webhook/shopify`, TOPICS);
		templates.subscribe(`${stage.n8n.webhookUrl}/webhook/shopify-templates`, TOPICS);
	}, 600_000);
	afterAll(async () => {
		await stage.stop();
	}, MINUTE);

	const textsOf = (phone: string) =>
		stage.chatwoot.conversations.filter(({ contact }) => contact.phone === phone).flatMap((conversation) => written(conversation).map(({ content }) => content));
	const answers = () => shopify.deliveries.map(({ status, answer }): unknown => [status, answer === '' ? '' : JSON.parse(answer)]);
	const lastAnswer = () => answers().at(-1);

	test('an order is confirmed in a new conversation, in Spanish; what becomes of it follows there', async () => {
		const order = shopify.placeOrder({ firstName: 'Ana', phone: '600 11 22 33', locale: 'es-ES' });
		await shopify.settle();
		expect(lastAnswer()).toEqual([200, { status: 'sent', reason: null }]);
		expect(textsOf('+34600112233')).toEqual([`Hola Ana, hemos recibido tu pedido #${order.number} (49.90 EUR). ¡Gracias!`]);

		const fulfilment = shopify.fulfil(order, { trackingNumber: 'ES123', trackingUrl: 'https://track.example.com/ES123' });
		await shopify.settle();
		shopify.updateFulfilment(fulfilment, { shipmentStatus: 'in_transit' });
		shopify.updateFulfilment(fulfilment, { shipmentStatus: 'out_for_delivery' });
		await shopify.settle();
		shopify.updateFulfilment(fulfilment, { shipmentStatus: 'delivered' });
		shopify.updateFulfilment(fulfilment, { shipmentStatus: 'delivered' });
		await shopify.settle();
		expect(textsOf('+34600112233').slice(1)).toEqual([
			`Hola Ana, tu pedido #${order.number} ya está en camino: https://track.example.com/ES123`,
			`Hola Ana, tu pedido #${order.number} llega hoy.`,
			`Hola Ana, tu pedido #${order.number} ha sido entregado. ¡Que lo disfrutes!`,
		]);
		const conversations = stage.chatwoot.conversations.filter(({ contact }) => contact.phone === '+34600112233');
		// The bot wrote, and nobody has to answer.
		expect(conversations).toMatchObject([{ status: 'resolved', firstReplyAt: null }]);
		expect(conversations[0]?.messages.every(({ sender }) => sender.kind === 'bot')).toBe(true);
	}, 2 * MINUTE);

	test('a customer whom Chatwoot knows gets it in the conversation there is, in English', async () => {
		const conversation = stage.chatwoot.customerWrites({ inbox, contact: { name: 'Joe', phone: '+447911123456' }, text: 'Where is it?' });
		const order = shopify.placeOrder({ firstName: 'Joe', shippingPhone: '07911 123456', country: 'GB' });
		await shopify.settle();
		shopify.fulfil(order);
		await shopify.settle();
		expect(conversation.messages.slice(1).map(({ content }) => content)).toEqual([
			`Hi Joe, we have received your order #${order.number} (49.90 EUR). Thank you!`,
			`Hi Joe, your order #${order.number} is on its way.`,
		]);
		expect(conversation.status).toBe('open');
	}, MINUTE);

	test('who gave a phone with the order only is told of its fulfilment in the conversation in which it was confirmed', async () => {
		const order = shopify.placeOrder({ firstName: 'Zoe', phone: '+34688999000' });
		await shopify.settle();
		const [conversation] = stage.chatwoot.conversations.filter(({ contact }) => contact.phone === '+34688999000');
		// Another conversation that speaks of the order is not the customer's.
		stage.chatwoot.customerWrites({ inbox, contact: { name: 'Gossip', phone: '+34600000003' }, text: `Has #${order.number} come?` });
		shopify.fulfil(order);
		await shopify.settle();
		expect(lastAnswer()).toEqual([200, { status: 'sent', reason: null }]);
		expect(conversation?.messages.map(({ content }) => content)).toEqual([
			`Hola Zoe, hemos recibido tu pedido #${order.number} (49.90 EUR). ¡Gracias!`,
			`Hola Zoe, tu pedido #${order.number} ya está en camino.`,
		]);
		stage.chatwoot.answerNextWith(503, {}, /^GET .*\/conversations$/);
		const before = shopify.deliveries.length;
		shopify.fulfil({ id: 1, number: order.number, firstName: 'Eve' });
		await shopify.settle();
		expect(answers().slice(before)).toEqual([
			[503, { status: 'failed', reason: expect.stringContaining('(503)') }],
			[200, { status: 'not sent', reason: 'no contact' }],
		]);
		expect(textsOf('+34600000003')).toHaveLength(1);
	}, MINUTE);

	test('WhatsApp templates carry the values in their order; agents see the text', async () => {
		const order = templates.placeOrder({ firstName: 'Inés', phone: '+34655666777', total: '12.00' });
		await templates.settle();
		templates.fulfil(order);
		await templates.settle();
		templates.fulfil(order, { trackingUrl: 'https://track.example.com/1' });
		await templates.settle();
		const [conversation] = stage.chatwoot.conversations.filter(({ contact }) => contact.phone === '+34655666777');
		expect(conversation?.messages[0]).toMatchObject({
			content: `Hola Inés, hemos recibido tu pedido #${order.number} (12.00 EUR). ¡Gracias!`,
			template: { name: 'order_created', language: 'es', category: 'UTILITY' },
		});
		// As many as each template has: Chatwoot leaves out an empty one, and WhatsApp refuses one too many.
		expect(conversation?.messages.map(({ template }) => template?.['processed_params'])).toEqual([
			{ body: { 1: 'Inés', 2: `#${order.number}`, 3: '12.00 EUR' } },
			{ body: { 1: 'Inés', 2: `#${order.number}` } },
			{ body: { 1: 'Inés', 2: `#${order.number}`, 3: 'https://track.example.com/1' } },
		]);
	}, MINUTE);

	test('a mistake in the settings is not asked for again: Shopify would remove the webhook', async () => {
		const before = templates.deliveries.length;
		templates.placeOrder({ firstName: '', phone: '+34655666778' });
		await templates.settle();
		expect(templates.deliveries.slice(before).map(({ status, answer }): unknown => [status, JSON.parse(answer)])).toEqual([
			[200, { status: 'failed', reason: 'Template Parameters: body.1 is empty' }],
		]);
	}, MINUTE);

	test('what Shopify did not sign is answered 401 and changes nothing; what it sends again is not sent again', async () => {
		const [first] = shopify.deliveries;
		if (first === undefined) throw new Error('nothing was delivered');
		const [requests, messages] = [stage.chatwoot.requests.length, textsOf('+34600112233').length];
		expect(await shopify.redeliver(first, { forged: true })).toMatchObject({ status: 401, answer: '' });
		expect(await shopify.redeliver({ ...first, body: first.body.replace('Ana', 'Eve') })).toMatchObject({ status: 401 });
		expect(await shopify.redeliver({ ...first, headers: { 'content-type': 'application/json' } })).toMatchObject({ status: 401 });
		expect(await shopify.redeliver({ ...first, body: '' })).toMatchObject({ status: 401 });
		await shopify.redeliver(first);
		expect(lastAnswer()).toEqual([200, { status: 'ignored', reason: 'told before' }]);
		expect(stage.chatwoot.requests).toHaveLength(requests);
		expect(textsOf('+34600112233')).toHaveLength(messages);
	}, MINUTE);

	test.each([
		['test orders', { firstName: 'Test', phone: '+34600000001', isTest: true }, { status: 'ignored', reason: 'test order' }],
		['cancelled orders', { firstName: 'Off', phone: '+34600000002', isCancelled: true }, { status: 'ignored', reason: 'cancelled order' }],
		['orders of nobody who can be reached', { firstName: 'Anon' }, { status: 'ignored', reason: 'no phone and no e-mail' }],
		['a phone that is none', { firstName: 'Typo', phone: 'call me' }, { status: 'not sent', reason: 'no contact' }],
		['an e-mail that Chatwoot does not know', { firstName: 'Mail', email: 'mail@example.com' }, { status: 'not sent', reason: 'no contact' }],
	])('%s make no contact and no message', async (_what, order, answer) => {
		const before = [stage.chatwoot.contacts.length, stage.chatwoot.conversations.length];
		shopify.placeOrder(order);
		await shopify.settle();
		expect(lastAnswer()).toEqual([200, answer]);
		expect([stage.chatwoot.contacts.length, stage.chatwoot.conversations.length]).toEqual(before);
	}, MINUTE);

	test('who has opted out is sent nothing', async () => {
		const { chatwoot } = stage;
		const conversation = chatwoot.customerWrites({ inbox, contact: { name: 'Bo', phone: '+34611222333' }, text: 'Stop' });
		chatwoot.setLabels(conversation, ['opt-out']);
		shopify.placeOrder({ firstName: 'Bo', phone: '+34611222333' });
		await shopify.settle();
		expect(lastAnswer()).toEqual([200, { status: 'not sent', reason: 'opted out' }]);
		expect(textsOf('+34611222333')).toEqual(['Stop']);
	}, MINUTE);

	test('while Chatwoot is away Shopify is asked to try again, and the message follows, once', async () => {
		const before = shopify.deliveries.length;
		stage.chatwoot.answerNextWith(503);
		stage.chatwoot.answerNextWith(503);
		const order = shopify.placeOrder({ firstName: 'Eva', phone: '+34622333444' });
		await shopify.settle();
		expect(shopify.deliveries.slice(before).map(({ status }) => status)).toEqual([503, 503, 200]);
		expect(textsOf('+34622333444')).toEqual([`Hola Eva, hemos recibido tu pedido #${order.number} (49.90 EUR). ¡Gracias!`]);
	}, MINUTE);

	test('what is still being sent when Shopify repeats it is answered 503, and not lost when it fails', async () => {
		const before = shopify.deliveries.length;
		const slow = stage.chatwoot.holdNext(/^POST .*\/messages$/);
		stage.chatwoot.answerNextWith(500, {}, /^POST .*\/messages$/);
		const order = shopify.placeOrder({ firstName: 'Leo', phone: '+34677888999' });
		await slow.reached;
		// Shopify gives up its first attempt after five seconds, and begins the next.
		await shopify.waitForDeliveries(before + 2, MINUTE);
		slow.release();
		await shopify.settle();
		const [first, second, ...others] = shopify.deliveries.slice(before).map(({ status }) => status);
		expect([first, second, others.at(-1)]).toEqual([null, 503, 200]);
		expect(textsOf('+34677888999')).toEqual([`Hola Leo, hemos recibido tu pedido #${order.number} (49.90 EUR). ¡Gracias!`]);
	}, MINUTE);

	test('what Chatwoot refuses for good is not asked for again', async () => {
		const before = shopify.deliveries.length;
		stage.chatwoot.answerNextWith(422, { message: 'Nope' });
		shopify.placeOrder({ firstName: 'Ivo', phone: '+34633444555' });
		await shopify.settle();
		expect(shopify.deliveries.slice(before)).toHaveLength(1);
		expect(lastAnswer()).toEqual([200, { status: 'failed', reason: expect.stringContaining('(422): Nope') }]);
	}, MINUTE);

	test('ten copies of one webhook at once are one message', async () => {
		const before = shopify.deliveries.length;
		const order = shopify.placeOrder({ firstName: 'Uma', phone: '+34644555666' });
		await shopify.settle();
		const delivery = shopify.deliveries[before];
		if (delivery === undefined) throw new Error('nothing was delivered');
		await Promise.all(Array.from({ length: 10 }, () => shopify.redeliver(delivery)));
		expect(textsOf('+34644555666')).toEqual([`Hola Uma, hemos recibido tu pedido #${order.number} (49.90 EUR). ¡Gracias!`]);
	}, MINUTE);
});
