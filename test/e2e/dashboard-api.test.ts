import { z } from 'zod';
import { DASHBOARD_HEADER, WEBHOOK_CREDENTIALS } from '../../sandbox/appointments/credentials';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import type { Conversation, Inbox } from '../../sandbox/chatwoot/model';
import { FaultProxy } from '../../sandbox/faults';
import { describeEndToEnd, type Stage, startStage } from './harness';

jest.setTimeout(120_000);

const WORKFLOW = 'dashboard-api';
const ORIGIN = 'https://dashboard.example.com';

describeEndToEnd('workflows/dashboard-api.json in a real n8n', () => {
	let stage: Stage;
	let chatwoot: ChatwootSimulator;
	/** Between n8n and Chatwoot. */
	let way: FaultProxy;
	let inbox: Inbox;
	let jane: Conversation;

	beforeAll(async () => {
		chatwoot = await ChatwootSimulator.start();
		inbox = chatwoot.addInbox({ name: 'WhatsApp', channelType: 'Channel::Api' });
		const website = chatwoot.addInbox({ name: 'Website' });
		jane = chatwoot.customerWrites({ inbox, contact: { name: 'Jane Doe', phone: '+31612345678', email: 'jane@example.com' }, text: 'Hello?' });
		for (let index = 0; index < 30; index++) chatwoot.customerWrites({ inbox: website, contact: { name: `Visitor ${index}` }, text: 'Hi' });
		way = await FaultProxy.start();
		stage = await startStage({ workflow: WORKFLOW, servers: { chatwoot, way }, proxies: { chatwoot: way }, credentials: WEBHOOK_CREDENTIALS });
	}, 600_000);
	afterAll(() => stage.stop());

	const KEY = { [DASHBOARD_HEADER.name]: DASHBOARD_HEADER.value };
	/** What the API answers. */
	async function ask(method: 'GET' | 'POST', path: string, { body, headers = KEY }: { body?: unknown; headers?: Record<string, string> } = {}) {
		const response = await fetch(`${stage.n8n.webhookUrl}/webhook/dashboard/${path}`, {
			method,
			headers: { 'content-type': 'application/json', ...headers },
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const text = await response.text();
		expect(text).not.toContain(`:${way.port}`);
		expect(text).not.toContain(chatwoot.token);
		expect(text).not.toContain(chatwoot.botToken);
		return { status: response.status, body: response.status === 403 ? text : (JSON.parse(text) as unknown) };
	}

	test('inboxes', async () => {
		const data = [{ id: inbox.id, name: 'WhatsApp', channel: 'Channel::Api' }, { id: expect.any(Number), name: 'Website', channel: 'Channel::WebWidget' }];
		expect(await ask('GET', 'inboxes')).toEqual({ status: 200, body: { data } });
	});

	test('conversations by status and inbox, 25 a page', async () => {
		const { body } = await ask('GET', `conversations?inbox=${inbox.id}`);
		const contact = { name: 'Jane Doe', phone: '+31612345678', email: 'jane@example.com' };
		expect(body).toMatchObject({ data: [{ id: jane.id, status: 'open', unread: 1, contact, lastMessage: { content: 'Hello?', type: 'incoming' } }], hasMore: false });
		expect(await ask('GET', 'conversations?status=resolved')).toEqual({ status: 200, body: { data: [], page: 1, hasMore: false } });
		const [first, second] = [await ask('GET', 'conversations'), await ask('GET', 'conversations?page=2')];
		expect(first.body).toMatchObject({ data: { length: 25 }, hasMore: true });
		expect(second.body).toMatchObject({ data: { length: 6 }, page: 2, hasMore: false });
	});

	test('conversations by what was written in them', async () => {
		chatwoot.resolve(jane);
		expect((await ask('GET', 'conversations?search=hello')).body).toMatchObject({ data: [{ id: jane.id }], hasMore: false });
		expect((await ask('GET', 'conversations?search=hi&page=2')).body).toMatchObject({ data: { length: 5 }, page: 2, hasMore: false });
		chatwoot.setStatus(jane, 'open');
	});

	test('messages of a conversation, and one that is sent as a person', async () => {
		const sent = await ask('POST', 'send', { body: { conversation: jane.id, content: 'Good morning' } });
		expect(sent).toMatchObject({ status: 200, body: { data: { content: 'Good morning', type: 'outgoing', private: false } } });
		expect(jane.firstReplyAt).not.toBeNull();
		expect(await ask('GET', `messages?conversation=${jane.id}`)).toMatchObject({
			status: 200,
			body: { data: [{ content: 'Hello?', sender: { name: 'Jane Doe' } }, { content: 'Good morning', sender: { type: 'user' } }] },
		});
	});

	test('a conversation is resolved and opened, by name or the other way round', async () => {
		const answers = [];
		for (const status of ['resolved', undefined, undefined, 'open']) answers.push((await ask('POST', 'status', { body: { conversation: jane.id, status } })).body);
		expect(answers).toEqual(['resolved', 'open', 'resolved', 'open'].map((status) => ({ data: { id: jane.id, status } })));
		expect(jane.status).toBe('open');
	});

	test('contacts by part of a name, e-mail or phone', async () => {
		expect((await ask('GET', 'contacts?search=jane')).body).toMatchObject({ data: [{ name: 'Jane Doe', phone: '+31612345678' }], hasMore: false });
		expect((await ask('GET', 'contacts?search=visitor&page=2')).body).toMatchObject({ data: { length: 15 }, page: 2, hasMore: false });
		expect((await ask('GET', 'contacts?search=nobody')).body).toEqual({ data: [], page: 1, hasMore: false });
	});

	test('KPIs', async () => {
		chatwoot.csatRatings.push(5, 4);
		const { body } = await ask('GET', 'kpis');
		expect(body).toMatchObject({ data: { openConversations: 31, avgFirstResponseSeconds: expect.any(Number), csat: { scorePercent: 100 } } });
	});

	test('the last days, 30 or as many as are asked for, today last', async () => {
		expect((await ask('GET', 'reports/by-day')).body).toMatchObject({ data: { length: 30 } });
		const { status, body } = await ask('GET', 'reports/by-day?days=7');
		expect({ status, body }).toMatchObject({ status: 200, body: { data: { length: 7 } } });
		const days = z.object({ data: z.array(z.object({ date: z.string(), conversations: z.number() }).passthrough()) }).parse(body).data;
		expect(days.map(({ date }) => date)).toEqual([...days.map(({ date }) => date)].sort());
		expect(days.reduce((sum, { conversations }) => sum + conversations, 0)).toBe(31);
	});

	test.each([
		['GET', 'conversations?status=lost', 'status must be one of', undefined],
		['GET', 'conversations?page=0', 'page must be a whole number', undefined],
		['GET', 'conversations?inbox=1;2', 'inbox must be', undefined],
		['GET', 'messages', 'conversation must be', undefined],
		['GET', 'messages?conversation=../1', 'conversation must be', undefined],
		['GET', 'contacts?search=j', 'search must have 2', undefined],
		['GET', 'kpis?days=1000', 'days must be', undefined],
		['GET', 'reports/by-day?days=0', 'days must be', undefined],
		['GET', 'conversations?search=x', 'search must have', undefined],
		['POST', 'send', 'conversation must be', { content: 'Hi' }],
		['POST', 'send', 'content must have', { conversation: 1, content: ' ' }],
		['POST', 'send', 'conversation must be', 'no object'],
		['POST', 'status', 'status must be one of open, resolved', { conversation: 1, status: 'snoozed' }],
	] as const)('%s %s is refused: %s', async (method, path, message, body: unknown) => {
		expect(await ask(method, path, { body })).toEqual({ status: 400, body: { error: { code: 'bad_request', message: expect.stringContaining(message) as string } } });
	});

	test('what goes wrong at Chatwoot has its own status', async () => {
		expect(await ask('GET', 'messages?conversation=999')).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
		expect(await ask('POST', 'status', { body: { conversation: 999 } })).toMatchObject({ status: 404 });
		chatwoot.answerNextWith(401, { error: 'Invalid Access Token' });
		expect(await ask('GET', 'inboxes')).toMatchObject({ status: 401, body: { error: { code: 'chatwoot_refused' } } });
		chatwoot.answerNextWith(500, '<html>oops</html>');
		expect(await ask('GET', 'contacts?search=jane')).toEqual({ status: 502, body: { error: { code: 'chatwoot_failed', message: 'Chatwoot failed (500)' } } });
		chatwoot.answerNextWith(200, '<html>Sign in</html>');
		expect(await ask('GET', 'inboxes')).toEqual({ status: 502, body: { error: { code: 'chatwoot_failed', message: 'Chatwoot gave no usable answer' } } });
		// The node tries again three times, in 20 s.
		for (let attempt = 0; attempt < 4; attempt++) chatwoot.answerNextWith(429, {});
		expect(await ask('GET', 'inboxes')).toMatchObject({ status: 429, body: { error: { code: 'too_many_requests' } } });
	});

	test("what Chatwoot does not accept is told in Chatwoot's words, unless they hold an address", async () => {
		const send = async (said: string) => {
			chatwoot.answerNextWith(422, { error: said }, /messages$/);
			return await ask('POST', 'send', { body: { conversation: jane.id, content: 'Hi' } });
		};
		const refusal = (message: string) => ({ status: 422, body: { error: { code: 'not_accepted', message } } });
		expect(await send('Content is too long')).toEqual(refusal('Content is too long'));
		expect(await send(`Content is refused by http://127.0.0.1:${way.port}`)).toEqual(refusal('Chatwoot did not accept this (422)'));
	});

	test('no address of Chatwoot leaves n8n while Chatwoot is away', async () => {
		await way.fail({ kind: 'down' });
		expect(await ask('GET', 'kpis')).toEqual({ status: 502, body: { error: { code: 'chatwoot_failed', message: 'Chatwoot gave no usable answer' } } });
		await way.recover();
	});

	test('strangers are refused, and browsers on other sites as well', async () => {
		expect((await ask('GET', 'inboxes', { headers: {} })).status).toBe(403);
		expect((await ask('GET', 'inboxes', { headers: { [DASHBOARD_HEADER.name]: 'guessed' } })).status).toBe(403);
		const preflight = (origin: string) =>
			fetch(`${stage.n8n.webhookUrl}/webhook/dashboard/send`, {
				method: 'OPTIONS',
				headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': DASHBOARD_HEADER.name },
			});
		for (const origin of [ORIGIN, 'https://evil.example.com']) {
			const { headers } = await preflight(origin);
			expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
			expect(headers.get('access-control-allow-headers')).toBe(DASHBOARD_HEADER.name);
		}
	});
});
