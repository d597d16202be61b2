import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ChatwootSlaApi } from '../../credentials/ChatwootSlaApi.credentials';
import { EvaluateSlaBreach } from '../../nodes/EvaluateSlaBreach/EvaluateSlaBreach.node';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import type { Conversation } from '../../sandbox/chatwoot/model';
import { restConversation, webhookConversation } from '../../sandbox/chatwoot/payloads';
import type { NodeRun } from './engine';
import { registerCredentialType, runNode } from './engine';

registerCredentialType(new ChatwootSlaApi());

let chatwoot: ChatwootSimulator;
let inbox: ReturnType<ChatwootSimulator['addInbox']>;
beforeEach(async () => {
	chatwoot = await ChatwootSimulator.start();
	inbox = chatwoot.addInbox({ name: 'Website' });
});
afterEach(async () => {
	jest.useRealTimers();
	await chatwoot.stop();
});

/** What time it is; timers run as ever. */
function setClock(now: Date): void {
	jest.useFakeTimers({ now, doNotFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate', 'nextTick', 'queueMicrotask', 'performance', 'hrtime'] });
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const write = (minutes: number, name = 'Jane Doe') =>
	chatwoot.customerWrites({ inbox, contact: { name }, text: 'Hello?', at: minutesAgo(minutes) });
const eventOf = (id: number, more: IDataObject = {}): IDataObject => ({ event: 'conversation_updated', id, account: { id: 1 }, ...more });

async function evaluate(input: IDataObject[], parameters: INodeParameters = {}, run: { onError?: 'continueErrorOutput'; publicUrl?: string; accountId?: number | string; before?: NodeRun['before'] } = {}) {
	return await runNode(new EvaluateSlaBreach(), {
		parameters,
		input,
		credentials: {
			chatwootSlaApi: { baseUrl: `${chatwoot.url}/`, accountId: run.accountId ?? 1, accessToken: chatwoot.token, publicUrl: run.publicUrl ?? '' },
		},
		...(run.before === undefined ? {} : { before: run.before }),
		...(run.onError === undefined ? {} : { onError: run.onError }),
	});
}

test('a missed and a threatened promise become alerts, the others are on track', async () => {
	chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300, resolution: 86_400 });
	const late = write(7, 'Late');
	const soon = write(4.5, 'Soon');
	const calm = write(1, 'Calm');

	const { outputs } = await evaluate([eventOf(late.id), eventOf(soon.id), eventOf(calm.id)]);
	expect(outputs[0]).toMatchObject([
		{
			json: {
				key: `1:${late.id}:frt:${Math.floor(late.createdAt.getTime() / 1000)}:breach`,
				text: expect.stringMatching(/^Conversation #1 \(Late, inbox Website\) missed its first response time of 5 min by 2 min/),
				url: `${chatwoot.url}/app/accounts/1/conversations/1`,
			},
			pairedItem: { item: 0 },
		},
		{ json: { stage: 'warning', text: expect.stringContaining('(Soon, inbox Website) is about to miss') }, pairedItem: { item: 1 } },
	]);
	expect(outputs[1]).toMatchObject([
		{ json: { id: calm.id, sla: [{ metric: 'frt', state: 'onTrack' }, { metric: 'rt', state: 'onTrack' }] }, pairedItem: { item: 2 } },
	]);
});

test('a reply that came since the event: no alert, unless the item is to be judged as it is', async () => {
	chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
	const conversation = write(7);
	const event = webhookOf(conversation);
	chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Hi' });

	expect((await evaluate([event])).outputs[0]).toHaveLength(0);
	expect((await evaluate([event], { fetchMode: 'ifNeeded' })).outputs[0]).toHaveLength(1);
	expect((await evaluate([event], { fetchMode: 'never' })).outputs[0]).toHaveLength(1);
});

test('an event without SLA data is completed from Chatwoot where it is needed', async () => {
	chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
	const { id } = write(7);
	expect((await evaluate([eventOf(id)], { fetchMode: 'ifNeeded' })).outputs[0]).toHaveLength(1);
	expect((await evaluate([eventOf(id)], { fetchMode: 'never' })).outputs[0]).toHaveLength(0);
});

test("without Chatwoot's SLAs the node's thresholds hold", async () => {
	const { id } = write(7);
	const { outputs } = await evaluate([eventOf(id)], { thresholds: { frt: '5m', unassigned: '1m' } });
	expect(outputs[0]?.map(({ json }) => [json['metric'], json['stage'], json['thresholdSeconds']])).toEqual([
		['frt', 'breach', 300],
		['unassigned', 'breach', 60],
	]);
});

test("what a notification began is nobody's to answer until the customer writes, or an agent looks in, after which Chatwoot can't tell", async () => {
	const begin = (name: string) => {
		const conversation = chatwoot.startConversation(inbox, chatwoot.addContact({ name }), null);
		chatwoot.botSends(conversation, { text: 'Your appointment is tomorrow' });
		return conversation;
	};
	const [silent, answered, seen] = [begin('Silent'), begin('Answered'), begin('Seen')];
	chatwoot.receive(answered, { text: 'Can I come later?' });
	chatwoot.agentLooksIn(seen);
	setClock(new Date(Date.now() + 3_600_000));
	const told = async (conversation: Conversation) => {
		const { outputs } = await evaluate([eventOf(conversation.id)], { thresholds: { frt: '5m', unassigned: '1m' } });
		return outputs[0]?.map(({ json }) => json['metric']);
	};
	expect(await told(silent)).toEqual([]);
	expect(await told(answered)).toEqual(['frt', 'unassigned']);
	expect(await told(seen)).toEqual(['frt', 'unassigned']);
});

test('thresholds may be numbers of seconds, as older workflows have them', async () => {
	const { id } = write(7);
	const { outputs } = await evaluate([eventOf(id)], { thresholds: { frt: 300 } });
	expect(outputs[0]).toMatchObject([{ json: { metric: 'frt', stage: 'breach', thresholdSeconds: 300 } }]);
});

test('links lead agents to the address they open in the browser', async () => {
	const { id } = write(7);
	const { outputs } = await evaluate([eventOf(id)], { thresholds: { frt: '5m' } }, { publicUrl: 'https://chat.example.com/' });
	expect(outputs[0]?.[0]?.json['url']).toBe(`https://chat.example.com/app/accounts/1/conversations/${id}`);
});

describe('while Chatwoot fails', () => {
	const fails = () => {
		chatwoot.answerNextWith(503, {}, /^GET .*\/conversations/);
	};

	test('an event of the Enterprise edition is judged by the SLA in it', async () => {
		chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
		const event = webhookOf(write(7));
		fails();
		expect((await evaluate([event])).outputs[0]).toHaveLength(1);
	});

	test('an event of the Community edition is judged by own thresholds', async () => {
		const event = webhookOf(write(7));
		fails();
		expect((await evaluate([event], { thresholds: { frt: '5m' } })).outputs[0]).toHaveLength(1);
	});

	test('an event that tells too little is an error, which names its item', async () => {
		const { id } = write(7);
		fails();
		const { error } = await evaluate([eventOf(id)]);
		expect(error).toMatchObject({ message: expect.stringContaining('503'), context: { itemIndex: 0 } });
	});
});

test('events about no conversation pass by', async () => {
	const { outputs } = await evaluate([{ event: 'contact_created', id: 5, account: { id: 1 } }]);
	expect(outputs).toMatchObject([[], [{ json: { event: 'contact_created', sla: [] } }], []]);
});

describe('own policies', () => {
	/** The thresholds that hold for two conversations, by customer. */
	async function promised(parameters: INodeParameters) {
		const gold = write(1, 'Jane Doe');
		const other = chatwoot.customerWrites({ inbox: chatwoot.addInbox({ name: 'Shop' }), contact: { name: 'John' }, text: 'Hi' });
		chatwoot.setLabels(gold, ['vip']);
		const { outputs, error } = await evaluate([eventOf(gold.id), eventOf(other.id)], parameters);
		expect(error).toBeNull();
		return outputs[1]?.map(({ json }) => (json['sla'] as IDataObject[]).map(({ metric, dueAt }) => [metric, minutesBetween(dueAt, json['id'])]));
	}
	const minutesBetween = (dueAt: unknown, id: unknown) => {
		const { createdAt } = chatwoot.conversations.find((conversation) => conversation.id === id) ?? { createdAt: new Date(0) };
		return Math.round((Date.parse(String(dueAt)) - createdAt.getTime()) / 60_000);
	};

	test('in a list: the first that matches holds', async () => {
		const policy = [
			{ name: 'Gold', labels: 'VIP, urgent', frt: '5m', rt: '1d' },
			{ name: 'Website', inboxes: 'website', frt: '10m' },
			{ name: 'Everybody else', frt: '1h 30m' },
		];
		expect(await promised({ policiesFrom: 'form', policies: { policy } })).toEqual([[['frt', 5], ['rt', 1440]], [['frt', 90]]]);
	});

	test('an inbox is found by its name, though conversations carry only its id', async () => {
		const policy = [{ inboxes: 'shop', frt: '10m' }, { frt: '20m' }];
		expect(await promised({ policiesFrom: 'form', policies: { policy } })).toEqual([[['frt', 20]], [['frt', 10]]]);
	});

	test('as text', async () => {
		const policiesText = '- name: Gold\n  when: { labels: [vip] }\n  frt: 5m\n- frt: 30m\n  unassigned: 2h';
		expect(await promised({ policiesFrom: 'text', policiesText })).toEqual([[['frt', 5]], [['frt', 30], ['unassigned', 120]]]);
	});

	test("the example in the node's text field can be used as it is", async () => {
		expect(await promised({ policiesFrom: 'text' })).toEqual([[['frt', 60]], [['frt', 60]]]);
	});

	test('they fill in what the SLA applied in Chatwoot leaves out, or replace it', async () => {
		chatwoot.addSlaPolicy({ name: 'Silver', firstResponse: 1800 });
		const { id } = write(1);
		const thresholds = { frt: '1h', rt: '1d' };
		const dues = async (policySource: string) => {
			const { outputs } = await evaluate([eventOf(id)], { policySource, thresholds });
			return (outputs[1]?.[0]?.json['sla'] as IDataObject[]).map(({ metric, dueAt }) => [metric, minutesBetween(dueAt, id)]);
		};
		expect(await dues('chatwootThenOwn')).toEqual([['frt', 30], ['rt', 1440]]);
		expect(await dues('own')).toEqual([['frt', 60], ['rt', 1440]]);
		expect(await dues('chatwoot')).toEqual([['frt', 30]]);
	});
});

describe('business hours', () => {
	const FRIDAY = new Date('2026-02-06T15:30:00Z');
	const OFFICE = { timeZone: 'Europe/Amsterdam', days: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' })) };
	/** In Amsterdam: Friday at 16:30 somebody wrote, and now it is Monday. */
	const onMonday = async (time: string, parameters: INodeParameters) => {
		setClock(FRIDAY);
		const { id } = write(0);
		setClock(new Date(`2026-02-09T${time}:00+01:00`));
		return await evaluate([eventOf(id)], { thresholds: { frt: '1h' }, ...parameters });
	};
	const custom = {
		businessHours: 'custom',
		timeZone: 'Europe/Amsterdam',
		openingHours: { period: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }] },
	};
	const dueOnMonday = { metric: 'frt', state: 'onTrack', dueAt: '2026-02-09T08:30:00.000Z', nextStage: 'warning80', nextStageAt: '2026-02-09T08:18:00.000Z' };

	test('one hour from Friday 16:30 is Monday 09:30', async () => {
		expect((await onMonday('09:10', custom)).outputs[1]).toMatchObject([{ json: { sla: [dueOnMonday] } }]);
		expect((await onMonday('09:20', custom)).outputs[0]).toMatchObject([{ json: { stage: 'warning' } }]);
		expect((await onMonday('09:30', custom)).outputs[0]).toMatchObject([{ json: { stage: 'breach', overdueSeconds: 0 } }]);
	});

	test("of the conversation's inbox in Chatwoot", async () => {
		inbox = chatwoot.addInbox({ name: 'Office', workingHours: OFFICE });
		expect((await onMonday('09:10', { businessHours: 'inbox' })).outputs[1]).toMatchObject([{ json: { sla: [dueOnMonday] } }]);
		inbox = chatwoot.addInbox({ name: 'Night' });
		expect((await onMonday('09:10', { businessHours: 'inbox' })).outputs[0]).toMatchObject([{ json: { stage: 'breach' } }]);
	});

	test('holidays are left out', async () => {
		const { outputs } = await onMonday('23:00', { ...custom, holidays: '2026-02-09' });
		expect(outputs[1]).toMatchObject([{ json: { sla: [{ dueAt: '2026-02-10T08:30:00.000Z' }] } }]);
	});

	test('do not count for a policy that counts every hour', async () => {
		const policies = { policy: [{ frt: '1h', businessHours: false }] };
		expect((await onMonday('09:10', { ...custom, policiesFrom: 'form', policies })).outputs[0]).toHaveLength(1);
	});
});

describe('what is told when', () => {
	const plan = { thresholds: { frt: '10m' }, warnings: '50%, 2m', escalations: '1h, 15m', remindEvery: '20m', maxReminders: 2 };
	test.each([
		[4, 'nothing', 0, ''],
		[6, 'warning', 1, 'warning50'],
		[9, 'warning', 2, 'warning120s'],
		[11, 'breach', 1, 'breach'],
		[26, 'escalation', 1, 'escalation1'],
		[31, 'reminder', 1, 'reminder1'],
		[55, 'reminder', 2, 'reminder2'],
		[71, 'escalation', 2, 'escalation2'],
		[500, 'escalation', 2, 'escalation2'],
	])('after %d minutes of 10: %s %d', async (minutes, stage, level, name) => {
		const { id, createdAt } = write(minutes);
		const { outputs } = await evaluate([eventOf(id)], plan);
		const key = `1:${id}:frt:${Math.floor(createdAt.getTime() / 1000)}:${name}`;
		expect(outputs[0]?.map(({ json }) => [json['stage'], json['level'], json['key']])).toEqual(level === 0 ? [] : [[stage, level, key]]);
	});

	test('nothing before the breach without warnings', async () => {
		const { id } = write(9.9);
		expect((await evaluate([eventOf(id)], { thresholds: { frt: '10m' }, warnings: '' })).outputs[0]).toEqual([]);
	});

	test.each<[string, (conversation: Conversation) => void, INodeParameters]>([
		['a label that silences it', (conversation) => { chatwoot.setLabels(conversation, ['no-sla']); }, { labels: 'No SLA' }],
		['a silenced inbox, by its name', () => undefined, { inboxes: 'website' }],
		['a snoozed conversation', (conversation) => { chatwoot.setStatus(conversation, 'snoozed'); }, {}],
	])('nobody is told where there is %s', async (_case, change, leaveAlone) => {
		const conversation = write(20);
		change(conversation);
		const { outputs } = await evaluate([eventOf(conversation.id)], { thresholds: { frt: '10m' }, leaveAlone });
		expect(outputs).toMatchObject([[], [{ json: { sla: [{ metric: 'frt', state: 'paused', nextStage: null, nextStageAt: null }] } }], []]);
		const watched = await evaluate([eventOf(conversation.id)], { thresholds: { frt: '10m' }, leaveAlone: { statuses: [] } });
		expect(watched.outputs[0]).toMatchObject([{ json: { stage: 'breach' } }]);
	});

	test.each<[string, INodeParameters, number]>([
		['a week', {}, 7 * 24 * 60],
		['what is set', { missedLongerAgoThan: '30m' }, 30],
	])('nobody is told of what was missed longer ago than %s, which stays missed', async (_case, leaveAlone, minutes) => {
		const missed = [eventOf(write(minutes + 11).id)];
		const { outputs } = await evaluate(missed, { thresholds: { frt: '10m' }, remindEvery: '10m', leaveAlone });
		expect(outputs[0]).toEqual([]);
		expect(outputs[1]).toMatchObject([{ json: { sla: [{ metric: 'frt', state: 'breached', nextStage: null }] } }]);
		const always = await evaluate(missed, { thresholds: { frt: '10m' }, leaveAlone: { missedLongerAgoThan: '' } });
		expect(always.outputs[0]).toHaveLength(1);
	});

	test('and an answer takes back what was told before', async () => {
		const { id } = write(8 * 24 * 60);
		const event = { ...eventOf(id), changed_attributes: [{ first_reply_created_at: { previous_value: null, current_value: new Date().toISOString() } }] };
		const conversation = chatwoot.conversations.find((each) => each.id === id);
		if (conversation === undefined) throw new Error('nobody wrote');
		chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Sorry!' });
		const { outputs } = await evaluate([event], { thresholds: { frt: '10m' } });
		expect(outputs[2]?.map(({ json }) => json['stage'])).toEqual(['warning', 'breach']);
	});
});

describe('what was told and is no longer true', () => {
	const parameters = { thresholds: { frt: '5m', nrt: '5m', unassigned: '5m' }, warnings: '80%', escalations: '10m' };
	const start = ({ createdAt }: Conversation) => Math.floor(createdAt.getTime() / 1000);
	const keys = (outputs: Array<Array<{ json: IDataObject }>>) => outputs[2]?.map(({ json }) => json['key']);
	/** The last event of the conversation as Chatwoot sends it. */
	async function lastEvent(conversation: Conversation, act: () => void): Promise<IDataObject> {
		chatwoot.addWebhook({ name: 'n8n', url: 'http://127.0.0.1:9/', subscriptions: ['conversation_updated'] });
		act();
		await chatwoot.settle();
		const { body } = chatwoot.deliveries.filter(({ event }) => event === 'conversation_updated').at(-1) ?? { body: '{}' };
		expect(JSON.parse(body)).toMatchObject({ id: conversation.id });
		return JSON.parse(body) as IDataObject;
	}

	test('a late first reply takes back the warning and the breach', async () => {
		const conversation = write(7);
		const event = await lastEvent(conversation, () => chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Hi' }));
		const { outputs } = await evaluate([event], { ...parameters, thresholds: { frt: '5m' } });
		expect(keys(outputs)).toEqual([`1:1:frt:${start(conversation)}:warning80`, `1:1:frt:${start(conversation)}:breach`]);
		expect(outputs).toMatchObject([
			[],
			[{ json: { event: 'conversation_updated', sla: [{ metric: 'frt', state: 'met' }] }, pairedItem: { item: 0 } }],
			[
				{ json: { stage: 'warning', recovered: { at: expect.stringMatching(/^\d{4}-.+Z$/) } }, pairedItem: { item: 0 } },
				{ json: { stage: 'breach', text: expect.stringContaining('Jane Doe, inbox Website') } },
			],
		]);
	});

	test('a reply in time takes back nothing', async () => {
		const conversation = write(3);
		const event = await lastEvent(conversation, () => chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Hi' }));
		expect(keys((await evaluate([event], parameters)).outputs)).toEqual([]);
	});

	test('an answer to a customer who waited takes back the alerts of that wait', async () => {
		const conversation = write(60);
		chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Hi', at: minutesAgo(59) });
		const asked = minutesAgo(8);
		chatwoot.customerWrites({ inbox, contact: { name: 'Jane Doe' }, text: 'And?', at: asked });
		const event = await lastEvent(conversation, () => chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Well' }));
		const cycle = Math.floor(asked.getTime() / 1000);
		expect(keys((await evaluate([event], { ...parameters, thresholds: { nrt: '5m' } })).outputs)).toEqual([
			`1:1:nrt:${cycle}:warning80`,
			`1:1:nrt:${cycle}:breach`,
		]);
	});

	test('an assignment takes back that nobody was assigned, while the other alerts stand', async () => {
		const conversation = write(7);
		const event = await lastEvent(conversation, () => { chatwoot.assign(conversation, { agent: chatwoot.administrator }); });
		const { outputs } = await evaluate([event], parameters);
		expect(keys(outputs)).toEqual([`1:1:unassigned:${start(conversation)}:warning80`, `1:1:unassigned:${start(conversation)}:breach`]);
		expect(outputs[0]).toMatchObject([{ json: { metric: 'frt', stage: 'breach', recovered: null } }]);
		expect(outputs[1]).toEqual([]);
	});

	test('a resolution takes back all', async () => {
		const conversation = write(7);
		const event = await lastEvent(conversation, () => { chatwoot.resolve(conversation); });
		const metrics = (await evaluate([event], parameters)).outputs[2]?.map(({ json }) => json['metric']);
		expect(metrics).toEqual(['frt', 'frt', 'unassigned', 'unassigned']);
	});

	test('a conversation of the REST API shows what is met by now', async () => {
		const conversation = write(7);
		chatwoot.assign(conversation, { agent: chatwoot.administrator });
		const { outputs } = await evaluate([restConversation(chatwoot.account, conversation) as IDataObject], parameters);
		expect(keys(outputs)).toEqual([`1:1:unassigned:${start(conversation)}:warning80`, `1:1:unassigned:${start(conversation)}:breach`]);
	});

	test('an event that tells of no such change takes back nothing', async () => {
		const conversation = write(7);
		chatwoot.assign(conversation, { agent: chatwoot.administrator });
		expect(keys((await evaluate([eventOf(conversation.id)], parameters)).outputs)).toEqual([]);
	});
});

describe('an item of the monitor', () => {
	const monitorItem = (conversation: Conversation, secondsAgo: number, ended: IDataObject[] = []): IDataObject => ({
		...restConversation(chatwoot.account, conversation),
		event: 'conversation_sla_due',
		read_at: Date.now() / 1000 - secondsAgo,
		sla_ended: ended,
	});

	test('is not read again while it is fresh', async () => {
		const item = monitorItem(write(7), 2);
		chatwoot.requests.length = 0;
		expect((await evaluate([item], { thresholds: { frt: '5m' } })).outputs[0]).toMatchObject([{ json: { stage: 'breach' } }]);
		expect(chatwoot.requests.filter(({ path }) => path.includes('/conversations'))).toEqual([]);
	});

	test('is read again when it had to wait', async () => {
		const conversation = write(7);
		const item = monitorItem(conversation, 40);
		chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Hi' });
		expect((await evaluate([item], { thresholds: { frt: '5m' } })).outputs[0]).toEqual([]);
	});

	test('says which clocks have ended', async () => {
		const conversation = write(60);
		chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Hi', at: minutesAgo(59) });
		const waited = Math.floor(minutesAgo(9).getTime() / 1000);
		const item = monitorItem(conversation, 1, [{ metric: 'nrt', started_at: waited }]);
		const { outputs } = await evaluate([item], { thresholds: { frt: '5m', nrt: '5m' }, warnings: '' });
		expect(outputs[2]).toMatchObject([{ json: { key: `1:1:nrt:${waited}:breach` } }]);
	});
});

describe('what is wrong is said in one line with the item', () => {
	test.each<[string, IDataObject, INodeParameters, RegExp]>([
		['no event', { hello: 'world' }, {}, /^This is not a Chatwoot conversation: id: is missing$/],
		['a conversation that is gone', eventOf(99), {}, /conversation 99/i],
		['another account', { ...eventOf(1), account: { id: 2 } }, {}, /belongs to account 2, the credential to account 1/],
		['a threshold of nothing', eventOf(1), { thresholds: { frt: 0 } }, /^First Response Time: "0" is no duration$/],
		['a unit nobody knows', eventOf(1), { thresholds: { nrt: '5 parsecs' } }, /^Next Response Time: "5 parsecs" is no duration$/],
		['a unit nobody knows in a list', eventOf(1), { policiesFrom: 'form', policies: { policy: [{ name: 'Gold', frt: '5 parsecs' }] } }, /^Policies: Gold: frt: "5 parsecs"/],
		['a policy without thresholds', eventOf(1), { policiesFrom: 'form', policies: { policy: [{ frt: '5m' }, { labels: 'vip' }] } }, /^Policies: policy 2 has no threshold$/],
		['a policy without thresholds, as text', eventOf(1), { policiesFrom: 'text', policiesText: '- name: Gold' }, /^Policies: Gold has no threshold$/],
		['no thresholds at all', eventOf(1), { policySource: 'own' }, /^Thresholds: there are none/],
		['a warning after the fact', eventOf(1), { warnings: '80%, 120%' }, /^Warnings: 120% is not between 0 and 100 %$/],
		['an escalation', eventOf(1), { escalations: 'soon' }, /^Escalations: "soon" is no duration$/],
		['a reminder', eventOf(1), { remindEvery: 'often' }, /^Remind Every: "often" is no duration$/],
		['too many reminders', eventOf(1), { remindEvery: '1h', maxReminders: 101 }, /^Max Reminders: 101 is not a whole number from 1 to 100$/],
		['an unknown time zone', eventOf(1), { businessHours: 'custom', timeZone: 'Europe/Atlantis' }, /^Time Zone: "Europe\/Atlantis" is not a known time zone$/],
		[
			'overlapping periods',
			eventOf(1),
			{ businessHours: 'custom', timeZone: 'UTC', openingHours: { period: [{ days: [1], from: '09:00', to: '13:00' }, { days: [1], from: '12:00', to: '17:00' }] } },
			/^Opening Hours: Monday 09:00–13:00 overlaps Monday 12:00–17:00$/,
		],
	])('%s', async (_case, item, parameters, message) => {
		write(7);
		const { error } = await evaluate([eventOf(1), item], parameters);
		expect(error?.message).toMatch(message);
		expect(error?.message).not.toContain('\n');
	});

	test('and with an error output a wrong credential is the failure of every item: none passes as an alert', async () => {
		const { outputs } = await evaluate([eventOf(1), eventOf(2)], {}, { onError: 'continueErrorOutput', accountId: 'one' });
		expect(outputs.map((items) => items.length)).toEqual([0, 0, 0, 2]);
	});

	test('and with an error output the other items go on', async () => {
		const { id } = write(7);
		const { outputs } = await evaluate([{ hello: 'world' }, eventOf(id)], { thresholds: { frt: 300 } }, { onError: 'continueErrorOutput' });
		expect(outputs.map((items) => items.length)).toEqual([1, 0, 0, 1]);
		expect(outputs[3]).toMatchObject([{ json: { hello: 'world', error: 'This is not a Chatwoot conversation: id: is missing' } }]);
	});
});

/** The event as Chatwoot would send it now, whole. */
function webhookOf(conversation: Conversation): IDataObject {
	return { ...webhookConversation(chatwoot.account, conversation), event: 'conversation_updated' } as IDataObject;
}

describe('with a monitor trigger before it', () => {
	const monitor = (parameters: INodeParameters): NonNullable<NodeRun['before']> => [
		{ name: 'Monitor', type: 'n8n-nodes-chatwoot-sla.chatwootSlaMonitorTrigger', parameters },
	];

	test('the policy can stand in the monitor', async () => {
		const { id } = write(7);
		const before = monitor({ thresholds: { frt: '5m' }, escalations: '1m' });
		const { outputs } = await evaluate([eventOf(id)], { policyFrom: 'monitor' }, { before });
		expect(outputs[0]).toMatchObject([{ json: { metric: 'frt', stage: 'escalation', level: 1, thresholdSeconds: 300 } }]);
	});

	test.each<[string, NodeRun['before'], RegExp]>([
		['there is none', [], /^No Chatwoot SLA Monitor Trigger leads to "Node under test"/],
		['it has an expression', monitor({ warnings: '={{ $now }}' }), /^The node "Monitor" has an expression in Warnings/],
	])('it says when %s', async (_case, before, message) => {
		const { error } = await evaluate([eventOf(write(7).id)], { policyFrom: 'monitor' }, before === undefined ? {} : { before });
		expect(error?.message).toMatch(message);
	});

	test.each<[string, INodeParameters, number]>([
		['two policies that differ are a warning in the editor', { thresholds: { frt: '6m' } }, 1],
		['the same policy twice is none', { thresholds: { frt: '5m' } }, 0],
		['the policy of the monitor is none', { policyFrom: 'monitor' }, 0],
	])('%s', async (_case, parameters, count) => {
		const { hints } = await evaluate([eventOf(write(7).id)], parameters, { before: monitor({ thresholds: { frt: '5m' } }) });
		expect(hints).toHaveLength(count);
	});
});

describe('an acknowledgement', () => {
	const REMINDING = { thresholds: { rt: '5m' }, policySource: 'own', warnings: '', remindEvery: '1m' };
	const stageOf = async (id: number, parameters: INodeParameters = {}) => {
		const { outputs } = await evaluate([eventOf(id)], { ...REMINDING, ...parameters });
		return outputs[0]?.map(({ json }) => json['stage']);
	};
	const messageRequests = () => chatwoot.requests.filter(({ path }) => path.includes('/messages'));

	test('after the miss leaves nothing to tell but the miss, where it is to count', async () => {
		const conversation = write(7.5);
		expect(await stageOf(conversation.id)).toEqual(['reminder']);
		chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'At once' });
		expect(await stageOf(conversation.id)).toEqual(['breach']);
		expect(await stageOf(conversation.id, { acknowledgedBy: ['assignment', 'label'] })).toEqual(['reminder']);
		chatwoot.setLabels(conversation, ['mine']);
		expect(await stageOf(conversation.id, { acknowledgedBy: ['label'], acknowledgementLabel: 'Mine' })).toEqual(['breach']);
	});

	test('before the miss changes nothing', async () => {
		const conversation = write(7.5);
		chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'At once', at: minutesAgo(4) });
		expect(await stageOf(conversation.id)).toEqual(['reminder']);
	});

	test('goes with the alert: the label that counts, and when it was changed; none where no label counts', async () => {
		const conversation = write(7.5);
		const acknowledgementOf = async (parameters: INodeParameters) => {
			const { outputs } = await evaluate([eventOf(conversation.id)], { ...REMINDING, ...parameters });
			return outputs[0]?.map(({ json }) => json['acknowledgement']);
		};
		expect(await acknowledgementOf({ acknowledgementLabel: 'Mine' })).toEqual([{ label: 'Mine', changedAt: null }]);
		chatwoot.setLabels(conversation, ['mine']);
		chatwoot.setLabels(conversation, []);
		expect(await acknowledgementOf({ acknowledgementLabel: 'Mine' })).toEqual([{ label: 'Mine', changedAt: expect.stringMatching(/Z$/) }]);
		expect(await acknowledgementOf({ acknowledgedBy: ['reply'], acknowledgementLabel: 'Mine' })).toEqual([null]);
	});

	test('costs a request only where a reminder or an escalation would be told', async () => {
		expect(await stageOf(write(5.5).id)).toEqual(['breach']);
		expect(await stageOf(write(7.5, 'Late').id, { acknowledgedBy: [] })).toEqual(['reminder']);
		expect(messageRequests()).toEqual([]);
	});
});

test('an alert says whether it is within business hours, where there are any', async () => {
	const { id } = write(7);
	const days = (...wanted: number[]): INodeParameters => ({
		businessHours: 'custom',
		timeZone: 'UTC',
		openingHours: { period: [{ days: wanted, from: '00:00', to: '24:00' }] },
	});
	const withinHours = async (hours: INodeParameters) => {
		const policies = { policy: [{ frt: '5m', businessHours: false }] };
		const { outputs } = await evaluate([eventOf(id)], { policySource: 'own', policiesFrom: 'form', policies, ...hours });
		return outputs[0]?.map(({ json }) => json['withinBusinessHours']);
	};
	const today = new Date().getUTCDay() || 7;
	expect(await withinHours({})).toEqual([null]);
	expect(await withinHours(days(1, 2, 3, 4, 5, 6, 7))).toEqual([true]);
	expect(await withinHours(days(...[1, 2, 3, 4, 5, 6, 7].filter((day) => day !== today)))).toEqual([false]);
});
