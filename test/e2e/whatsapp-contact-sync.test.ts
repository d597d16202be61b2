import { type Inbox, written } from '../../sandbox/chatwoot/model';
import { metaHeaders, metaMessage } from '../../sandbox/whatsapp';
import { describeEndToEnd, type Stage } from './harness';
import { gatewayDelivers, startWhatsAppStage } from './whatsapp.harness';

const MINUTE = 60_000;

describeEndToEnd('workflows/whatsapp-contact-sync.json in a real n8n', () => {
	let stage: Stage;
	let inbox: Inbox;

	beforeAll(async () => {
		({ stage, inbox } = await startWhatsAppStage());
	}, 600_000);
	afterAll(async () => {
		await stage.stop();
	}, MINUTE);

	const post = (path: string, headers: Record<string, string>, body: string) =>
		fetch(`${stage.n8n.webhookUrl}/webhook/${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
	const fromGateway = (...messages: object[]) => gatewayDelivers(stage, ...messages);
	const fromMeta = (body: string, headers = metaHeaders(body)) => post('whatsapp-cloud', headers, body);
	const ended = async <Result>(more: number, act: () => Promise<Result>) => {
		const before = (await stage.n8n.client.waitForWebhookExecutions(stage.workflowId, 0)).length;
		const result = await act();
		return { result, executions: (await stage.n8n.client.waitForWebhookExecutions(stage.workflowId, before + more, 2 * MINUTE)).slice(before) };
	};
	const conversationsOf = (phone: string) => stage.chatwoot.conversations.filter(({ contact }) => contact.phone === phone);
	const textsOf = (phone: string) => conversationsOf(phone).flatMap((conversation) => written(conversation).map(({ content }) => content));

	test('a first message makes contact, conversation, labels and attributes; the webhook is answered at once', async () => {
		const { result: answer, executions } = await ended(1, () => fromGateway({ from: '31612345678', text: { body: 'Hallo' } }));
		expect(answer.status).toBe(200);
		expect(executions).toMatchObject([{ status: 'success', error: null }]);
		const [conversation, ...others] = conversationsOf('+31612345678');
		expect(others).toEqual([]);
		expect(conversation?.contact.name).toBe('WhatsApp +31612345678');
		expect(conversation?.inbox).toBe(inbox);
		expect(conversationsOf('+31612345678').flatMap(written)).toMatchObject([{ type: 'incoming', content: 'Hallo' }]);
		expect(conversation?.labels).toEqual(['journey-first-contact']);
		expect(stage.chatwoot.labels).toEqual(['journey-first-contact']);
		expect(Date.parse(String(conversation?.contact.customAttributes['whatsapp_last_message_at']))).toBeGreaterThan(0);
		expect(JSON.stringify(executions[0]?.nodes['Add Labels'])).toContain('"renamed":[{"from":"journey:first-contact","to":"journey-first-contact"}]');
	}, MINUTE);

	test('50 messages of one new number at the same moment: one contact, one conversation, every message', async () => {
		const { chatwoot } = stage;
		const forms = ['34600111222', '34600111222@c.us', '34600111222@s.whatsapp.net', '34600111222:7@s.whatsapp.net', '+34 600 111 222'];
		const numbers = Array.from({ length: 50 }, (_, index) => index);
		const { result: answers, executions } = await ended(50, () =>
			Promise.all(numbers.map((n) => fromGateway({ id: `burst-${n}`, from: forms[n % forms.length], text: { body: `Message ${n}` } }))),
		);
		expect(answers.map(({ status }) => status)).toEqual(numbers.map(() => 200));
		expect(executions.map(({ status, error }) => ({ status, error }))).toEqual(numbers.map(() => ({ status: 'success', error: null })));
		expect(chatwoot.contacts.filter(({ phone }) => phone === '+34600111222')).toHaveLength(1);
		expect(conversationsOf('+34600111222')).toHaveLength(1);
		expect(textsOf('+34600111222').sort()).toEqual(numbers.map((n) => `Message ${n}`).sort());
		expect(conversationsOf('+34600111222')[0]?.labels).toEqual(['journey-first-contact']);
		expect(chatwoot.labels).toEqual(['journey-first-contact']);
	}, 4 * MINUTE);

	test('a message that is delivered again, alone or beside others, is stored once', async () => {
		const first = { id: 'again-1', from: '447911123456@c.us', text: { body: 'Once' }, timestamp: 1767348000 };
		const second = { id: 'again-2', from: '447911123456@c.us', text: { body: 'Twice' }, timestamp: 1767340000 };
		await ended(1, () => fromGateway(first));
		await ended(2, async () => {
			await fromGateway(first, second);
			await fromGateway(second);
		});
		expect(textsOf('+447911123456').sort()).toEqual(['Once', 'Twice']);
		// The second one was written earlier.
		const [conversation] = conversationsOf('+447911123456');
		expect(conversation?.contact.customAttributes['whatsapp_last_message_at']).toBe('2026-01-02T10:00:00.000Z');
	}, MINUTE);

	test('the time of the latest message never goes back, in whatever order and however many at once they come', async () => {
		const from = '447911123457';
		const at = (minutes: number) => ({ id: `order-${minutes}`, from, text: { body: `At ${minutes}` }, timestamp: 1767348000 + minutes * 60 });
		const latest = () => conversationsOf('+447911123457')[0]?.contact.customAttributes['whatsapp_last_message_at'];
		await ended(1, () => fromGateway(at(3), at(1), at(2)));
		expect(latest()).toBe('2026-01-02T10:03:00.000Z');
		await ended(8, () => Promise.all([9, 16, 11, 14, 10, 15, 12, 13].map((minutes) => fromGateway(at(minutes)))));
		expect(latest()).toBe('2026-01-02T10:16:00.000Z');
	}, 2 * MINUTE);

	test('a number that is written as one dials it from abroad is the same number', async () => {
		await ended(1, () => fromGateway({ id: 'dialled', from: '0031612345678', text: { body: 'Dialled' } }));
		expect(textsOf('+31612345678')).toContain('Dialled');
	}, MINUTE);

	test('labels and attributes that come with a message are added to those there are', async () => {
		const from = '31612345678';
		await ended(1, () =>
			fromGateway({ from, text: { body: 'I drive trucks' }, labels: ['intent:apply', 'role:driver'], attributes: { role: 'driver', cv: { secret: 1 } } }),
		);
		const [conversation] = conversationsOf('+31612345678');
		expect(conversation?.labels).toEqual(['journey-first-contact', 'intent-apply', 'role-driver']);
		expect(conversation?.contact.customAttributes).toMatchObject({ role: 'driver' });
		expect(conversation?.contact.customAttributes).not.toHaveProperty('cv');
		expect(stage.chatwoot.labels).toEqual(['journey-first-contact', 'intent-apply', 'role-driver']);
	}, MINUTE);

	test("what is no phone number makes no contact, and one's own messages are left alone", async () => {
		const before = stage.chatwoot.contacts.length;
		const { executions } = await ended(1, () =>
			fromGateway(
				{ id: 'group', from: '120363025246125486@g.us', text: { body: 'Hello group' } },
				{ id: 'own', from: '31687654321', fromMe: true, text: { body: 'Mine' } },
				{ id: 'odd', from: null, text: 7 },
			),
		);
		expect(executions).toMatchObject([{ status: 'success', error: null }]);
		expect(JSON.stringify(executions[0]?.nodes['No Phone Number'])).toContain('The phone is no phone number');
		expect(stage.chatwoot.contacts).toHaveLength(before);
	}, MINUTE);

	test('while Chatwoot fails the webhook is answered 200 and the failure logged; delivered again, the message is stored', async () => {
		const { chatwoot } = stage;
		const message = { id: 'failing', from: '4915112345678', text: { body: 'Anybody?' } };
		for (let attempts = 0; attempts < 3; attempts++) chatwoot.answerNextWith(503);
		const { result: answer, executions } = await ended(1, () => fromGateway(message));
		expect(answer.status).toBe(200);
		expect(executions[0]?.nodes['Log Failure']?.[0]?.outputs).toEqual([
			[{ at: expect.any(String), message: 'whatsapp:failing', error: expect.stringContaining('503'), whatToDo: expect.stringContaining('log') }],
		]);
		expect(conversationsOf('+4915112345678')).toEqual([]);
		await ended(1, () => fromGateway(message));
		expect(textsOf('+4915112345678')).toEqual(['Anybody?']);
	}, MINUTE);

	test("Meta's messages are taken with the profile's name, once, and only when Meta signed them", async () => {
		const at = new Date('2026-01-02T10:00:00Z');
		const body = JSON.stringify(metaMessage({ id: 'wamid.1', from: '5491123456789', name: 'Óscar Núñez', text: 'Hola, ¿está {abierto}?', at }));
		await ended(2, async () => {
			expect((await fromMeta(body)).status).toBe(200);
			expect((await fromMeta(body)).status).toBe(200);
		});
		const [conversation] = conversationsOf('+5491123456789');
		expect(conversation?.contact.name).toBe('Óscar Núñez');
		expect(textsOf('+5491123456789')).toEqual(['Hola, ¿está {abierto}?']);

		const before = stage.chatwoot.requests.length;
		const forged = body.replace('wamid.1', 'wamid.2');
		expect((await fromMeta(forged, metaHeaders(forged, 'guessed'))).status).toBe(401);
		expect((await fromMeta(forged, {})).status).toBe(401);
		expect((await fromMeta('', {})).status).toBe(401);
		expect(stage.chatwoot.requests).toHaveLength(before);
	}, MINUTE);

	test("Meta's news of what became of a message is answered and no message", async () => {
		const body = JSON.stringify({ entry: [{ changes: [{ value: { statuses: [{ id: 'wamid.9', status: 'read' }] } }] }] });
		const before = stage.chatwoot.requests.length;
		const { result: answer, executions } = await ended(1, () => fromMeta(body));
		expect(answer.status).toBe(200);
		expect(executions).toMatchObject([{ status: 'success' }]);
		expect(stage.chatwoot.requests).toHaveLength(before);
	}, MINUTE);

	test('Meta verifies the address with the verify token; strangers are refused', async () => {
		const verify = (token: string) =>
			fetch(`${stage.n8n.webhookUrl}/webhook/whatsapp-cloud?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=1158201444`);
		const right = await verify('change-me');
		expect([right.status, await right.text()]).toEqual([200, '1158201444']);
		expect((await verify('guessed')).status).toBe(403);
		expect((await post('whatsapp', {}, '{}')).status).toBe(403);
	}, MINUTE);
});
