import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ChatwootSlaApi } from '../../credentials/ChatwootSlaApi.credentials';
import { RouteSlaAlert } from '../../nodes/RouteSlaAlert/RouteSlaAlert.node';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { sampleAlert } from '../sample-alert';
import { registerCredentialType, runNode } from './engine';

registerCredentialType(new ChatwootSlaApi());

const alertItem = (changes: Parameters<typeof sampleAlert>[0] = {}): IDataObject => ({ ...sampleAlert(changes) }) as IDataObject;

async function route(parameters: INodeParameters, input: IDataObject[], chatwoot?: { url: string; token: string }, onError?: 'continueErrorOutput') {
	return await runNode(new RouteSlaAlert(), {
		parameters,
		input,
		...(onError === undefined ? {} : { onError }),
		credentials:
			chatwoot === undefined
				? {}
				: { chatwootSlaApi: { baseUrl: chatwoot.url, accountId: 1, accessToken: chatwoot.token, publicUrl: '' } },
	});
}

const FORM: INodeParameters = {
	people: {
		person: [
			{ name: 'Anita', email: 'anita@example.com', teams: 'customer service', channels: ['email', 'odoo'], slack: '' },
			{ name: 'Skye', email: 'skye@example.com', teams: 'management', channels: ['email', 'odoo', 'slack'], slack: 'U0SKYE' },
		],
	},
	rules: {
		rule: [
			{ name: 'Breaches', metrics: [], stages: ['breach'], inboxes: 'Website, 9', teams: 'management', toAssignee: false, toConversationTeam: false, channels: ['email', 'slack'], message: '' },
			{ name: 'Assignee', metrics: [], stages: [], inboxes: '', teams: '', toAssignee: true, toConversationTeam: false, channels: ['email'], message: 'See #{id}' },
		],
	},
};

test('the form: one item for each person and channel, the alert inside', async () => {
	const { outputs } = await route(FORM, [alertItem()]);
	expect(outputs[0]?.map(({ json, pairedItem }) => [json['delivery'], json['text'], pairedItem])).toMatchObject([
		[{ key: '1:123:frt:1767348000:breach:email:skye@example.com', channel: 'email', person: { name: 'Skye' } }, /missed/, { item: 0 }],
		[{ key: '1:123:frt:1767348000:breach:slack:u0skye', channel: 'slack', slackTarget: 'U0SKYE' }, /missed/, { item: 0 }],
		[{ key: '1:123:frt:1767348000:breach:email:anita@example.com' }, 'See #123', { item: 0 }],
	].map(([delivery, text, paired]) => [delivery, text instanceof RegExp ? expect.stringMatching(text) : text, paired]));
});

test('an alert for nobody leaves by Unrouted with the reason', async () => {
	const { outputs } = await route(FORM, [alertItem({ conversation: { inbox: { id: 4, name: 'Shop' }, assignee: null } })]);
	expect(outputs[0]).toHaveLength(0);
	expect(outputs[1]).toMatchObject([{ json: { unrouted: expect.stringContaining('Assignee matched'), key: expect.any(String) } }]);
});

test('what takes an alert back leaves by Recovered, under the delivery keys of the alert; what nobody was told of is dropped', async () => {
	const recovered = { recovered: { at: '2026-01-02T10:08:00.000Z' }, text: 'Conversation #123 was answered' };
	const unknown = { inbox: { id: 4, name: 'Shop' }, assignee: null };
	const { outputs } = await route(FORM, [alertItem(), alertItem(recovered), alertItem({ ...recovered, conversation: unknown })]);
	expect(outputs.map((items) => items.length)).toEqual([3, 0, 3]);
	expect(outputs[2]?.map(({ json }) => json['delivery'])).toEqual(outputs[0]?.map(({ json }) => json['delivery']));
	for (const { json, pairedItem } of outputs[2] ?? []) {
		expect(json).toMatchObject(recovered);
		expect(pairedItem).toEqual({ item: 1 });
	}
});

test('escalations go by rules of their own', async () => {
	const rules = { ...FORM, rulesSource: 'text', rulesText: '- {stages: [escalation], teams: [management], channels: [email], message: "{stage} {level}"}' };
	const { outputs } = await route(rules, [alertItem(), alertItem({ stage: 'escalation', level: 2, key: '1:123:frt:1767348000:escalation2' })]);
	expect(outputs.map((items) => items.map(({ json }) => json['text']))).toEqual([['escalation 2'], [expect.stringContaining('missed')], []]);
});

describe("the assignee's e-mail address", () => {
	const rules = { peopleSource: 'text', peopleText: '[]', rulesSource: 'text', rulesText: '- {toAssignee: true, channels: [email]}' };
	let chatwoot: ChatwootSimulator;
	let item: IDataObject;

	beforeEach(async () => {
		chatwoot = await ChatwootSimulator.start();
		const { id } = chatwoot.addAgent({ name: 'Anita', email: 'anita@example.com' });
		item = alertItem({ conversation: { assignee: { id, name: 'Anita', email: null } } });
	});
	afterEach(() => chatwoot.stop());

	test('is looked up in Chatwoot, once for many alerts', async () => {
		const { outputs } = await route(rules, [item, item, item], chatwoot);
		expect(outputs[0]?.map(({ json }) => json['delivery'])).toMatchObject(Array(3).fill({ person: { email: 'anita@example.com' } }));
		expect(chatwoot.requests.map(({ path }) => path)).toEqual(['/api/v1/accounts/1/agents']);
	});

	test.each([
		['Chatwoot refuses', () => { chatwoot.answerNextWith(500); return chatwoot; }],
		['there is no credential', () => undefined],
	])('stays unknown when %s: the others are told all the same', async (_case, server) => {
		const people = { ...rules, peopleText: '- {email: skye@example.com, teams: [m]}', rulesText: '- {toAssignee: true, teams: [m], channels: [email]}' };
		const { outputs } = await route(people, [item], server());
		expect(outputs[0]).toMatchObject([{ json: { delivery: { person: { email: 'skye@example.com' } } } }]);
	});
});

test.each<[string, INodeParameters, IDataObject, RegExp]>([
	['settings', { ...FORM, rulesSource: 'text', rulesText: '- {team: x}' }, alertItem(), /^Rules: 0: Unrecognized key/],
	['people', { ...FORM, people: { person: [{ name: 'X', email: '' }] } }, alertItem(), /^People: 0.email: expected an e-mail address$/],
	['an item', FORM, { hello: 'world' }, /"key" is missing/],
])('wrong %s are refused in one line', async (_case, parameters, item, message) => {
	expect((await route(parameters, [item])).error?.message).toMatch(message);
});

test('with an error output, wrong rules are the failure of every item: none passes as routed', async () => {
	const wrong = { ...FORM, rulesSource: 'text', rulesText: '- {team: x}' };
	const { outputs } = await route(wrong, [alertItem(), alertItem()], undefined, 'continueErrorOutput');
	expect(outputs.map((items) => items.length)).toEqual([0, 0, 0, 2]);
});
