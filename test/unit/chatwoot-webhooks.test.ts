import { ensureWebhook, findWebhook, removeWebhook } from '../../core/chatwoot/account-webhooks';
import type { ChatwootClient } from '../../core/chatwoot/client';
import { createChatwootClient } from '../../core/chatwoot/client';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { fetchTransport } from './chatwoot-client.harness';

const URL = 'https://n8n.example.com/webhook/abc/webhook';
const WANTED = { url: URL, name: 'n8n: SLA', subscriptions: ['message_created', 'conversation_updated'] };

let chatwoot: ChatwootSimulator;
let client: ChatwootClient;
beforeEach(async () => {
	chatwoot = await ChatwootSimulator.start();
	client = createChatwootClient({ baseUrl: chatwoot.url, accountId: 1 }, fetchTransport(chatwoot.token));
});
afterEach(() => chatwoot.stop());

function sentMethods(): string[] {
	return chatwoot.requests.map(({ method }) => method);
}

test('a new URL is registered, and Chatwoot\'s secret comes back', async () => {
	const webhook = await ensureWebhook(client, WANTED);
	expect(chatwoot.webhooks).toEqual([{ id: webhook.id, ...WANTED, secret: webhook.secret }]);
	expect(webhook.secret).toEqual(expect.any(String));
});

test('a webhook with the URL and the events is taken as it is', async () => {
	const first = await ensureWebhook(client, WANTED);
	const second = await ensureWebhook(client, { ...WANTED, subscriptions: [...WANTED.subscriptions].reverse() });
	expect(second).toEqual(first);
	expect(sentMethods()).toEqual(['GET', 'POST', 'GET']);
});

test('differing events are set right, and id and secret stay', async () => {
	const first = await ensureWebhook(client, { ...WANTED, subscriptions: ['message_created', 'contact_created'] });
	const second = await ensureWebhook(client, WANTED);
	expect(second).toMatchObject({ id: first.id, secret: first.secret, subscriptions: WANTED.subscriptions });
	expect(chatwoot.webhooks).toMatchObject([{ subscriptions: WANTED.subscriptions }]);
});

test('somebody who registers the URL at the same moment is joined', async () => {
	const rival: ChatwootClient = {
		...client,
		createWebhook: async (settings) => {
			chatwoot.addWebhook({ ...settings, subscriptions: ['message_created'] });
			return await client.createWebhook(settings);
		},
	};
	const webhook = await ensureWebhook(rival, WANTED);
	expect(chatwoot.webhooks).toMatchObject([{ id: webhook.id, subscriptions: WANTED.subscriptions }]);
});

test('events that Chatwoot does not know are its refusal, not a race', async () => {
	await expect(ensureWebhook(client, { ...WANTED, subscriptions: ['sla_missed'] })).rejects.toThrow('Invalid events');
});

test('a version that signs nothing gives no secret', async () => {
	await chatwoot.stop();
	chatwoot = await ChatwootSimulator.start({ signs: false });
	client = createChatwootClient({ baseUrl: chatwoot.url, accountId: 1 }, fetchTransport(chatwoot.token));
	expect((await ensureWebhook(client, WANTED)).secret).toBeNull();
});

test('removing leaves the others alone, and a webhook that is gone is fine', async () => {
	const { id } = await ensureWebhook(client, WANTED);
	await ensureWebhook(client, { ...WANTED, url: `${URL}-test` });
	await removeWebhook(client, id);
	await removeWebhook(client, id);
	expect(await findWebhook(client, URL)).toBeNull();
	expect(await findWebhook(client, `${URL}-test`)).not.toBeNull();
});

test('a failure to remove is told', async () => {
	chatwoot.answerNextWith(500);
	await expect(removeWebhook(client, 1)).rejects.toThrow('500');
});
