import type { INodeParameters } from 'n8n-workflow';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { chosen, jsonOf, runChatwoot } from './chatwoot.harness';

let chatwoot: ChatwootSimulator;
beforeEach(async () => {
	chatwoot = await ChatwootSimulator.start({ messagesPerMinute: 100 });
});
afterEach(() => chatwoot.stop());

describe('Get or Create', () => {
	test('a new WhatsApp number becomes a contact that the inbox knows; the second time it is found', async () => {
		const inbox = chatwoot.addInbox({ name: 'WhatsApp', channelType: 'Channel::Api' });
		const parameters = { phone: '31612345678@c.us', inboxId: chosen(inbox.id), customAttributes: '{ "source": "whatsapp" }' };
		expect(jsonOf(await runChatwoot(chatwoot, 'contact.getOrCreate', parameters))).toMatchObject([
			{ created: true, matchedBy: null, contact: { name: 'WhatsApp +31612345678', phone_number: '+31612345678', custom_attributes: { source: 'whatsapp' } } },
		]);
		expect(jsonOf(await runChatwoot(chatwoot, 'contact.getOrCreate', { phone: '06 12345678', defaultCountry: 'nl' }))).toMatchObject([
			{ created: false, matchedBy: 'phone', contact: { id: chatwoot.contacts[0]?.id } },
		]);
		expect(chatwoot.contacts).toHaveLength(1);
	});

	test('a phone that is none makes no contact and says so', async () => {
		expect(jsonOf(await runChatwoot(chatwoot, 'contact.getOrCreate', { phone: 'call me' }))).toEqual([
			{ contact: null, created: false, matchedBy: null, problem: expect.stringContaining('no phone number') },
		]);
		expect(chatwoot.contacts).toEqual([]);
	});

	test('a bad phone beside a good e-mail is told, and the e-mail counts', async () => {
		const [result] = jsonOf(await runChatwoot(chatwoot, 'contact.getOrCreate', { phone: 'x', email: 'jane@example.com' }));
		expect(result).toMatchObject({ created: true, contact: { email: 'jane@example.com' }, problem: expect.stringContaining('no phone') });
	});

	test('nothing to recognise anybody by is a mistake', async () => {
		expect((await runChatwoot(chatwoot, 'contact.getOrCreate')).error?.message).toBe('Phone, E-Mail and Identifier are all empty');
	});
});

describe('Match', () => {
	test.each([
		['Argentina', '+5491123456789', '541123456789@c.us'],
		['Mexico', '+525512345678', '5215512345678@s.whatsapp.net'],
		['Brazil', '+551187654321', '5511987654321:4@s.whatsapp.net'],
	])('finds a mobile number of %s however it is written', async (_country, stored, written) => {
		const contact = chatwoot.addContact({ name: 'Jane', phone: stored });
		const match = { matchedBy: 'phone', contact: { id: contact.id }, phones: expect.arrayContaining([contact.phone]) };
		expect(jsonOf(await runChatwoot(chatwoot, 'contact.match', { phone: written }))).toMatchObject([match]);
	});

	test('takes nobody whose number, e-mail or identifier only contains the one looked for', async () => {
		chatwoot.addContact({ name: '+31612345678', email: 'not-jane@example.com', phone: '+316123456789', identifier: 'crm-10012' });
		for (const parameters of [{ phone: '+31612345678' }, { email: 'jane@example.com' }, { identifier: 'crm-1001' }]) {
			expect(jsonOf(await runChatwoot(chatwoot, 'contact.match', parameters))).toMatchObject([{ contact: null, matchedBy: null, problem: null }]);
		}
		expect(chatwoot.contacts).toHaveLength(1);
	});

	test('looks through all pages of the search', async () => {
		for (let count = 0; count < 40; count++) chatwoot.addContact({ name: `Jane ${count}`, email: `${count}.jane@example.com` });
		const wanted = chatwoot.addContact({ name: 'Jane', email: 'Jane@example.com' });
		expect(jsonOf(await runChatwoot(chatwoot, 'contact.match', { email: 'jane@EXAMPLE.com' }))).toMatchObject([{ contact: { id: wanted.id } }]);
	});

	test('asks once for an identifier, be it part of everybody else\'s', async () => {
		for (let count = 0; count < 40; count++) chatwoot.addContact({ name: `Jane ${count}`, identifier: `a7-${count}` });
		chatwoot.addContact({ name: 'Another', identifier: 'A7' });
		const wanted = chatwoot.addContact({ name: 'Jane', identifier: 'a7' });
		expect(jsonOf(await runChatwoot(chatwoot, 'contact.match', { identifier: 'a7' }))).toMatchObject([{ matchedBy: 'identifier', contact: { id: wanted.id } }]);
		expect(chatwoot.requests).toHaveLength(1);
	});

	test('one item that fails leaves the others alone, and comes last', async () => {
		chatwoot.addContact({ name: 'Jane', email: 'jane@example.com' });
		const input = [{ email: '' }, { email: 'jane@example.com' }];
		const { outputs } = await runChatwoot(chatwoot, 'contact.match', { email: '={{ $json.email }}' }, { input, onError: 'continueRegularOutput' });
		expect(outputs[0]).toMatchObject([
			{ json: { matchedBy: 'email' }, pairedItem: { item: 1 } },
			{ json: { error: 'Phone, E-Mail and Identifier are all empty' }, pairedItem: { item: 0 } },
		]);
	});
});

describe('Read Phone', () => {
	test.each([
		['612 345 678', { phone: '+34612345678', problem: null }],
		['0034 612345678', { phone: '+34612345678', problem: null }],
		['34612345678@c.us', { phone: '+34612345678', problem: null }],
		['', { phone: null, phones: [], problem: null }],
		['ask the front desk', { phone: null, phones: [], problem: expect.stringContaining('no phone number') as string }],
	])('"%s"', async (phone, read) => {
		expect(jsonOf(await runChatwoot(chatwoot, 'contact.readPhone', { phone, defaultCountry: 'ES' }))).toMatchObject([read]);
		expect(chatwoot.requests).toEqual([]);
	});
});

test('Search returns all pages, or up to the limit', async () => {
	for (let count = 0; count < 33; count++) chatwoot.addContact({ name: `Jane ${count}` });
	expect(jsonOf(await runChatwoot(chatwoot, 'contact.search', { searchText: 'jane', returnAll: true }))).toHaveLength(33);
	expect(jsonOf(await runChatwoot(chatwoot, 'contact.search', { searchText: 'jane', limit: 20 }))).toHaveLength(20);
});

describe('Update Attributes', () => {
	test('keeps what is not named, and writes the phone as Chatwoot wants it', async () => {
		const { id } = chatwoot.addContact({ name: 'Jane', customAttributes: { tier: 'gold', visits: 1 } });
		const parameters = { contactId: id, customAttributes: { visits: 2 }, phone: '06 12345678', defaultCountry: 'NL' };
		expect(jsonOf(await runChatwoot(chatwoot, 'contact.updateAttributes', parameters))).toMatchObject([
			{ name: 'Jane', phone_number: '+31612345678', custom_attributes: { tier: 'gold', visits: 2 } },
		]);
	});

	test('what is only raised never goes back, also within one run and when several run at once', async () => {
		const { id, customAttributes } = chatwoot.addContact({ name: 'Jane' });
		const contact = () => chatwoot.contacts.find((each) => each.id === id)?.customAttributes;
		const update = (attributes: object, run = {}) =>
			runChatwoot(chatwoot, 'contact.updateAttributes', { contactId: id, customAttributes: attributes as INodeParameters, onlyRaise: 'last_at, visits' }, run).then(jsonOf);
		await update({ last_at: '2026-01-02T10:01:00.000Z', visits: 9, tier: 'gold' });
		await update({ last_at: '2026-01-02T10:00:00.000Z', visits: 10, tier: 'silver' });
		expect(contact()).toEqual({ ...customAttributes, last_at: '2026-01-02T10:01:00.000Z', visits: 10, tier: 'silver' });

		const times = ['10:07', '10:09', '10:08'].map((time) => ({ at: `2026-01-02T${time}:00.000Z` }));
		const one = { contactId: id, customAttributes: '={{ { last_at: $json.at } }}', onlyRaise: 'last_at' };
		jsonOf(await runChatwoot(chatwoot, 'contact.updateAttributes', one, { input: times }));
		expect(contact()).toMatchObject({ last_at: '2026-01-02T10:09:00.000Z' });
		await Promise.all(['10:12', '10:14', '10:11', '10:13'].map((time) => update({ last_at: `2026-01-02T${time}:00.000Z` })));
		expect(contact()).toMatchObject({ last_at: '2026-01-02T10:14:00.000Z' });
	});

	test('a phone that Chatwoot would drop silently is an error', async () => {
		const { id } = chatwoot.addContact({ name: 'Jane' });
		expect((await runChatwoot(chatwoot, 'contact.updateAttributes', { contactId: id, phone: '12' })).error?.message).toBe('Phone is no phone number');
	});

	test("another contact's e-mail is refused in Chatwoot's words", async () => {
		chatwoot.addContact({ name: 'Joe', email: 'joe@example.com' });
		const { id } = chatwoot.addContact({ name: 'Jane' });
		const { error } = await runChatwoot(chatwoot, 'contact.updateAttributes', { contactId: id, email: 'joe@example.com' });
		expect(error?.message).toContain('Email has already been taken');
	});
});

test('Merge makes two contacts one', async () => {
	const [base, merged] = [chatwoot.addContact({ name: 'Jane' }), chatwoot.addContact({ name: 'J.', email: 'jane@example.com' })];
	expect(jsonOf(await runChatwoot(chatwoot, 'contact.merge', { contactId: base.id, mergedContactId: merged.id }))).toMatchObject([
		{ id: base.id, name: 'Jane', email: 'jane@example.com' },
	]);
	expect(chatwoot.contacts).toEqual([base]);
	expect((await runChatwoot(chatwoot, 'contact.merge', { contactId: base.id, mergedContactId: base.id })).error?.message).toContain('the same');
});

test('50 deliveries of one new WhatsApp number at once: one contact, one conversation, all messages', async () => {
	const inbox = chatwoot.addInbox({ name: 'WhatsApp', channelType: 'Channel::Api' });
	const deliver = async (text: string) => {
		const [found] = jsonOf(await runChatwoot(chatwoot, 'contact.getOrCreate', { phone: '31612345678@c.us', inboxId: chosen(inbox.id) }));
		const { contact } = found as { contact: { id: number } };
		const [begun] = jsonOf(await runChatwoot(chatwoot, 'conversation.getOrCreate', { contactId: contact.id, inboxId: chosen(inbox.id) }));
		const { conversation } = begun as { conversation: { id: number } };
		const [sent] = jsonOf(await runChatwoot(chatwoot, 'message.send', { conversationId: conversation.id, messageType: 'incoming', content: text }));
		expect(sent).toMatchObject({ message: { content: text, message_type: 0 } });
	};
	const texts = Array.from({ length: 50 }, (_each, index) => `message ${index}`);
	await Promise.all(texts.map(deliver));
	expect(chatwoot.contacts).toHaveLength(1);
	expect(chatwoot.conversations).toHaveLength(1);
	expect(new Set(chatwoot.conversations[0]?.messages.map(({ content }) => content))).toEqual(new Set(texts));
}, 60_000);
