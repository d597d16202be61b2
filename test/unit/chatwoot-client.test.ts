import { agentEmails } from '../../core/chatwoot/agents';
import type { ChatwootClient } from '../../core/chatwoot/client';
import { conversationUrl, createChatwootClient, readChatwootCredentials } from '../../core/chatwoot/client';
import { ChatwootError } from '../../core/chatwoot/errors';
import { parseConversation } from '../../core/chatwoot/parse';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { fetchTransport } from './chatwoot-client.harness';

let chatwoot: ChatwootSimulator;
beforeEach(async () => {
	chatwoot = await ChatwootSimulator.start();
});
afterEach(() => chatwoot.stop());

function clientFor({ baseUrl = chatwoot.url, accountId = 1, token = chatwoot.token } = {}): ChatwootClient {
	return createChatwootClient({ baseUrl, accountId }, fetchTransport(token));
}

async function failure(promise: Promise<unknown>): Promise<ChatwootError> {
	const error: unknown = await promise.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (!(error instanceof ChatwootError)) throw new Error('it did not fail the way Chatwoot fails');
	return error;
}

describe('reading', () => {
	test('a conversation with its SLA, as Chatwoot answers it', async () => {
		chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
		const inbox = chatwoot.addInbox({ name: 'Website' });
		const agent = chatwoot.addAgent({ name: 'Anita', email: 'anita@example.com' });
		const at = new Date('2026-02-04T09:00:00Z');
		const conversation = chatwoot.customerWrites({ inbox, contact: { name: 'Jane Doe' }, text: 'Hello?', at });
		chatwoot.assign(conversation, { agent });
		chatwoot.evaluateSlas();

		expect(parseConversation(await clientFor().getConversation(conversation.id))).toMatchObject({
			accountId: 1,
			id: conversation.id,
			status: 'open',
			createdAt: at,
			waitingSince: at,
			firstReplyAt: null,
			assignee: { id: agent.id, email: 'anita@example.com' },
			appliedSla: { name: 'Gold', thresholdSeconds: { frt: 300, nrt: null, rt: null } },
			misses: [{ metric: 'frt' }],
		});
	});

	test('agents, inboxes and labels', async () => {
		chatwoot.addInbox({ name: 'Website' });
		chatwoot.addLabel('vip');
		const client = clientFor();
		expect(await client.listAgents()).toEqual([{ id: chatwoot.administrator.id, email: 'admin@example.com', name: 'Administrator' }]);
		expect((await client.listInboxes()).map(({ name }) => name)).toEqual(['Website']);
		expect((await client.listLabels()).map(({ title }) => title)).toEqual(['vip']);
	});

	test.each(['/', '/app/accounts/1/dashboard', '/api/v1'])('the address may end in %s', async (ending) => {
		expect(await clientFor({ baseUrl: chatwoot.url + ending }).listAgents()).toHaveLength(1);
	});
});

describe('refusals say what happened and what to do, and whether trying again is safe', () => {
	test('a wrong token', async () => {
		const error = await failure(clientFor({ token: 'stolen-token' }).listAgents());
		expect(error).toMatchObject({ status: 401, retryable: false });
		expect(error.message).toContain('401');
		expect(error.advice).toMatch(/token.*administrator.*underscores/s);
		expect(error.message + error.advice).not.toContain('stolen-token');
	});

	test('a token that is no administrator\'s, for webhooks', async () => {
		expect(await failure(clientFor({ token: chatwoot.agentToken }).listWebhooks())).toMatchObject({ status: 401 });
	});

	test('a conversation that is not there', async () => {
		expect((await failure(clientFor().getConversation(99))).message).toBe('Chatwoot has no conversation 99 (404)');
	});

	test('a webhook Chatwoot does not accept', async () => {
		const error = await failure(clientFor().createWebhook({ url: 'nonsense', name: 'x', subscriptions: ['message_created'] }));
		expect(error).toMatchObject({ status: 422, retryable: false });
		expect(error.message).toContain('Url is invalid');
	});

	test('too many requests', async () => {
		chatwoot.answerNextWith(429, 'Retry later');
		expect(await failure(clientFor().listAgents())).toMatchObject({ status: 429, retryable: true });
	});

	test('a failing server: only what merely reads may be tried again', async () => {
		chatwoot.answerNextWith(502, '<html>Bad Gateway</html>');
		expect(await failure(clientFor().listAgents())).toMatchObject({ status: 502, retryable: true });
		chatwoot.answerNextWith(502, '<html>Bad Gateway</html>');
		expect(await failure(clientFor().createWebhook({ url: 'http://n8n', name: '', subscriptions: [] }))).toMatchObject({ retryable: false });
	});

	test('nobody there', async () => {
		const client = clientFor();
		await chatwoot.stop();
		const error = await failure(client.createWebhook({ url: 'http://n8n', name: '', subscriptions: [] }));
		chatwoot = await ChatwootSimulator.start();
		expect(error).toMatchObject({ status: null, retryable: true });
		expect(error.message).toMatch(/^Chatwoot at http:\/\/127\.0\.0\.1:\d+ refused the connection$/);
		expect(error.advice).toMatch(/Nothing listens there.*ECONNREFUSED/);
	});

	test('a page of another server', async () => {
		chatwoot.answerNextWith(200, '<html>Sign in</html>');
		expect((await failure(clientFor().listAgents())).advice).toContain('Check the address');
	});

	test('an answer without what is needed names the path', async () => {
		chatwoot.answerNextWith(200, { payload: { webhooks: [{ id: 1, subscriptions: [] }] } });
		expect((await failure(clientFor().listWebhooks())).message).toContain('payload.webhooks.0.url');
	});
});

describe('e-mail addresses of agents', () => {
	test('callers at once share one request, and the answer is kept', async () => {
		chatwoot.addAgent({ name: 'Anita', email: 'anita@example.com' });
		const client = clientFor();
		const [first, second] = await Promise.all([agentEmails(client, chatwoot.url), agentEmails(client, chatwoot.url)]);
		expect([...first.values()]).toEqual(['admin@example.com', 'anita@example.com']);
		expect(second).toBe(first);
		expect(await agentEmails(client, chatwoot.url)).toBe(first);
		expect(chatwoot.requests).toHaveLength(1);
	});

	test('are asked for again after five minutes', async () => {
		const client = clientFor();
		const now = jest.spyOn(Date, 'now');
		await agentEmails(client, chatwoot.url);
		now.mockReturnValue(Date.now() + 5 * 60_000 + 1);
		await agentEmails(client, chatwoot.url);
		now.mockRestore();
		expect(chatwoot.requests).toHaveLength(2);
	});

	test('a failure is not kept, and accounts are kept apart', async () => {
		chatwoot.answerNextWith(500);
		await failure(agentEmails(clientFor(), chatwoot.url));
		expect((await agentEmails(clientFor(), chatwoot.url)).size).toBe(1);
		await failure(agentEmails(clientFor({ accountId: 2 }), `${chatwoot.url} 2`));
	});
});

describe('the credential', () => {
	test('is read as people type it', () => {
		expect(readChatwootCredentials({ baseUrl: ' chat.example.com/app/ ', accountId: '3', accessToken: 'x' })).toEqual({
			baseUrl: 'https://chat.example.com',
			accountId: 3,
			publicUrl: 'https://chat.example.com',
			botToken: null,
		});
	});

	test('may name another address for browsers', () => {
		const { baseUrl, publicUrl } = readChatwootCredentials({
			baseUrl: 'http://chatwoot:3000',
			accountId: 1,
			publicUrl: 'support.example.com/',
		});
		expect({ baseUrl, publicUrl }).toEqual({ baseUrl: 'http://chatwoot:3000', publicUrl: 'https://support.example.com' });
	});

	test.each([
		['baseUrl', { accountId: 1 }],
		['accountId', { baseUrl: 'https://chat.example.com', accountId: 'first' }],
		['accountId', { baseUrl: 'https://chat.example.com', accountId: 0 }],
	])('without a usable %s is refused by name', (field, credentials) => {
		expect(() => readChatwootCredentials(credentials)).toThrow(field);
	});
});

test('the address of a conversation keeps a sub-path', () => {
	expect(conversationUrl({ baseUrl: 'https://example.com/chat/', accountId: 2 }, 17)).toBe(
		'https://example.com/chat/app/accounts/2/conversations/17',
	);
});
