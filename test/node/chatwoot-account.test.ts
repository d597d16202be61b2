import type { ILoadOptionsFunctions, INodeParameters } from 'n8n-workflow';
import { Chatwoot } from '../../nodes/Chatwoot/Chatwoot.node';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import type { Inbox } from '../../sandbox/chatwoot/model';
import { chosen, credentials, jsonOf, runChatwoot } from './chatwoot.harness';
import { loadOptionsContext } from './engine';

let chatwoot: ChatwootSimulator;
let inbox: Inbox;
beforeEach(async () => {
	chatwoot = await ChatwootSimulator.start();
	inbox = chatwoot.addInbox({ name: 'WhatsApp', channelType: 'Channel::Api' });
});
afterEach(() => chatwoot.stop());

test("Account: Get gives the credential's account, whatever token it has", async () => {
	for (const token of [chatwoot.token, chatwoot.agentToken]) {
		expect(jsonOf(await runChatwoot(chatwoot, 'account.get', {}, { token }))).toMatchObject([{ id: 1, name: 'Sandbox', locale: 'en' }]);
	}
	expect((await runChatwoot(chatwoot, 'account.get', {}, { token: 'wrong' })).error?.message).toBe('Chatwoot refused access to account (401)');
});

describe('lists', () => {
	test.each([
		['inbox', { name: 'WhatsApp', channel_type: 'Channel::Api' }],
		['agent', { name: 'Administrator', email: 'admin@example.com' }],
		['team', { name: 'sales' }],
		['label', { title: 'vip' }],
		['slaPolicy', { name: 'Gold', first_response_time_threshold: 300 }],
	])('%s: Get Many', async (resource, expected) => {
		chatwoot.addTeam({ name: 'sales' });
		chatwoot.addLabel('vip');
		chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
		expect(jsonOf(await runChatwoot(chatwoot, `${resource}.getMany`, { returnAll: true }))).toMatchObject([expected]);
	});

	test('up to the limit', async () => {
		chatwoot.addInbox({ name: 'Website' });
		expect(jsonOf(await runChatwoot(chatwoot, 'inbox.getMany', { limit: 1 }))).toHaveLength(1);
	});

	test('the Community edition has no SLA policies, and the error says so', async () => {
		const community = await ChatwootSimulator.start({ enterprise: false });
		const { error } = await runChatwoot(community, 'slaPolicy.getMany');
		expect(error?.message).toBe('This Chatwoot has no SLA policies');
		await community.stop();
	});

	test.each([401, 404, 422, 500])('an answer of %i is an error of one line with advice', async (status) => {
		chatwoot.answerNextWith(status, { error: 'nope' });
		const { error } = await runChatwoot(chatwoot, 'inbox.getMany');
		expect(error?.message).toContain(`(${status})`);
		expect(error).toHaveProperty('description', expect.stringMatching(/\w/));
	});

	test('a request too many is made again after a while', async () => {
		chatwoot.answerNextWith(429, {});
		expect(jsonOf(await runChatwoot(chatwoot, 'inbox.getMany'))).toHaveLength(1);
	});
});

test('Label: Create writes the title as Chatwoot wants it; a second time it is refused', async () => {
	const parameters = { title: 'Journey:First Contact', color: '#FF0000' };
	expect(jsonOf(await runChatwoot(chatwoot, 'label.create', parameters))).toMatchObject([{ title: 'journey-first-contact', color: '#FF0000' }]);
	expect((await runChatwoot(chatwoot, 'label.create', parameters)).error?.message).toContain('Title has already been taken');
});

describe('Report', () => {
	const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

	beforeEach(() => {
		const conversation = chatwoot.customerWrites({ inbox, contact: { name: 'Jane' }, text: 'Hi', at: minutesAgo(10) });
		chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Hello', at: minutesAgo(8) });
		chatwoot.customerWrites({ inbox, contact: { name: 'Joe' }, text: 'Hi', at: minutesAgo(1) });
	});

	test('Summary: numbers, times in seconds, and the period before', async () => {
		expect(jsonOf(await runChatwoot(chatwoot, 'report.summary'))).toMatchObject([
			{ conversations: 2, outgoingMessages: 1, avgFirstResponseSeconds: 120, previous: { conversations: 0 } },
		]);
	});

	test('KPIs: what is open now, averages and CSAT', async () => {
		chatwoot.csatRatings.push(5, 4, 1);
		expect(jsonOf(await runChatwoot(chatwoot, 'report.kpis', { days: 7 }))).toEqual([
			{
				openConversations: 2,
				unattendedConversations: 1,
				unassignedConversations: 2,
				avgFirstResponseSeconds: 120,
				avgResolutionSeconds: 0,
				csat: { responses: 3, scorePercent: 66.7 },
			},
		]);
	});

	test('By Day: one item a day, today last', async () => {
		const days = jsonOf(await runChatwoot(chatwoot, 'report.byDay', { days: 30 }));
		expect(days).toHaveLength(30);
		expect(days.at(-1)).toMatchObject({ date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), incomingMessages: expect.any(Number) });
	});

	test.each(['summary', 'kpis', 'byDay'])('%s: more days than there are is an error', async (operation) => {
		const { error } = await runChatwoot(chatwoot, `report.${operation}`, { days: 1e12 });
		expect(error?.message).toBe('Days is more than 3660');
	});

	test("an agent's token is refused", async () => {
		const { error } = await runChatwoot(chatwoot, 'report.summary', {}, { token: chatwoot.agentToken });
		expect(error?.message).toBe('Chatwoot refused access to report (401)');
	});
});

describe('Notification', () => {
	const reminder = (parameters: INodeParameters = {}, run = {}) =>
		runChatwoot(
			chatwoot,
			'notification.send',
			{
				phone: '06 12345678',
				defaultCountry: 'NL',
				inboxId: chosen(inbox.id),
				content: 'Hola {name}, tu cita es mañana a las {time}',
				values: '{ "time": "10:00" }',
				contactName: 'Ana',
				...parameters,
			},
			{ botToken: chatwoot.botToken, ...run },
		);

	test('a person unknown so far: contact, conversation and message in one operation, and no clock stops', async () => {
		const text = 'Hola Ana, tu cita es mañana a las 10:00';
		expect(jsonOf(await reminder())).toMatchObject([
			{ sent: true, reason: null, text, conversationId: 1, contactCreated: true, conversationCreated: true, problem: null },
		]);
		expect(chatwoot.contacts).toMatchObject([{ name: 'Ana', phone: '+31612345678' }]);
		expect(chatwoot.conversations).toMatchObject([{ firstReplyAt: null, messages: [{ content: text, sender: { kind: 'bot' } }] }]);
	});

	test('a known person is addressed by name, in the conversation there is', async () => {
		const { id } = chatwoot.customerWrites({ inbox, contact: { name: 'Ana María', phone: '+31612345678' }, text: 'Hola' });
		expect(jsonOf(await reminder())).toMatchObject([
			{ sent: true, text: 'Hola Ana María, tu cita es mañana a las 10:00', conversationId: id, contactCreated: false, conversationCreated: false },
		]);
	});

	test('a dry run tells what would be sent and changes nothing', async () => {
		expect(jsonOf(await reminder({ dryRun: true }))).toMatchObject([{ sent: false, reason: 'dry run', text: expect.stringContaining('Hola Ana'), contactId: null }]);
		expect(chatwoot.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
	});

	test('who has opted out, as a contact or in the conversation, is left alone', async () => {
		const conversation = chatwoot.customerWrites({ inbox, contact: { name: 'Ana', phone: '+31612345678' }, text: 'Stop' });
		chatwoot.setLabels(conversation, ['opt-out']);
		expect(jsonOf(await reminder())).toMatchObject([{ sent: false, reason: 'opted out' }]);
		chatwoot.setLabels(conversation, []);
		conversation.contact.labels.push('no-marketing');
		expect(jsonOf(await reminder({ optOutLabel: 'no marketing' }))).toMatchObject([{ sent: false, reason: 'opted out' }]);
		expect(conversation.messages.filter(({ type }) => type !== 'activity')).toHaveLength(1);
		expect(jsonOf(await reminder({ optOutLabel: '' }))).toMatchObject([{ sent: true }]);
	});

	test('nobody is created when that is not wanted, nor from a phone that is none', async () => {
		expect(jsonOf(await reminder({ createContact: false }))).toMatchObject([{ sent: false, reason: 'no contact', problem: null }]);
		expect(jsonOf(await reminder({ phone: 'unknown' }))).toMatchObject([{ sent: false, reason: 'no contact', problem: expect.stringContaining('phone') }]);
		expect(chatwoot.contacts).toEqual([]);
	});

	test('a name in braces without a value is never sent', async () => {
		expect((await reminder({ values: '{}' })).error?.message).toBe('The text has {time}, but there is no value with this name');
		expect(chatwoot.contacts).toEqual([]);
	});

	const template = (body: object) => ({ useTemplate: true, templateName: 'reminder', templateLanguage: 'es', templateParameters: JSON.stringify({ body }) });

	test("a template's parameters are filled in like the text, the contact's name included", async () => {
		chatwoot.customerWrites({ inbox, contact: { name: 'Ana María', phone: '+31612345678' }, text: 'Hola' });
		expect(jsonOf(await reminder(template({ 1: '{name}', 2: 'mañana', 3: '{time}' })))).toMatchObject([{ sent: true }]);
		expect(chatwoot.conversations[0]?.messages[1]?.template).toMatchObject({
			name: 'reminder',
			processed_params: { body: { 1: 'Ana María', 2: 'mañana', 3: '10:00' } },
		});
	});

	test('a parameter that is empty is refused, because Chatwoot would move up the next one; nothing is created', async () => {
		const { error } = await reminder({ ...template({ 1: '{name}', 2: '{time}' }), contactName: '' });
		expect(error?.message).toBe('Template Parameters: body.1 is empty');
		expect((await reminder(template({ 1: 'Ana', 2: ' ' }))).error?.message).toBe('Template Parameters: body.2 is empty');
		expect((await reminder(template({ 1: '{when}' }))).error?.message).toContain('{when}');
		expect(chatwoot.contacts).toEqual([]);
	});

	describe('Afterwards: Resolve', () => {
		const resolving = (parameters: INodeParameters = {}) => reminder({ afterwards: 'resolve', ...parameters });

		test('a conversation that was begun or opened again for the message is resolved again: nobody is asked to do anything', async () => {
			expect(jsonOf(await resolving())).toMatchObject([{ sent: true, conversationCreated: true, conversationReopened: false, resolved: true }]);
			expect(chatwoot.conversations).toMatchObject([{ status: 'resolved' }]);
			expect(jsonOf(await resolving())).toMatchObject([{ sent: true, conversationCreated: false, conversationReopened: true, resolved: true }]);
			expect(chatwoot.conversations).toMatchObject([{ status: 'resolved', messages: { length: 2 } }]);
		});

		test('one that was open stays open', async () => {
			const conversation = chatwoot.customerWrites({ inbox, contact: { name: 'Ana', phone: '+31612345678' }, text: 'Hola' });
			expect(jsonOf(await resolving())).toMatchObject([{ sent: true, resolved: false }]);
			expect(conversation.status).toBe('open');
		});

		test('what was sent stays sent when resolving fails, and that is said', async () => {
			chatwoot.answerNextWith(500, {}, /toggle_status$/);
			expect(jsonOf(await resolving())).toMatchObject([{ sent: true, resolved: false, problem: 'Sent, but not resolved: Chatwoot failed on conversation 1 (500)' }]);
		});
	});
});

describe('the editor', () => {
	const node = new Chatwoot();
	const context = (run = {}) => loadOptionsContext(node, { credentials: credentials(chatwoot, run) }) as unknown as ILoadOptionsFunctions;

	test('offers inboxes, agents, teams and labels to choose from, by name', async () => {
		chatwoot.addInbox({ name: 'API' });
		chatwoot.addTeam({ name: 'sales' });
		chatwoot.addLabel('vip');
		const { listSearch, loadOptions } = node.methods;
		expect((await listSearch.searchInboxes.call(context())).results.map(({ name }) => name)).toEqual(['API', 'WhatsApp']);
		expect(await listSearch.searchInboxes.call(context(), 'what')).toEqual({ results: [{ name: 'WhatsApp', value: inbox.id }] });
		expect((await listSearch.searchAgents.call(context())).results).toMatchObject([{ name: 'Administrator' }]);
		expect((await listSearch.searchTeams.call(context())).results).toMatchObject([{ name: 'sales' }]);
		expect(await loadOptions.getLabels.call(context())).toEqual([{ name: 'vip', value: 'vip' }]);
	});

	test('says why a list cannot be shown', async () => {
		await expect(node.methods.listSearch.searchTeams.call(context({ token: 'wrong' }))).rejects.toThrow('Chatwoot refused access to teams (401)');
	});
});
