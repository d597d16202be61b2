import fc from 'fast-check';
import type { ChatwootApi } from '../../core/chatwoot/api';
import { createChatwootApi } from '../../core/chatwoot/api';
import { getOrCreateContact } from '../../core/chatwoot/contacts';
import { getOrCreateConversation, listConversations } from '../../core/chatwoot/conversations';
import { changeLabels, labelTitle } from '../../core/chatwoot/labels';
import { sendMessage } from '../../core/chatwoot/messages';
import { notify } from '../../core/chatwoot/notify';
import { fillIn } from '../../core/chatwoot/placeholders';
import type { HttpTransport } from '../../core/http/transport';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { fetchTransport } from './chatwoot-client.harness';

const KEYS = { phones: ['+31612345678'], email: '', identifier: '' };
const DETAILS = { name: 'Jane', inboxId: null, customAttributes: {} };

let chatwoot: ChatwootSimulator;
let now: Date;
let pauses: number[];
beforeEach(async () => {
	now = new Date('2026-11-21T10:00:00Z');
	pauses = [];
	chatwoot = await ChatwootSimulator.start({ now: () => now });
});
afterEach(() => chatwoot.stop());

/** An API whose pauses move the simulator's clock. */
function apiOver(transport: HttpTransport, botToken: string | null = null): ChatwootApi {
	const pause = (milliseconds: number) => {
		pauses.push(milliseconds);
		now = new Date(now.getTime() + milliseconds);
		return Promise.resolve();
	};
	return createChatwootApi({ baseUrl: chatwoot.url, accountId: 1 }, transport, { botToken, pause });
}

const plain = () => fetchTransport(chatwoot.token);

describe('another worker creates the contact in between', () => {
	test('Chatwoot refuses the second one, and the first is found', async () => {
		const transport: HttpTransport = async (request) => {
			if (request.method === 'POST' && chatwoot.contacts.length === 0) chatwoot.addContact({ name: 'Theirs', phone: '+31612345678' });
			return await plain()(request);
		};
		expect(await getOrCreateContact(apiOver(transport), KEYS, DETAILS)).toMatchObject({ created: false, matchedBy: 'phone', contact: { name: 'Theirs' } });
		expect(chatwoot.contacts).toHaveLength(1);
	});

	test.each([
		['a phone alone', KEYS],
		['an identifier, too', { ...KEYS, identifier: 'crm-1' }],
	])('where Chatwoot has checked both before it stored either, the first one is used and ours becomes part of it: with %s', async (_what, keys) => {
		const theirs = chatwoot.addContact({ name: 'Theirs' });
		const transport: HttpTransport = async (request) => {
			const answer = await plain()(request);
			if (request.method === 'POST' && request.url.endsWith('/contacts')) chatwoot.changeContact(theirs, { phone: '+31612345678' });
			return answer;
		};
		const inbox = chatwoot.addInbox({ name: 'API', channelType: 'Channel::Api' });
		const result = await getOrCreateContact(apiOver(transport), keys, { ...DETAILS, inboxId: inbox.id });
		expect(result).toMatchObject({ created: false, matchedBy: 'phone', contact: { id: theirs.id, name: 'Theirs' } });
		expect(chatwoot.contacts).toEqual([theirs]);
		expect(theirs.addresses.map((address) => address.inbox)).toEqual([inbox]);
	});

	test('without a phone nobody is looked for again', async () => {
		await getOrCreateContact(apiOver(plain()), { phones: [], email: 'jane@example.com', identifier: '' }, DETAILS);
		expect(chatwoot.requests.map(({ method }) => method)).toEqual(['GET', 'POST']);
	});

	test('a refusal for another reason stays one', async () => {
		const api = apiOver(plain());
		await expect(getOrCreateContact(api, { phones: [], email: 'no e-mail', identifier: '' }, DETAILS)).rejects.toThrow('Email is invalid');
	});
});

describe('another worker begins a conversation at the same moment', () => {
	test('the one that was begun first is used, and the other one resolved', async () => {
		const inbox = chatwoot.addInbox({ name: 'API', channelType: 'Channel::Api' });
		const contact = chatwoot.addContact({ name: 'Jane', phone: '+31612345678' });
		const transport: HttpTransport = async (request) => {
			if (request.method === 'POST' && chatwoot.conversations.length === 0) chatwoot.startConversation(inbox, contact, null);
			return await plain()(request);
		};
		const opened = await getOrCreateConversation(apiOver(transport), { contactId: contact.id, inboxId: inbox.id, reopen: true });
		expect(opened).toMatchObject({ created: false, reopened: false, conversation: { id: 1 } });
		expect(chatwoot.conversations.map(({ id, status }) => [id, status])).toEqual([
			[1, 'open'],
			[2, 'resolved'],
		]);
	});

	test('ours is used when it was the first', async () => {
		const inbox = chatwoot.addInbox({ name: 'API', channelType: 'Channel::Api' });
		const contact = chatwoot.addContact({ name: 'Jane', phone: '+31612345678' });
		const transport: HttpTransport = async (request) => {
			const answer = await plain()(request);
			if (request.method === 'POST' && chatwoot.conversations.length === 1) chatwoot.startConversation(inbox, contact, null);
			return answer;
		};
		const opened = await getOrCreateConversation(apiOver(transport), { contactId: contact.id, inboxId: inbox.id, reopen: true });
		expect(opened).toMatchObject({ created: true, conversation: { id: 1 } });
		expect(chatwoot.conversations.map(({ status }) => status)).toEqual(['open', 'open']);
	});
});

test('within a process, many who ask at once get one contact and one conversation', async () => {
	const inbox = chatwoot.addInbox({ name: 'API', channelType: 'Channel::Api' });
	const results = await Promise.all(
		Array.from({ length: 30 }, async () => {
			const { contact, created } = await getOrCreateContact(apiOver(plain()), KEYS, DETAILS);
			const opened = await getOrCreateConversation(apiOver(plain()), { contactId: contact.id, inboxId: inbox.id, reopen: true });
			return [created, opened.created];
		}),
	);
	expect(results.filter(([contactCreated]) => contactCreated)).toHaveLength(1);
	expect(results.filter(([, conversationCreated]) => conversationCreated)).toHaveLength(1);
	expect([chatwoot.contacts.length, chatwoot.conversations.length]).toEqual([1, 1]);
});

test('a new conversation uses the address under which the inbox knows the contact', async () => {
	const inbox = chatwoot.addInbox({ name: 'API', channelType: 'Channel::Api' });
	const { contact } = await getOrCreateContact(apiOver(plain()), KEYS, { ...DETAILS, inboxId: inbox.id });
	const bodies: unknown[] = [];
	const transport: HttpTransport = (request) => {
		if (request.method === 'POST') bodies.push(JSON.parse(String(request.body)));
		return plain()(request);
	};
	await getOrCreateConversation(apiOver(transport), { contactId: contact.id, inboxId: inbox.id, reopen: true });
	expect(bodies).toEqual([{ contact_id: contact.id, inbox_id: inbox.id, source_id: chatwoot.contacts[0]?.addresses[0]?.sourceId }]);
});

test.each(['resolved', 'snoozed'] as const)('the simulator opens a %s conversation when the customer writes, and every message counts as a change of it', async (status) => {
	const inbox = chatwoot.addInbox({ name: 'API', channelType: 'Channel::Api' });
	const conversation = chatwoot.customerWrites({ inbox, contact: { name: 'Jane' }, text: 'Hi' });
	chatwoot.setStatus(conversation, status);
	now = new Date(now.getTime() + 60_000);
	await sendMessage(apiOver(plain()), conversation.id, { content: 'Me again', kind: 'incoming', template: null, attachments: [], as: 'user' });
	expect(conversation).toMatchObject({ status: 'open', snoozedUntil: null, updatedAt: now });
	now = new Date(now.getTime() + 60_000);
	await sendMessage(apiOver(plain()), conversation.id, { content: 'A note', kind: 'note', template: null, attachments: [], as: 'user' });
	expect(conversation.updatedAt).toEqual(now);
});

describe('limits', () => {
	test('a request that the rate limiter refuses is made again, three times and no more', async () => {
		for (let count = 0; count < 3; count++) chatwoot.answerNextWith(429, {});
		expect((await getOrCreateContact(apiOver(plain()), KEYS, DETAILS)).created).toBe(true);
		expect(pauses).toEqual([1_000, 4_000, 15_000]);
		for (let count = 0; count < 4; count++) chatwoot.answerNextWith(429, {});
		await expect(getOrCreateContact(apiOver(plain()), KEYS, DETAILS)).rejects.toThrow('(429)');
	});

	test('a server error is not repeated: a message could go out twice', async () => {
		chatwoot.answerNextWith(500, {});
		await expect(getOrCreateContact(apiOver(plain()), KEYS, DETAILS)).rejects.toThrow('(500)');
		expect(pauses).toEqual([]);
	});

	test('50 messages get through, though Chatwoot takes 20 a minute', async () => {
		const inbox = chatwoot.addInbox({ name: 'API', channelType: 'Channel::Api' });
		const conversation = chatwoot.customerWrites({ inbox, contact: { name: 'Jane' }, text: 'Hi' });
		const message = { kind: 'incoming' as const, template: null, attachments: [], as: 'user' as const };
		const texts = Array.from({ length: 50 }, (_each, index) => `message ${index}`);
		await Promise.all(texts.map((content) => sendMessage(apiOver(plain()), conversation.id, { ...message, content })));
		expect(new Set(conversation.messages.slice(1).map(({ content }) => content))).toEqual(new Set(texts));
		expect(conversation.messages).toHaveLength(51);
		expect(pauses.length).toBeGreaterThan(0);
	});
});

test("the bot's token goes only where bots may", async () => {
	const inbox = chatwoot.addInbox({ name: 'Website' });
	const conversation = chatwoot.customerWrites({ inbox, contact: { name: 'Jane' }, text: 'Hi' });
	const api = apiOver(plain(), chatwoot.botToken);
	await changeLabels(api, conversation.id, 'add', ['vip'], { declare: true });
	await sendMessage(api, conversation.id, { content: 'Hello', kind: 'outgoing', template: null, attachments: [], as: 'bot' });
	expect(conversation.messages.at(-1)?.sender.kind).toBe('bot');
	const onlyBot = apiOver(fetchTransport(chatwoot.botToken));
	await expect(getOrCreateContact(onlyBot, KEYS, DETAILS)).rejects.toThrow('(401)');
});

describe('a label title', () => {
	test.each([
		['journey:first-contact', 'journey-first-contact'],
		['VIP', 'vip'],
		['Niño & Café', 'niño-café'],
		['__role', 'role'],
		['kept_-', 'kept_-'],
		[' a : b ', 'a-b'],
	])('"%s" is %s', (text, title) => {
		expect(labelTitle(text)).toBe(title);
	});

	test('is what Chatwoot takes, and stays what it is', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[\w:. -]{1,20}$/)), (text) => {
				const title = attempt(() => labelTitle(text));
				fc.pre(title !== null);
				expect(title).toMatch(/^[\p{L}\p{N}]+[\p{L}\p{N}_-]+$/u);
				expect(title).toBe(title.toLowerCase());
				expect(labelTitle(title)).toBe(title);
			}),
		);
	});
});

test('conversations are listed to the last one, however many the server puts on a page', async () => {
	const small = await ChatwootSimulator.start({ pageSize: 10 });
	try {
		const inbox = small.addInbox({ name: 'Website' });
		for (let index = 0; index < 35; index++) small.customerWrites({ inbox, contact: { name: `Customer ${index}` }, text: 'Hi' });
		const [first] = small.conversations;
		if (first !== undefined) small.assign(first, { agent: small.administrator });
		const api = createChatwootApi({ baseUrl: small.url, accountId: 1 }, fetchTransport(small.token));
		const filter = { status: 'open' as const, inboxId: null, teamId: null, labels: [] };
		expect(await listConversations(api, { ...filter, assigneeType: 'all' })).toHaveLength(35);
		expect(small.requests).toHaveLength(4);
		expect(await listConversations(api, { ...filter, assigneeType: 'unassigned' })).toHaveLength(34);
		expect(await listConversations(api, { ...filter, assigneeType: 'all' }, 12)).toHaveLength(12);
	} finally {
		await small.stop();
	}
});

describe('a notification whose conversation is to be resolved afterwards', () => {
	const notification = (inboxId: number) => ({
		to: KEYS,
		name: 'Jane',
		inboxId,
		text: 'Hola',
		values: {},
		template: null,
		as: 'bot' as const,
		createContact: true,
		optOutLabel: '',
		resolveAfterwards: true,
		dryRun: false,
	});

	test.each(['before', 'after'] as const)('leaves it open for a customer who writes just %s the message', async (when) => {
		const inbox = chatwoot.addInbox({ name: 'API', channelType: 'Channel::Api' });
		const write = () => {
			const [conversation] = chatwoot.conversations;
			if (conversation !== undefined) chatwoot.receive(conversation, { text: 'Can I come at 11?' });
		};
		const transport: HttpTransport = async (request) => {
			const isMessage = request.method === 'POST' && request.url.endsWith('/messages');
			if (isMessage && when === 'before') write();
			const answer = await plain()(request);
			if (isMessage && when === 'after') write();
			return answer;
		};
		expect(await notify(apiOver(transport), notification(inbox.id))).toMatchObject({ sent: true, conversationCreated: true, resolved: false, problem: null });
		expect(chatwoot.conversations).toMatchObject([{ status: 'open' }]);
	});

	test('resolves it in spite of what the customer wrote before it was opened again', async () => {
		const inbox = chatwoot.addInbox({ name: 'API', channelType: 'Channel::Api' });
		const conversation = chatwoot.customerWrites({ inbox, contact: { name: 'Jane', phone: '+31612345678' }, text: 'Thanks!' });
		chatwoot.resolve(conversation);
		expect(await notify(apiOver(plain()), notification(inbox.id))).toMatchObject({ conversationReopened: true, resolved: true });
		expect(conversation.status).toBe('resolved');
	});
});

test('values are filled in as they are, and only names in braces', () => {
	expect(fillIn('{a} {b} { a } {}', { a: '{b}', b: '$1' })).toBe('{b} $1 { a } {}');
	expect(() => fillIn('{constructor}', {})).toThrow('{constructor}');
});

function attempt<Value>(make: () => Value): Value | null {
	try {
		return make();
	} catch {
		return null;
	}
}
