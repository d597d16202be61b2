import type { Contact, Conversation, Inbox } from '../../sandbox/chatwoot/model';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { chosen, jsonOf, runChatwoot } from './chatwoot.harness';

let chatwoot: ChatwootSimulator;
let inbox: Inbox;
let conversation: Conversation;
let contact: Contact;
beforeEach(async () => {
	chatwoot = await ChatwootSimulator.start();
	inbox = chatwoot.addInbox({ name: 'Website' });
	conversation = chatwoot.customerWrites({ inbox, contact: { name: 'Jane', phone: '+31612345678' }, text: 'Hello?' });
	contact = conversation.contact;
});
afterEach(() => chatwoot.stop());

const bot = () => ({ botToken: chatwoot.botToken });
const here = () => ({ conversationId: conversation.id });

describe('Get or Create', () => {
	const getOrCreate = (parameters = {}) =>
		runChatwoot(chatwoot, 'conversation.getOrCreate', { contactId: contact.id, inboxId: chosen(inbox.id), ...parameters }).then(jsonOf);

	test.each(['open', 'pending', 'snoozed'] as const)('takes a conversation that is %s', async (status) => {
		chatwoot.setStatus(conversation, status);
		expect(await getOrCreate()).toMatchObject([{ created: false, reopened: false, conversation: { id: conversation.id, status } }]);
	});

	test('a resolved one is opened again, or left alone for a new one', async () => {
		chatwoot.resolve(conversation);
		expect(await getOrCreate({ reopen: false })).toMatchObject([{ created: true, conversation: { id: 2, status: 'open' } }]);
		const later = chatwoot.conversations[1] ?? conversation;
		chatwoot.receive(later, { text: 'Hello again' });
		chatwoot.resolve(later);
		expect(await getOrCreate()).toMatchObject([{ created: false, reopened: true, conversation: { id: 2, status: 'open' } }]);
		expect(chatwoot.conversations.map(({ status }) => status)).toEqual(['resolved', 'open']);
	});

	test("one in another inbox is not the contact's conversation here", async () => {
		const other = chatwoot.addInbox({ name: 'API', channelType: 'Channel::Api' });
		expect(await getOrCreate({ inboxId: chosen(other.id) })).toMatchObject([{ created: true, conversation: { inbox_id: other.id } }]);
	});

	test('an unknown contact is an error', async () => {
		const { error } = await runChatwoot(chatwoot, 'conversation.getOrCreate', { contactId: 999, inboxId: chosen(inbox.id) });
		expect(error?.message).toBe('Chatwoot has no contact 999 (404)');
	});
});

test('Get Many filters and reads all pages', async () => {
	for (let count = 0; count < 30; count++) chatwoot.customerWrites({ inbox, contact: { name: `Customer ${count}` }, text: 'Hi' });
	const team = chatwoot.addTeam({ name: 'sales' });
	chatwoot.assign(conversation, { agent: chatwoot.administrator, team });
	chatwoot.setLabels(conversation, ['vip']);
	const list = async (parameters: object) => jsonOf(await runChatwoot(chatwoot, 'conversation.getMany', { ...parameters }));
	expect(await list({ returnAll: true })).toHaveLength(31);
	expect(await list({ limit: 26 })).toHaveLength(26);
	for (const filter of [{ filterTeam: chosen(team.id) }, { filterLabels: ['vip'] }, { assigneeType: 'assigned' }, { assigneeType: 'me' }, { searchText: 'hello' }]) {
		expect(await list({ filterInbox: chosen(inbox.id), ...filter })).toMatchObject([{ id: conversation.id }]);
	}
	expect(await list({ status: 'resolved' })).toEqual([]);
});

test('Get reads one; an unknown one is an error', async () => {
	expect(jsonOf(await runChatwoot(chatwoot, 'conversation.get', here()))).toMatchObject([{ id: conversation.id, meta: { sender: { name: 'Jane' } } }]);
	expect((await runChatwoot(chatwoot, 'conversation.get', { conversationId: 99 })).error?.message).toBe('Chatwoot has no conversation 99 (404)');
	expect((await runChatwoot(chatwoot, 'conversation.get', { conversationId: 'x' })).error?.message).toBe('Conversation ID is no whole number above 0');
});

test('status, priority, assignee and team are set and taken away', async () => {
	const [agent, team] = [chatwoot.addAgent({ name: 'Anita', email: 'anita@example.com' }), chatwoot.addTeam({ name: 'sales' })];
	const set = async (what: string, parameters: object) => jsonOf(await runChatwoot(chatwoot, `conversation.${what}`, { ...here(), ...parameters }))[0];
	expect(await set('setStatus', { newStatus: 'snoozed', snoozedUntil: '2030-01-01T09:00:00Z' })).toMatchObject({
		status: 'snoozed',
		snoozed_until: Date.UTC(2030, 0, 1, 9) / 1000,
	});
	// Without a zone it is the workflow's, here America/New_York.
	expect(await set('setStatus', { newStatus: 'snoozed', snoozedUntil: '2030-01-01T09:00:00' })).toMatchObject({
		snoozed_until: Date.UTC(2030, 0, 1, 14) / 1000,
	});
	expect(await set('setStatus', { newStatus: 'resolved' })).toMatchObject({ status: 'resolved', snoozed_until: null });
	expect(await set('setPriority', { priority: 'urgent' })).toMatchObject({ priority: 'urgent' });
	expect(await set('setPriority', { priority: 'none' })).toMatchObject({ priority: null });
	expect(await set('setAssignee', { agentId: chosen(agent.id) })).toMatchObject({ meta: { assignee: { email: 'anita@example.com' } } });
	expect(await set('setAssignee', { unassign: true })).toMatchObject({ meta: { assignee: null } });
	expect(await set('setTeam', { teamId: chosen(team.id) })).toMatchObject({ meta: { team: { name: 'sales' } } });
	expect(await set('setTeam', { unassign: true })).toMatchObject({ meta: { team: null } });
});

test('custom attributes are merged, and null takes one away', async () => {
	chatwoot.setCustomAttributes(conversation, { order: '1001', tier: 'gold', old: true });
	const parameters = { ...here(), customAttributes: '{ "order": "1002", "old": null }' };
	expect(jsonOf(await runChatwoot(chatwoot, 'conversation.setCustomAttributes', parameters))).toEqual([
		{ conversationId: conversation.id, customAttributes: { order: '1002', tier: 'gold' } },
	]);
	expect(conversation.customAttributes).toEqual({ order: '1002', tier: 'gold' });
});

describe('an acknowledgement', () => {
	const acknowledge = (parameters: object = {}, run = {}) => runChatwoot(chatwoot, 'conversation.acknowledge', { ...here(), ...parameters }, run);
	const lines = () => conversation.messages.map(({ content }) => content);

	test('is a label beside the others and a private note of the bot, which is no reply', async () => {
		chatwoot.setLabels(conversation, ['vip']);
		const [result] = jsonOf(await acknowledge({ label: 'sla-acknowledged', note: 'Anita is at it' }, { botToken: chatwoot.botToken }));
		expect(result).toEqual({ conversationId: conversation.id, labels: ['vip', 'sla-acknowledged'], noteId: expect.any(Number) });
		expect(conversation.messages.at(-1)).toMatchObject({ content: 'Anita is at it', private: true, sender: { kind: 'bot' } });
		expect(conversation.firstReplyAt).toBeNull();
	});

	test('counts anew where the label is there from an earlier time; without a note there is none', async () => {
		chatwoot.setLabels(conversation, ['mine', 'vip']);
		expect(jsonOf(await acknowledge({ label: 'Mine' }))).toEqual([{ conversationId: conversation.id, labels: ['vip', 'mine'], noteId: null }]);
		expect(lines().slice(-2)).toEqual(['Administrator removed mine', 'Administrator added mine']);
	});

	test('takes the label from the alert; where its policy counts none there is only the note, and without either an error', async () => {
		const alert = (label: string | null) => ({ input: [{ acknowledgement: label === null ? null : { label, changedAt: null } }] });
		const noted = { conversationId: conversation.id, noteId: expect.any(Number) };
		expect(jsonOf(await acknowledge({ note: 'Noted' }, alert(null)))).toEqual([{ ...noted, labels: [] }]);
		expect(jsonOf(await acknowledge({ note: 'Noted' }, alert('Mine')))).toEqual([{ ...noted, labels: ['mine'] }]);
		expect((await acknowledge({}, alert(null))).error?.message).toBe('Label and Private Note are both empty');
	});

	test('of several alerts of one conversation is written once a run', async () => {
		const other = chatwoot.customerWrites({ inbox, contact: { name: 'John' }, text: 'Hello?' });
		const input = [conversation, conversation, other].map(({ id }, index) => ({ id, note: `Anita did activity ${index + 1}` }));
		const { outputs } = await acknowledge({ conversationId: '={{ $json.id }}', label: 'mine', note: '={{ $json.note }}' }, { input });
		expect(outputs[0]).toHaveLength(3);
		expect(lines().filter((line) => line.startsWith('Anita did'))).toEqual(['Anita did activity 1']);
		expect(lines().filter((line) => line.includes('added'))).toHaveLength(1);
		expect(other.messages.at(-1)?.content).toBe('Anita did activity 3');
	});
});

describe('labels', () => {
	const change = (what: string, parameters: object, run = {}) => runChatwoot(chatwoot, `conversation.${what}`, { ...here(), ...parameters }, run);

	test('are added beside the others, and what Chatwoot does not allow is written otherwise and told', async () => {
		chatwoot.setLabels(conversation, ['vip']);
		const [result] = jsonOf(await change('addLabels', { labels: ['known'], otherLabels: 'journey:first-contact, VIP' }));
		expect(result).toEqual({
			conversationId: conversation.id,
			labels: ['vip', 'known', 'journey-first-contact'],
			renamed: [
				{ from: 'journey:first-contact', to: 'journey-first-contact' },
				{ from: 'VIP', to: 'vip' },
			],
			declared: [],
		});
		expect(conversation.labels).toEqual(['vip', 'known', 'journey-first-contact']);
		expect(chatwoot.labels).toEqual([]);
	});

	test('missing ones are declared once', async () => {
		chatwoot.addLabel('vip');
		const parameters = { otherLabels: 'vip, intent:buy', declareLabels: true };
		expect(jsonOf(await change('addLabels', parameters))).toMatchObject([{ declared: ['intent-buy'] }]);
		expect(jsonOf(await change('addLabels', parameters))).toMatchObject([{ declared: [] }]);
		expect(chatwoot.labels).toEqual(['vip', 'intent-buy']);
	});

	test('are removed or replaced', async () => {
		chatwoot.setLabels(conversation, ['a1', 'b1', 'c1', 'old:way']);
		expect(jsonOf(await change('removeLabels', { otherLabels: 'B1, old:way, none' }))).toMatchObject([{ labels: ['a1', 'c1'] }]);
		expect(jsonOf(await change('setLabels', { otherLabels: 'd1' }))).toMatchObject([{ labels: ['d1'] }]);
		expect(jsonOf(await change('setLabels', {}))).toMatchObject([{ labels: [] }]);
		expect(conversation.labels).toEqual([]);
	});

	test('added by several executions at once are all there', async () => {
		const labels = Array.from({ length: 12 }, (_each, index) => `label-${index}`);
		await Promise.all(labels.map((otherLabels) => change('addLabels', { otherLabels })));
		expect([...conversation.labels].sort()).toEqual([...labels].sort());
	});

	test.each(['!!', 'x'])('"%s" is none', async (otherLabels) => {
		expect((await change('addLabels', { otherLabels })).error?.message).toBe(`"${otherLabels}" can't be a label`);
	});
});

test('what failed says to machines how Chatwoot answered, and whether the same may be tried again', async () => {
	const failing = async (parameters: object) => {
		const { outputs } = await runChatwoot(chatwoot, 'message.send', { ...here(), content: 'Hi', ...parameters }, { input: [{ key: 'a' }], onError: 'continueErrorOutput' });
		expect(outputs[0]).toEqual([]);
		return outputs[1]?.[0]?.json;
	};
	expect(await failing({ conversationId: '999' })).toMatchObject({ key: 'a', error: expect.any(String), details: expect.any(String), message: { status: 404, retryable: false } });
	expect(await failing({ sendAs: 'bot' })).toMatchObject({ error: 'The credential has no Agent Bot Token', message: { retryable: false } });
	expect(await failing({ sendAs: 'bot' })).not.toHaveProperty('message.status');
	chatwoot.answerNextWith(503);
	expect(await failing({})).toMatchObject({ message: { status: 503, retryable: false } });
});

describe('Message', () => {
	const send = (parameters: object, run = {}) => runChatwoot(chatwoot, 'message.send', { ...here(), content: 'On its way', ...parameters }, run);

	test("a user's message is the reply of a person and ends the wait", async () => {
		expect(jsonOf(await send({}))).toMatchObject([{ sentAs: 'user', message: { content: 'On its way', sender_type: 'User' } }]);
		expect(conversation).toMatchObject({ firstReplyAt: expect.any(Date), waitingSince: null });
	});

	test("the bot's message is nobody's first reply; to Chatwoot it ends the wait", async () => {
		expect(jsonOf(await send({}, bot()))).toMatchObject([{ sentAs: 'bot', message: { sender_type: 'AgentBot' } }]);
		expect(conversation).toMatchObject({ firstReplyAt: null, waitingSince: null });
		expect(jsonOf(await send({ sendAs: 'user' }, bot()))).toMatchObject([{ sentAs: 'user' }]);
	});

	test('a bot without a token is a mistake, found before anything is sent', async () => {
		expect((await send({ sendAs: 'bot' })).error?.message).toBe('The credential has no Agent Bot Token');
		expect(conversation.messages).toHaveLength(1);
	});

	test('private notes, templates and messages of the customer', async () => {
		const api = chatwoot.addInbox({ name: 'API', channelType: 'Channel::Api' });
		conversation = chatwoot.customerWrites({ inbox: api, contact: { name: 'Joe' }, text: 'Hi' });
		await send({ messageType: 'note', content: 'Called twice' });
		const parameters = { messageType: 'template', templateName: 'reminder', templateLanguage: 'es', templateParameters: '{ "body": { "1": "10:00" } }' };
		await send(parameters, bot());
		jsonOf(await send({ messageType: 'incoming', content: 'From outside' }, bot()));
		expect(conversation.messages.slice(1)).toMatchObject([
			{ private: true, content: 'Called twice' },
			{ private: false, template: { name: 'reminder', category: 'UTILITY', language: 'es', processed_params: { body: { 1: '10:00' } } } },
			{ type: 'incoming', content: 'From outside', sender: { kind: 'contact' } },
		]);
	});

	test("other inboxes refuse a customer's message", async () => {
		expect((await send({ messageType: 'incoming' })).error?.message).toContain('Incoming messages are only allowed in Api inboxes');
	});

	test('files go along byte by byte', async () => {
		const bytes = Buffer.from(Array.from({ length: 512 }, (_each, index) => index % 256));
		const files = {
			data: { fileName: 'naïve "plan".bin', mimeType: 'application/octet-stream', bytes },
			photo: { fileName: 'a.png', mimeType: 'image/png', bytes: Buffer.from('\r\n--x') },
		};
		const [result] = jsonOf(await send({ attachmentFields: 'data, photo' }, { files, ...bot() }));
		expect(result).toMatchObject({ sentAs: 'bot', message: { content: 'On its way', attachments: [{ file_type: 'file', file_size: 512 }, { file_type: 'image' }] } });
		expect(conversation.messages[1]?.attachments).toMatchObject([
			{ fileName: 'naïve %22plan%22.bin', bytes },
			{ fileName: 'a.png', mimeType: 'image/png', bytes: Buffer.from('\r\n--x') },
		]);
	});

	test('Get Many reads the latest, oldest first, over all pages', async () => {
		for (let count = 1; count <= 45; count++) chatwoot.customerWrites({ inbox, contact: { name: 'Jane', phone: '+31612345678' }, text: `message ${count}` });
		const list = async (parameters: object) =>
			jsonOf(await runChatwoot(chatwoot, 'message.getMany', { ...here(), ...parameters })).map((each) => (each as { content: string }).content);
		expect(await list({ limit: 2 })).toEqual(['message 44', 'message 45']);
		expect(await list({ returnAll: true })).toEqual(['Hello?', ...Array.from({ length: 45 }, (_each, index) => `message ${index + 1}`)]);
	});
});
