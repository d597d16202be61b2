import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parseConversation, parseWebhookEvent } from '../../core/chatwoot/parse';

/** A conversation as a webhook of Chatwoot 4.15 carries it. */
const webhookConversation = {
	id: 123,
	account: { id: 1, name: 'Example' },
	inbox_id: 3,
	channel: 'Channel::WebWidget',
	status: 'open',
	priority: 'high',
	labels: ['billing'],
	messages: [{ id: 5, message_type: 0, created_at: 1770195600 }],
	meta: {
		sender: { id: 9, name: 'Jane Doe', email: 'jane@example.com', phone_number: null, identifier: null, custom_attributes: { tier: 'gold' } },
		assignee: { id: 2, name: 'Anita', available_name: 'Anita', type: 'user' },
		assignee_type: 'User',
		team: { id: 1, name: 'customer service' },
		hmac_verified: false,
	},
	first_reply_created_at: null,
	waiting_since: 1770195600,
	created_at: 1770195600,
	updated_at: 1770195600.123,
	sla_policy_id: 1,
	applied_sla: {
		id: 1,
		sla_id: 1,
		sla_status: 'active',
		sla_name: 'Gold',
		sla_first_response_time_threshold: 300.0,
		sla_next_response_time_threshold: null,
		sla_resolution_time_threshold: 3600.0,
		sla_only_during_business_hours: true,
	},
	sla_events: [],
};

test.each([
	['webhooks and REST', { assignee: { id: 2, name: 'Captain', type: 'agent_bot' }, assignee_type: 'AgentBot' }],
	['what names only the kind', { assignee: { id: 2, name: 'Captain' }, assignee_type: 'AgentBot' }],
	['what describes only the bot', { assignee: { id: 2, name: 'Captain', type: 'agent_bot' } }],
])('a bot that has the conversation is not the agent with its id: %s', (_source, meta) => {
	expect(parseConversation({ ...webhookConversation, meta: { ...webhookConversation.meta, assignee_type: null, ...meta } }).assignee).toBeNull();
});

test("a conversation webhook of Chatwoot becomes a conversation", () => {
	const { conversation, ...others } = parseWebhookEvent({ ...webhookConversation, event: 'conversation_updated', changed_attributes: null });
	expect(others).toEqual({ event: 'conversation_updated', message: null, ended: [], readAt: null });
	expect(conversation).toEqual({
		accountId: 1,
		id: 123,
		status: 'open',
		inbox: { id: 3, name: null },
		channel: 'Channel::WebWidget',
		priority: 'high',
		labels: ['billing'],
		contact: { id: 9, name: 'Jane Doe', email: 'jane@example.com', blocked: false, attributes: { tier: 'gold' } },
		assignee: { id: 2, name: 'Anita', email: null },
		team: { id: 1, name: 'customer service' },
		createdAt: new Date('2026-02-04T09:00:00Z'),
		updatedAt: new Date('2026-02-04T09:00:00.123Z'),
		firstReplyAt: null,
		waitingSince: new Date('2026-02-04T09:00:00Z'),
		customerWrote: true,
		appliedSla: {
			name: 'Gold',
			thresholdSeconds: { frt: 300, nrt: null, rt: 3600 },
			dueAt: { frt: null, nrt: null, rt: null },
			onlyDuringBusinessHours: true,
		},
		misses: [],
		lastMessage: null,
	});
});

describe('what the customer wrote last', () => {
	const AT = 1770195600;
	const message = (changes: object = {}) => ({ content: ' Hello? ', message_type: 0, private: false, created_at: AT, sender: { name: 'Jane Doe' }, ...changes });
	const lastOf = (changes: object) => parseConversation({ ...webhookConversation, messages: [], ...changes }).lastMessage;
	const HELLO = { text: 'Hello?', at: new Date(AT * 1000), from: 'Jane Doe' };

	test.each<[string, object, object | null]>([
		['the message that comes with it', { messages: [message()] }, HELLO],
		['a message that names its type', { messages: [message({ message_type: 'incoming', created_at: '2026-02-04T09:00:00Z' })] }, HELLO],
		['last_non_activity_message', { last_non_activity_message: message() }, HELLO],
		['the newer of several', { messages: [message({ content: 'Old', created_at: AT - 9 }), message()], last_non_activity_message: message({ content: 'Older', created_at: AT - 99 }) }, HELLO],
		['nobody\'s name', { messages: [message({ sender: null })] }, { ...HELLO, from: null }],
		['not what an agent wrote', { messages: [message({ message_type: 1 })] }, null],
		['not a private note', { messages: [message({ private: true })] }, null],
		['not a picture without words', { messages: [message({ content: null })] }, null],
		['not what is no list', { messages: 'none' }, null],
	])('is read from %s', (_case, changes, expected) => {
		expect(lastOf(changes)).toEqual(expected);
	});

	test('is shortened', () => {
		expect(lastOf({ messages: [message({ content: '😀'.repeat(5000) })] })?.text).toMatch(/^(😀){240,250}…$/u);
	});
});

test('a message webhook carries the conversation inside and names the inbox', () => {
	const { conversation, message, ended } = parseWebhookEvent({
		event: 'message_created',
		id: 77,
		content: 'Hello?',
		message_type: 'incoming',
		private: false,
		created_at: '2026-02-04 09:00:00 UTC',
		inbox: { id: 3, name: 'Website' },
		account: { id: 1 },
		conversation: { ...webhookConversation, account: undefined },
	});
	expect(message).toEqual({ id: 77, type: 'incoming', private: false, byBot: false });
	expect(ended).toEqual([]);
	expect(conversation).toMatchObject({ accountId: 1, id: 123, inbox: { id: 3, name: 'Website' } });
});

test('a conversation of REST names its channel in meta', () => {
	const meta = { ...webhookConversation.meta, channel: 'Channel::Email' };
	expect(parseConversation({ ...webhookConversation, channel: undefined, meta })).toMatchObject({ channel: 'Channel::Email' });
});

test("an item of the monitor is a conversation of REST, with the time it was read and what has ended", () => {
	const waited = 1770195600;
	const item = {
		...webhookConversation,
		account: undefined,
		account_id: 1,
		event: 'conversation_sla_due',
		read_at: 1770199200.25,
		sla_ended: [{ metric: 'frt', started_at: null }, { metric: 'nrt', started_at: waited }],
	};
	expect(parseWebhookEvent(item)).toMatchObject({
		conversation: { accountId: 1, id: 123 },
		readAt: new Date('2026-02-04T10:00:00.250Z'),
		ended: [{ metric: 'frt', startedAt: null }, { metric: 'nrt', startedAt: new Date(waited * 1000) }],
	});
});

test.each([
	['REST: unix seconds, 0 for none, account_id', { account: undefined, account_id: 1, first_reply_created_at: 0, waiting_since: 0 }, null, null],
	['ISO text', { first_reply_created_at: '2026-02-04T09:01:00.000Z', waiting_since: '1770195720' }, '2026-02-04T09:01:00Z', '2026-02-04T09:02:00Z'],
])('times are read as %s', (_shape, changes, firstReply, waiting) => {
	const { firstReplyAt, waitingSince } = parseConversation({ ...webhookConversation, ...changes });
	expect([firstReplyAt, waitingSince]).toEqual([firstReply, waiting].map((time) => time && new Date(time)));
});

test.each([
	['nothing is unread, and no agent has looked in', { unread_count: 0, agent_last_seen_at: 0 }, false],
	['the same, in other words', { unread_count: 0, agent_last_seen_at: null }, false],
	['something is unread', { unread_count: 1, agent_last_seen_at: 0 }, true],
	['an agent may have read it', { unread_count: 0, agent_last_seen_at: 1770195720 }, true],
	['the payload does not say', { unread_count: 0 }, true],
])('a customer has written unless it is proven that none has: %s', (_what, changes, customerWrote) => {
	expect(parseConversation({ ...webhookConversation, ...changes })).toMatchObject({ customerWrote });
});

test('later versions give due times', () => {
	const applied_sla = { ...webhookConversation.applied_sla, sla_frt_due_at: 1770199200, sla_nrt_due_at: null };
	expect(parseConversation({ ...webhookConversation, applied_sla }).appliedSla?.dueAt).toEqual({
		frt: new Date('2026-02-04T10:00:00Z'),
		nrt: null,
		rt: null,
	});
});

describe('recorded misses', () => {
	const missesOf = (...types: string[]) =>
		parseConversation({
			...webhookConversation,
			sla_events: types.map((event_type, index) => ({ id: index, event_type, meta: {}, created_at: 1770195600 })),
		}).misses.map(({ metric }) => metric);

	test("bare names mean missed in Chatwoot", () => {
		expect(missesOf('frt', 'nrt', 'rt')).toEqual(['frt', 'nrt', 'rt']);
	});

	test('bare names mean that tracking began where the payload has _breach names', () => {
		expect(missesOf('frt', 'nrt', 'frt_breach')).toEqual(['frt']);
	});

	test('names of the future are left alone', () => {
		expect(missesOf('frt', 'csat')).toEqual(['frt']);
	});

	test('a missed next response tells its message', () => {
		const sla_events = [{ id: 4, event_type: 'nrt', meta: { message_id: 71 }, created_at: 1770195600, updated_at: 1770195600 }];
		expect(parseConversation({ ...webhookConversation, sla_events }).misses).toEqual([
			{ metric: 'nrt', eventId: 4, messageId: 71, recordedAt: new Date('2026-02-04T09:00:00Z') },
		]);
	});
});

test.each(['contact_created', 'conversation_typing_on', 'inbox_created', 'webwidget_triggered'])('%s has no conversation to judge', (event) => {
	expect(parseWebhookEvent({ event, id: 9, account: { id: 1 }, user: {}, conversation: webhookConversation })).toEqual({
		event,
		conversation: null,
		message: null,
		ended: [],
		readAt: null,
	});
});

describe('what is not of Chatwoot is refused with its path', () => {
	test.each([
		[{}, 'This is not a Chatwoot event: event: is missing'],
		[null, 'This is not a Chatwoot event: the item: expected object, received null'],
		[{ event: 'conversation_updated', account: { id: 1 } }, 'This is not a Chatwoot conversation: id: is missing'],
		[{ event: 'conversation_updated', id: 1 }, 'This is not a Chatwoot conversation: account.id: is missing'],
		[{ event: 'message_created', account: { id: 1 } }, 'This is not a Chatwoot conversation: conversation: is missing'],
		[
			{ event: 'message_created', account: { id: 1 }, conversation: { id: 1, created_at: 'soon' } },
			'This is not a Chatwoot conversation: conversation.created_at: expected a time',
		],
	])('%j', (payload, message) => {
		expect(() => parseWebhookEvent(payload)).toThrow(message);
	});

	test('property: any JSON is either read or refused in one line that holds none of it', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				try {
					parseWebhookEvent({ event: 'conversation_updated', id: 1, account: { id: 1 }, meta: value, labels: value, sla_events: value });
				} catch (error) {
					expect(error).toMatchObject({ name: 'ExplainedError', message: expect.stringMatching(/^This is not a Chatwoot conversation: (meta|sla_events)/) });
				}
			}),
		);
	});
});

test('unknown fields break nothing, strange decoration is dropped', () => {
	const strange = { ...webhookConversation, priority: 'asap', labels: 'billing', brand_new: { deep: [1] } };
	expect(parseConversation(strange)).toMatchObject({ id: 123, priority: null, labels: [] });
});

const plan = path.resolve(__dirname, '../../../shared/fixtures/plan');
const describePlan = existsSync(plan) ? describe : describe.skip;
describePlan("the plan's samples (../shared/fixtures/plan)", () => {
	const read = (name: string): unknown => JSON.parse(readFileSync(path.join(plan, name), 'utf8'));

	test('the webhook: the assignee has an e-mail address', () => {
		expect(parseWebhookEvent(read('webhook-conversation_updated.json')).conversation).toMatchObject({
			accountId: 1,
			id: 123,
			assignee: { id: 2, name: 'Anita', email: 'anita@example.com' },
			team: { id: 1, name: 'customer service' },
		});
	});

	test('the REST answer: ISO times, a miss without an id, no account', () => {
		expect(parseConversation(read('api-conversation.json'), { accountId: 1 })).toMatchObject({
			id: 123,
			assignee: { id: 2, email: null },
			misses: [{ metric: 'frt', eventId: null, recordedAt: new Date('2026-02-04T09:05:30Z') }],
		});
	});

	test('the smallest event', () => {
		expect(parseWebhookEvent(read('minimal-manual-test.json')).conversation).toMatchObject({ id: 1, waitingSince: undefined });
	});
});
