import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { parseWebhookEvent } from '../../core/chatwoot/parse';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { SUBSCRIPTIONS } from '../../sandbox/chatwoot/model';

const CREATED = new Date('2026-02-04T09:00:00Z');
const minutesLater = (minutes: number) => new Date(CREATED.getTime() + minutes * 60_000);

let chatwoot: ChatwootSimulator;
let receiver: Server;

beforeEach(async () => {
	chatwoot = await ChatwootSimulator.start({ now: () => CREATED });
	receiver = createServer((_request, response) => response.end());
	await once(receiver.listen(0, '127.0.0.1'), 'listening');
	const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
	chatwoot.addWebhook({ name: null, url, subscriptions: SUBSCRIPTIONS.filter((event) => !event.startsWith('contact_')) });
});
afterEach(async () => {
	await chatwoot.stop();
	receiver.close();
});

function janeWrites() {
	return chatwoot.customerWrites({ inbox: chatwoot.addInbox({ name: 'Website' }), contact: { name: 'Jane Doe' }, text: 'Hello?' });
}

async function sent(): Promise<Array<Record<string, unknown>>> {
	await chatwoot.settle();
	return chatwoot.deliveries.map(({ body }) => z.record(z.unknown()).parse(JSON.parse(body)));
}

test('a new conversation with an SLA is three events, each as Chatwoot shapes it', async () => {
	chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
	janeWrites();
	const [created, message, updated] = await sent();
	expect(created).toMatchObject({ event: 'conversation_created', waiting_since: 1770195600, first_reply_created_at: null, applied_sla: null });
	expect(message).toMatchObject({
		event: 'message_created',
		message_type: 'incoming',
		conversation: { id: 1, messages: [{ message_type: 0 }] },
	});
	expect(updated).toMatchObject({
		event: 'conversation_updated',
		changed_attributes: [{ sla_policy_id: { previous_value: null } }],
		applied_sla: { sla_status: 'active', sla_first_response_time_threshold: 300 },
		sla_events: [],
	});
});

test('after a reply nobody waits, which webhooks write as 0, and the assignee has no e-mail', async () => {
	const agent = chatwoot.addAgent({ name: 'Anita', email: 'anita@example.com' });
	const conversation = janeWrites();
	chatwoot.assign(conversation, { agent });
	chatwoot.agentReplies(conversation, { agent, text: 'Hello Jane', at: minutesLater(2) });
	const last = (await sent()).at(-1);
	expect(last).toMatchObject({ waiting_since: 0, first_reply_created_at: '2026-02-04T09:02:00.000Z', meta: { assignee: { id: agent.id } } });
	expect(last).not.toHaveProperty('meta.assignee.email');
	expect(parseWebhookEvent(last).conversation).toMatchObject({ waitingSince: null, firstReplyAt: minutesLater(2) });
});

test('the first miss is told, the second is only recorded', async () => {
	chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300, resolution: 3600 });
	const conversation = janeWrites();
	const before = (await sent()).length;

	chatwoot.evaluateSlas(minutesLater(5));
	expect(await sent()).toHaveLength(before);

	chatwoot.evaluateSlas(minutesLater(6));
	expect((await sent()).slice(before)).toMatchObject([
		{ event: 'conversation_updated', applied_sla: { sla_status: 'active_with_misses' }, sla_events: [{ event_type: 'frt' }] },
	]);

	chatwoot.evaluateSlas(minutesLater(61));
	expect(await sent()).toHaveLength(before + 1);
	expect(conversation.slaEvents.map(({ type }) => type)).toEqual(['frt', 'rt']);
});

test('each unanswered message after the first reply is a miss of its own', async () => {
	chatwoot.addSlaPolicy({ name: 'Gold', nextResponse: 60 });
	const agent = chatwoot.addAgent({ name: 'Anita', email: 'anita@example.com' });
	const conversation = janeWrites();
	const { inbox } = conversation;
	for (const minute of [10, 20]) {
		chatwoot.agentReplies(conversation, { agent, text: 'Yes?', at: minutesLater(minute - 1) });
		chatwoot.customerWrites({ inbox, contact: { name: 'Jane Doe' }, text: 'Still broken', at: minutesLater(minute) });
		chatwoot.evaluateSlas(minutesLater(minute + 2));
	}
	await chatwoot.settle();
	const waitingMessages = conversation.messages.filter(({ type }) => type === 'incoming').slice(1);
	expect(conversation.slaEvents.map(({ meta }) => meta.message_id)).toEqual(waitingMessages.map(({ id }) => id));
});

test('a resolved conversation with a miss ends as missed, one without as hit', () => {
	chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
	const agent = chatwoot.addAgent({ name: 'Anita', email: 'anita@example.com' });
	const missed = janeWrites();
	const hit = janeWrites();
	chatwoot.agentReplies(hit, { agent, text: 'Hello', at: minutesLater(1) });
	chatwoot.evaluateSlas(minutesLater(10));
	for (const conversation of [missed, hit]) chatwoot.resolve(conversation);
	chatwoot.evaluateSlas(minutesLater(15));
	expect([missed.sla?.status, hit.sla?.status]).toEqual(['missed', 'hit']);
});

test('a receiver that is down loses the event', async () => {
	receiver.close();
	receiver.closeAllConnections();
	janeWrites();
	await chatwoot.settle();
	expect(chatwoot.deliveries.map(({ event, status }) => ({ event, status }))).toEqual([
		{ event: 'conversation_created', status: null },
		{ event: 'message_created', status: null },
	]);
});

test('conversations come 25 a page, or all that changed lately at once', async () => {
	for (let index = 0; index < 30; index++) janeWrites();
	expect(await listed('status=all&page=1')).toHaveLength(25);
	expect(await listed('status=all&page=2')).toHaveLength(5);
	expect(await listed('status=all&updated_within=60')).toHaveLength(30);
	expect(await listed('status=resolved')).toEqual([]);
});

test('conversations come by their last activity, the latest first unless asked for the stalest', async () => {
	const inbox = chatwoot.addInbox({ name: 'Website' });
	const writes = (name: string, minute: number) => chatwoot.customerWrites({ inbox, contact: { name }, text: 'Hello?', at: minutesLater(minute) }).id;
	const [second, first, third] = [writes('Jane', 2), writes('John', 1), writes('Joan', 3)];
	expect(await listed('status=open')).toEqual([third, second, first]);
	expect(await listed('status=open&sort_by=last_activity_at_asc')).toEqual([first, second, third]);
});

async function listed(query: string): Promise<number[]> {
	const response = await fetch(`${chatwoot.url}/api/v1/accounts/1/conversations?${query}`, { headers: { api_access_token: chatwoot.token } });
	const { data } = z.object({ data: z.object({ payload: z.array(z.object({ id: z.number() })) }) }).parse(await response.json());
	return data.payload.map(({ id }) => id);
}
