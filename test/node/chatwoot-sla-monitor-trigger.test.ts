import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ChatwootSlaApi } from '../../credentials/ChatwootSlaApi.credentials';
import { ChatwootSlaMonitorTrigger } from '../../nodes/ChatwootSlaMonitorTrigger/ChatwootSlaMonitorTrigger.node';
import { EvaluateSlaBreach } from '../../nodes/EvaluateSlaBreach/EvaluateSlaBreach.node';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { registerCredentialType, runNode, startTrigger } from './engine';

registerCredentialType(new ChatwootSlaApi());

let chatwoot: ChatwootSimulator;
let inbox: ReturnType<ChatwootSimulator['addInbox']>;
beforeEach(async () => {
	chatwoot = await ChatwootSimulator.start();
	inbox = chatwoot.addInbox({ name: 'Website' });
});
afterEach(() => chatwoot.stop());

const write = (minutes: number, name = 'Jane') =>
	chatwoot.customerWrites({ inbox, contact: { name }, text: 'Hello?', at: new Date(Date.now() - minutes * 60_000) });
const credentials = (token = chatwoot.token) => ({
	chatwootSlaApi: { baseUrl: chatwoot.url, accountId: 1, accessToken: token, publicUrl: '' },
});
const ALL_BUT_THE_DATE = ['nextTick', 'setImmediate', 'clearImmediate', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'queueMicrotask'] as const;
const FIVE_MINUTES: INodeParameters = { thresholds: { frt: '5m' } };

/** The trigger as n8n activates it; `tick` is a second of n8n's scheduler. */
async function activate(parameters: INodeParameters = FIVE_MINUTES, run: { token?: string; mode?: 'manual'; staticData?: IDataObject } = {}) {
	const started = await startTrigger(new ChatwootSlaMonitorTrigger(), {
		parameters,
		credentials: credentials(run.token),
		...(run.mode === undefined ? {} : { mode: run.mode }),
		...(run.staticData === undefined ? {} : { staticData: run.staticData }),
	});
	return { ...started, tick: () => started.crons.get('* * * * * *')?.() };
}

test('conversations at risk and breached start an execution, as items that Evaluate SLA Breach judges without asking again', async () => {
	const late = write(7, 'Late');
	write(1, 'Calm');
	const soon = write(4.5, 'Soon');
	const { executions, tick } = await activate();
	tick();
	const [found = []] = await executions.waitFor(1);
	const items = found.sort((one, other) => Number(one['id']) - Number(other['id']));
	expect(items).toMatchObject([late, soon].map(({ id }) => ({ event: 'conversation_sla_due', id, read_at: expect.any(Number), sla_ended: [] })));

	const before = chatwoot.requests.length;
	const { outputs } = await runNode(new EvaluateSlaBreach(), { input: items, parameters: { thresholds: { frt: '5m' } }, credentials: credentials() });
	expect(outputs[0]?.map(({ json }) => [json['metric'], json['stage']])).toEqual([['frt', 'breach'], ['frt', 'warning']]);
	expect(chatwoot.requests.slice(before).map(({ path }) => path)).toEqual(['/api/v1/accounts/1/inboxes']);
});

test('a promise that was met after all is an item too, from which the alerts can be taken back', async () => {
	const conversation = write(7);
	const { executions, tick } = await activate({ ...FIVE_MINUTES, options: { sweepEverySeconds: 10 } });
	tick();
	await executions.waitFor(1);
	await new Promise(setImmediate);
	chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Sorry!' });
	jest.useFakeTimers({ now: Date.now() + 11_000, doNotFake: [...ALL_BUT_THE_DATE] });
	try {
		tick();
		const [, items = []] = await executions.waitFor(2);
		expect(items).toMatchObject([{ id: conversation.id, sla_ended: [{ metric: 'frt' }] }]);
		const { outputs } = await runNode(new EvaluateSlaBreach(), { input: items, parameters: { thresholds: { frt: '5m' } }, credentials: credentials() });
		expect(outputs[2]?.map(({ json }) => [json['stage'], json['text']])).toMatchObject([['warning', expect.any(String)], ['breach', expect.stringContaining('answered')]]);
	} finally {
		jest.useRealTimers();
	}
});

test('a closed trigger asks nothing and starts nothing', async () => {
	write(7);
	const { closeFunction, tick, executions } = await activate();
	await closeFunction?.();
	const before = chatwoot.requests.length;
	tick();
	await fetch(chatwoot.url);
	expect(chatwoot.requests.slice(before)).toHaveLength(1);
	expect(executions.items).toEqual([]);
});

test('a trigger that is closed in the middle of a sweep starts nothing more', async () => {
	for (let index = 0; index < 100; index++) write(7, `Customer ${index}`);
	const { closeFunction, tick, executions } = await activate();
	tick();
	await executions.waitFor(1);
	await closeFunction?.();
	for (let round = 0; round < 5; round++) await fetch(chatwoot.url);
	expect(executions.items).toHaveLength(1);
});

describe('what was told and ends while nobody watches', () => {
	test('is an item of the next trigger, from which the alerts can be taken back', async () => {
		const staticData: IDataObject = {};
		const conversation = write(20);
		chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Hi', at: new Date(Date.now() - 19 * 60_000) });
		write(7);
		const since = Math.floor((conversation.waitingSince?.getTime() ?? 0) / 1000);
		const parameters = { thresholds: { nrt: '5m' } };
		const before = await activate(parameters, { staticData });
		before.tick();
		await before.executions.waitFor(1);
		await before.closeFunction?.();

		chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Sorry!' });
		const { tick, executions } = await activate(parameters, { staticData: JSON.parse(JSON.stringify(staticData)) as IDataObject });
		tick();
		const [items = []] = await executions.waitFor(1);
		expect(items).toMatchObject([{ id: conversation.id, sla_ended: [{ metric: 'nrt', started_at: since }] }]);
		const { outputs } = await runNode(new EvaluateSlaBreach(), { input: items, parameters, credentials: credentials() });
		expect(outputs[2]?.map(({ json }) => json['key'])).toEqual(['warning80', 'breach'].map((stage) => `1:${conversation.id}:nrt:${since}:${stage}`));
	});

	test('is of no account but the one it was told of', async () => {
		const staticData: IDataObject = {};
		write(7);
		const before = await activate(FIVE_MINUTES, { staticData });
		before.tick();
		await before.executions.waitFor(1);
		await before.closeFunction?.();

		const other = await ChatwootSimulator.start();
		try {
			const otherInbox = other.addInbox({ name: 'Shop' });
			const conversation = other.customerWrites({ inbox: otherInbox, contact: { name: 'Jane' }, text: 'Hello?', at: new Date(Date.now() - 420_000) });
			other.agentReplies(conversation, { agent: other.administrator, text: 'Hi' });
			const late = other.customerWrites({ inbox: otherInbox, contact: { name: 'John' }, text: 'Hello?', at: new Date(Date.now() - 420_000) });
			const started = await startTrigger(new ChatwootSlaMonitorTrigger(), {
				parameters: FIVE_MINUTES,
				credentials: { chatwootSlaApi: { baseUrl: other.url, accountId: 1, accessToken: other.token, publicUrl: '' } },
				staticData: JSON.parse(JSON.stringify(staticData)) as IDataObject,
			});
			started.crons.get('* * * * * *')?.();
			expect(await started.executions.waitFor(1)).toMatchObject([[{ id: late.id }]]);
		} finally {
			await other.stop();
		}
	});
});

test('a deleted conversation that people were told of is an item, from which the alerts can be taken back', async () => {
	const conversation = write(5.1);
	const { executions, tick } = await activate({ ...FIVE_MINUTES, options: { offerAgainEveryMinutes: 10 } });
	tick();
	await executions.waitFor(1);
	await new Promise(setImmediate);
	chatwoot.conversations.splice(0);
	jest.useFakeTimers({ now: Date.now() + 601_000, doNotFake: [...ALL_BUT_THE_DATE] });
	try {
		tick();
		const [, items = []] = await executions.waitFor(2);
		const { outputs } = await runNode(new EvaluateSlaBreach(), { input: items, parameters: FIVE_MINUTES, credentials: credentials() });
		expect(outputs[2]?.map(({ json }) => json['key'])).toEqual(
			['warning80', 'breach'].map((stage) => `1:${conversation.id}:frt:${Math.floor(conversation.createdAt.getTime() / 1000)}:${stage}`),
		);
		expect(JSON.stringify(items)).not.toContain('Hello?');
	} finally {
		jest.useRealTimers();
	}
});

test("Evaluate SLA Breach goes by the monitor's clock where its own is behind", async () => {
	write(4.5);
	jest.useFakeTimers({ now: Date.now() + 31_000, doNotFake: [...ALL_BUT_THE_DATE] });
	const { executions, tick } = await activate({ ...FIVE_MINUTES, warnings: '' });
	tick();
	const [items = []] = await executions.waitFor(1);
	jest.useRealTimers();
	const { outputs } = await runNode(new EvaluateSlaBreach(), { input: items, parameters: { ...FIVE_MINUTES, warnings: '' }, credentials: credentials() });
	expect(outputs[0]?.map(({ json }) => json['stage'])).toEqual(['breach']);
});

describe('a manual run sweeps once', () => {
	test('and shows what is at risk or breached', async () => {
		const late = write(7);
		write(1);
		const { manualTriggerFunction, executions, crons } = await activate(FIVE_MINUTES, { mode: 'manual' });
		await manualTriggerFunction?.();
		expect(executions.items).toMatchObject([[{ id: late.id }]]);
		expect(crons.size).toBe(0);
	});

	test('or, where nothing is, what will be next', async () => {
		const calm = write(1, 'Calm');
		const calmer = write(0, 'Calmer');
		const { manualTriggerFunction, executions } = await activate(FIVE_MINUTES, { mode: 'manual' });
		await manualTriggerFunction?.();
		expect(executions.items).toMatchObject([[{ id: calm.id }, { id: calmer.id }]]);
	});
});

describe('what is set up wrong is said on activation', () => {
	test.each<[string, INodeParameters, { token?: string }, RegExp]>([
		['a wrong token', FIVE_MINUTES, { token: 'wrong' }, /refused access/],
		['a duration that is none', { thresholds: { frt: '5 parsecs' } }, {}, /First Response Time.*5 parsecs/],
		['an unknown time zone', { ...FIVE_MINUTES, businessHours: 'custom', timeZone: 'Mars/Olympus' }, {}, /Time Zone.*Mars/],
		['a source of thresholds without any', { policySource: 'own' }, {}, /there are none/],
	])('%s', async (_case, parameters, run, message) => {
		await expect(activate(parameters, run)).rejects.toThrow(message);
	});

	test('an address where something else answers', async () => {
		chatwoot.answerNextWith(200, '<html>Welcome</html>');
		await expect(activate()).rejects.toThrow(/is not Chatwoot's/);
	});

	test('but a Chatwoot that is down just then is waited for', async () => {
		write(7);
		chatwoot.answerNextWith(503);
		const { tick, executions } = await activate();
		tick();
		expect(await executions.waitFor(1)).toHaveLength(1);
	});
});

test('access that is refused later is reported to n8n, once', async () => {
	const { tick, errors } = await activate();
	chatwoot.answerNextWith(401, { error: 'Invalid Access Token' });
	tick();
	const [error] = await errors.waitFor(1);
	expect(error?.message).toMatch(/^Chatwoot refused access to conversations \(401\)$/);
	const before = chatwoot.requests.length;
	tick();
	await fetch(chatwoot.url);
	expect(chatwoot.requests.slice(before)).toHaveLength(1);
	expect(errors.items).toHaveLength(1);
});
