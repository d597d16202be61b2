import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { DeliverySchema } from '../../core/alert/alert';
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

test('beside the output stands how many alerts reach nobody, and what to do; warnings are not worth it', async () => {
	const unknown = { conversation: { inbox: { id: 4, name: 'Shop' }, assignee: null } };
	const [breach, warning] = [alertItem(unknown), alertItem({ ...unknown, stage: 'warning' })];
	expect((await route(FORM, [breach, alertItem(), breach, warning])).hints).toEqual([
		expect.stringMatching(/^2 alerts reach nobody: .*"If: Nobody Else Is Told"/),
	]);
	expect((await route(FORM, [breach])).hints).toEqual([expect.stringMatching(/^1 alert reaches nobody:/)]);
	expect((await route(FORM, [warning, alertItem()])).hints).toEqual([]);
});

test('a stage that no rule names is not unrouted where somebody is named for an earlier one', async () => {
	const rules = { rulesSource: 'text', rulesText: '- {stages: [breach], teams: [management]}' };
	const reminder = alertItem({ key: '1:123:frt:1767348000:reminder1', stage: 'reminder', earlier: [{ key: '1:123:frt:1767348000:breach', stage: 'breach', level: 1 }] });
	const { outputs, hints } = await route({ ...FORM, ...rules }, [reminder, alertItem({ stage: 'reminder' })]);
	expect(outputs.map((items) => items.map(({ pairedItem }) => pairedItem))).toEqual([Array(3).fill({ item: 0 }), [{ item: 1 }], [], []]);
	expect(hints).toHaveLength(1);
});

test('what takes an alert back leaves by Recovered, under the delivery keys of the alert; what nobody was told of is dropped', async () => {
	const recovered = { recovered: { at: '2026-01-02T10:08:00.000Z' }, text: 'Conversation #123 was answered' };
	const unknown = { inbox: { id: 4, name: 'Shop' }, assignee: null };
	const { outputs } = await route(FORM, [alertItem(), alertItem(recovered), alertItem({ ...recovered, conversation: unknown })]);
	expect(outputs.map((items) => items.length)).toEqual([3, 0, 3, 0]);
	expect(outputs[2]?.map(({ json }) => json['delivery'])).toEqual(outputs[0]?.map(({ json }) => json['delivery']));
	for (const { json, pairedItem } of outputs[2] ?? []) {
		expect(json).toMatchObject(recovered);
		expect(pairedItem).toEqual({ item: 1 });
	}
});

/** Never within them: their only minute of the week was just now, or is a while ahead. */
function minuteAwayFromNow(): string {
	const day = new Date(Date.now() + 48 * 3600_000).toLocaleDateString('en', { weekday: 'short', timeZone: 'UTC' });
	return `${day} 12:00-12:01`;
}

test('whoever may not be told now is told later: by Deferred, with the time', async () => {
	const people = [
		{ name: 'Nina', email: 'nina@example.com', teams: 'm', channels: ['email'], hours: minuteAwayFromNow(), timeZone: 'UTC', urgentPasses: true },
		{ name: 'Bo', email: 'bo@example.com', teams: 'm', channels: ['email'], hours: '', urgentPasses: true },
	];
	const parameters = { people: { person: people }, rulesSource: 'text', rulesText: '- teams: [m]' };
	const { outputs } = await route(parameters, [alertItem(), alertItem({ conversation: { priority: 'urgent' } })]);
	expect(outputs.map((items) => items.map(({ json, pairedItem }) => [json['delivery'], pairedItem]))).toMatchObject([
		[
			[{ person: { name: 'Bo' } }, { item: 0 }],
			[{ person: { name: 'Nina' } }, { item: 1 }],
			[{ person: { name: 'Bo' } }, { item: 1 }],
		],
		[],
		[],
		[[{ person: { name: 'Nina' } }, { item: 0 }]],
	]);
	expect(outputs[3]).toMatchObject([{ json: { deferred: { until: expect.stringMatching(/T12:00:00.000Z$/), reason: expect.stringMatching(/^Nina is told nothing until /) } } }]);
});

test('every field of the form', async () => {
	const person = { name: 'Ana', email: 'ana@example.com', teams: 'support', channels: ['email'], slack: '', locale: 'es', timeZone: 'Europe/Madrid', hours: '', urgentPasses: false, capPerHour: 3 };
	const rule = {
		...{ name: 'R', metrics: ['frt'], stages: ['breach'], levels: '1', inboxes: '4', conversationTeams: 'Support', labels: 'billing', priorities: ['high'] },
		...{ businessHours: 'any', fallback: false, teams: '', people: 'Ana', toAssignee: false, toConversationTeam: false, toTeamMembers: false, channels: ['email'], message: '' },
	};
	const { outputs, hints } = await route({ people: { person: [person] }, rules: { rule: [rule] } }, [alertItem(), alertItem({ conversation: { labels: [] } })]);
	expect(outputs.map((items) => items.length)).toEqual([1, 1, 0, 0]);
	expect(outputs[0]).toMatchObject([
		{ json: { text: expect.stringMatching(/^La conversación n.º 123 /), delivery: { locale: 'es', timeZone: 'Europe/Madrid', capPerHour: 3, why: 'Regla «R»: nombrado en la regla' } } },
	]);
	expect(hints).toEqual([expect.stringMatching(/^1 alert reaches nobody:/)]);
});

test('people and rules as the rows of a table', async () => {
	const parameters = {
		peopleSource: 'rows',
		peopleRows: "={{ [{ json: { id: 1, name: 'Ana', email: 'ana@example.com', teams: 'support, m', channels: 'email', quiet_from: null } }] }}",
		rulesSource: 'rows',
		rulesRows: "={{ [{ json: { id: 1, name: 'R', stages: 'breach', teams: 'm' } }] }}",
	};
	const { outputs } = await route(parameters, [alertItem()]);
	expect(outputs[0]).toMatchObject([{ json: { delivery: { why: 'Rule "R": team m', person: { name: 'Ana' } } } }]);
});

test('languages of the user\'s own, and a language and time zone for all others', async () => {
	const options = { language: 'nl', timeZone: 'Europe/Amsterdam', languages: '{"nl": {"alert.missedBy": "{conversation} wacht al {late}"}}' };
	const people = { peopleSource: 'text', peopleText: '- {email: a@example.com, teams: [m], channels: [email]}\n- {email: b@example.com, teams: [m], channels: [email], locale: en}' };
	const { outputs, hints } = await route({ ...people, rulesSource: 'text', rulesText: '- teams: [m]', options }, [alertItem()]);
	expect(outputs[0]).toMatchObject([
		{ json: { text: expect.stringMatching(/wacht al 2 min 10 s$/), delivery: { locale: 'nl', timeZone: 'Europe/Amsterdam', texts: { 'alert.missedBy': expect.any(String) } } } },
		{ json: { text: expect.stringMatching(/missed its first response time/), delivery: { locale: 'en', timeZone: 'Europe/Amsterdam' } } },
	]);
	expect(hints).toEqual([]);
});

test('what is surely not meant is said beside the output', async () => {
	const { hints } = await route({ ...FORM, rulesSource: 'text', rulesText: '- {name: R, teams: [management, sales], message: "{contcat}"}' }, [alertItem(), alertItem()]);
	expect(hints).toEqual([expect.stringMatching(/^Rule "R": \{contcat\} is not filled in/), 'Rule "R": nobody is in the team sales']);
});

describe('a preview', () => {
	const people = { peopleSource: 'text', peopleText: `- {name: Ana, email: ana@example.com, teams: [m], channels: [email], capPerHour: 2}\n- {name: Nina, email: nina@example.com, teams: [m], channels: [email], timeZone: UTC, hours: ${minuteAwayFromNow()}}` };
	const parameters = { operation: 'preview', ...people, rulesSource: 'text', rulesText: '- {name: R, stages: [escalation], levels: [2], teams: [m], message: "#{id} {stage} {level} in {inbox}"}' };

	test('of a made-up alert: a line for each message, at an output that leads nowhere else', async () => {
		const { outputs } = await route({ ...parameters, sample: { stage: 'escalation', level: 2, inbox: 'Shop' } }, [{}]);
		expect(outputs.map((items) => items.length)).toEqual([0, 0, 0, 0, 2]);
		expect(outputs[4]?.map(({ json }) => json)).toEqual([
			{ person: 'Ana', email: 'ana@example.com', channel: 'email', when: 'now', why: 'Rule "R": team m', text: '#123 escalation 2 in Shop', locale: 'en', capPerHour: 2 },
			{ person: 'Nina', email: 'nina@example.com', channel: 'email', when: expect.stringMatching(/T12:00:00.000Z$/), why: 'Rule "R": team m', text: '#123 escalation 2 in Shop', locale: 'en', capPerHour: null },
		]);
	});

	test('of what comes in', async () => {
		const { outputs } = await route({ ...parameters, previewOf: 'input' }, [alertItem({ stage: 'escalation', level: 2 }), alertItem()]);
		expect(outputs[4]?.map(({ json, pairedItem }) => [json['text'] ?? json['unrouted'], pairedItem])).toEqual([
			['#123 escalation 2 in Website', { item: 0 }],
			['#123 escalation 2 in Website', { item: 0 }],
			['No rule matches this alert', { item: 1 }],
		]);
	});

	test('of a sample that is none', async () => {
		expect((await route({ ...parameters, sample: { stage: 'panic' } }, [{}])).error?.message).toMatch(/^Sample Alert: stage: /);
	});
});

test('escalations go by rules of their own', async () => {
	const rules = { ...FORM, rulesSource: 'text', rulesText: '- {stages: [escalation], teams: [management], channels: [email], message: "{stage} {level}"}' };
	const { outputs } = await route(rules, [alertItem(), alertItem({ stage: 'escalation', level: 2, key: '1:123:frt:1767348000:escalation2' })]);
	expect(outputs.map((items) => items.map(({ json }) => json['text']))).toEqual([['escalation 2'], [expect.stringContaining('missed')], [], []]);
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

describe("the members of the conversation's team in Chatwoot", () => {
	const rules = { peopleSource: 'text', peopleText: '- {email: skye@example.com, channels: [email]}', rulesSource: 'text', rulesText: '- {toTeamMembers: true, channels: [email, odoo]}' };
	let chatwoot: ChatwootSimulator;
	let item: IDataObject;

	beforeEach(async () => {
		chatwoot = await ChatwootSimulator.start();
		const members = ['skye@example.com', 'kim@example.com'].map((email) => chatwoot.addAgent({ name: email, email }));
		chatwoot.addAgent({ name: 'Other', email: 'other@example.com' });
		const { id } = chatwoot.addTeam({ name: 'Support', members });
		item = alertItem({ conversation: { team: { id, name: 'Support' } } });
	});
	afterEach(() => chatwoot.stop());

	test('are told, each as they want it; looked up once for many alerts', async () => {
		const { outputs } = await route(rules, [item, item], chatwoot);
		const told = ['email skye@example.com', 'email kim@example.com', 'odoo kim@example.com'];
		expect(outputs[0]?.map(({ json }) => DeliverySchema.parse(json).delivery.key.split(':').slice(5).join(' '))).toEqual([...told, ...told]);
		expect(chatwoot.requests.map(({ path }) => path)).toEqual([expect.stringMatching(/teams\/\d+\/team_members$/)]);
	});

	test('are nobody where Chatwoot refuses: the alert is unrouted, and it is said why', async () => {
		chatwoot.answerNextWith(404);
		const { outputs, hints } = await route(rules, [item], chatwoot);
		expect(outputs.map((items) => items.length)).toEqual([0, 1, 0, 0]);
		expect(hints).toEqual([
			expect.stringMatching(/^The members of team \d+ are unknown, because Chatwoot could not be asked: /),
			expect.stringMatching(/^1 alert reaches nobody:/),
		]);
	});

	test('are not asked for where no rule that matches tells them', async () => {
		await route({ ...rules, rulesText: '- {toTeamMembers: true, stages: [warning]}' }, [item], chatwoot);
		expect(chatwoot.requests).toEqual([]);
	});
});

test.each<[string, INodeParameters, IDataObject, RegExp]>([
	['settings', { ...FORM, rulesSource: 'text', rulesText: '- {team: x}' }, alertItem(), /^Rules: 0: Unrecognized key/],
	['people', { ...FORM, people: { person: [{ name: 'X', email: '' }] } }, alertItem(), /^People: 0.email: expected an e-mail address$/],
	['rows', { ...FORM, peopleSource: 'rows', peopleRows: 'People' }, alertItem(), /^People: there are no rows$/],
	['options', { ...FORM, options: { timeZone: 'Mars' } }, alertItem(), /^Options: timeZone: expected a time zone such as Europe\/Amsterdam$/],
	['own texts', { ...FORM, options: { languages: '{"nl": {"detail.contract": "Klant"}}' } }, alertItem(), /^Languages: nl.detail.contract: there is no text of this name$/],
	['an item', FORM, { hello: 'world' }, /"key" is missing/],
])('wrong %s are refused in one line', async (_case, parameters, item, message) => {
	expect((await route(parameters, [item])).error?.message).toMatch(message);
});

test('with an error output, wrong rules are the failure of every item: none passes as routed', async () => {
	const wrong = { ...FORM, rulesSource: 'text', rulesText: '- {team: x}' };
	const { outputs } = await route(wrong, [alertItem(), alertItem()], undefined, 'continueErrorOutput');
	expect(outputs.map((items) => items.length)).toEqual([0, 0, 0, 0, 2]);
});
