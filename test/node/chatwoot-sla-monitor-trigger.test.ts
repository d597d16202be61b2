import type { INodeParameters } from 'n8n-workflow';
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
async function activate(parameters: INodeParameters = FIVE_MINUTES, run: { token?: string; mode?: 'manual' } = {}) {
	const started = await startTrigger(new ChatwootSlaMonitorTrigger(), {
		parameters,
		credentials: credentials(run.token),
		...(run.mode === undefined ? {} : { mode: run.mode }),
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
