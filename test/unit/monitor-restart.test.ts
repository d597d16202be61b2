import { ownPolicy, slaSettings } from '../sample-conversation';
import type { SimulatedConversation } from './monitor.harness';
import { agentReplies, chatwoot, clock, customerWrites, deleteConversation, failing, START, startMonitor, useChatwoot } from './monitor.harness';

useChatwoot();

const settings = slaSettings({
	source: 'own',
	policies: [ownPolicy({ thresholds: { frt: 300, nrt: 600, rt: 900, unassigned: 300 } })],
	plan: { warnings: [], escalationsAfterSeconds: [], reminders: null },
});

describe('what was told before a restart and is over when the next monitor begins', () => {
	const anita = () => chatwoot.addAgent({ name: 'Anita', email: 'anita@example.com' });
	const assign = (conversation: SimulatedConversation) => { chatwoot.assign(conversation, { agent: anita() }); };

	test.each<[string, (conversation: SimulatedConversation) => void, string]>([
		['by a reply', agentReplies, 'frt ended'],
		['by an assignment', assign, 'unassigned ended'],
		['by a resolution', (conversation) => { chatwoot.resolve(conversation); }, 'frt ended, unassigned ended'],
	])('%s is taken back', async (_how, act, expected) => {
		const first = startMonitor({ settings });
		const conversation = customerWrites();
		await first.runUntil(310);
		clock.time = START + 400_000;
		act(conversation);
		clock.time = START + 500_000;
		const next = startMonitor({ settings, openClocks: first.monitor.openClocks() });
		await next.runUntil(502);
		expect(next.told).toContainEqual(expect.stringMatching(new RegExp(`^50[01]: #1 ${expected}|^50[01]: #1 .*, ${expected}`)));
		expect(next.monitor.openClocks().some(({ metric }) => expected.includes(metric))).toBe(false);
	});

	test('is taken back days later, a wait as well that another one followed', async () => {
		const first = startMonitor({ settings: { ...settings, policies: [ownPolicy({ thresholds: { nrt: 600 } })] } });
		const conversation = customerWrites();
		agentReplies(conversation);
		await first.runUntil(10);
		customerWrites();
		await first.runUntil(620);
		expect(first.told).toEqual(['610: #1 nrt breach']);
		clock.time = START + 3 * 86_400_000;
		agentReplies(conversation);
		customerWrites();
		const next = startMonitor({ settings, openClocks: first.monitor.openClocks() });
		await next.monitor.tick();
		expect(next.told).toEqual([expect.stringMatching(/#1 rt breach, unassigned breach, nrt ended$/)]);
	});

	test('is nothing where it was taken back before', async () => {
		const first = startMonitor({ settings });
		const conversation = customerWrites();
		await first.runUntil(310);
		chatwoot.resolve(conversation);
		await first.runUntil(400);
		expect(first.monitor.openClocks()).toEqual([]);
	});

	test('is forgotten where it was deleted', async () => {
		const first = startMonitor({ settings });
		const conversation = customerWrites();
		await first.runUntil(310);
		deleteConversation(conversation);
		const next = startMonitor({ settings, openClocks: first.monitor.openClocks() });
		await next.runUntil(330);
		expect(next.told).toEqual([]);
		expect(next.monitor.size).toBe(0);
	});
});

test('after a restart the first sweep catches up', async () => {
	customerWrites();
	clock.time = START + 1000 * 1000;
	const { told, runUntil } = startMonitor();
	await runUntil(1010);
	expect(told).toEqual(['1000: #1 frt breach']);
});

describe('watching begins', () => {
	test.each([429, 500, 503])('while Chatwoot answers %d: that may pass', async (status) => {
		await expect(startMonitor({ around: failing(/^/, status) }).monitor.check()).resolves.toBeUndefined();
	});

	test('while nobody answers', async () => {
		const { monitor } = startMonitor({ around: () => () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })) });
		await expect(monitor.check()).resolves.toBeUndefined();
	});

	test.each([200, 301, 401, 403, 404, 422])('not where the answer is %d, and not that of a Chatwoot to this token', async (status) => {
		await expect(startMonitor({ around: failing(/^/, status) }).monitor.check()).rejects.toThrow(/Chatwoot/);
	});
});
