import { ExplainedError } from '../../core/errors';
import { ALWAYS_OPEN } from '../../core/sla/calendar';
import { ownPolicy, slaSettings } from '../sample-conversation';
import type { Around } from './monitor.harness';
import {
	agentReplies,
	chatwoot,
	clock,
	crowdWrites,
	customerWrites,
	deleteConversation,
	failing,
	inbox,
	requestsSince,
	START,
	startMonitor,
	useChatwoot,
} from './monitor.harness';

useChatwoot();

const secondsSinceStart = () => (clock.time - START) / 1000;
const readsOf = (id: number) => requestsSince(0).filter((path) => path === `conversations/${id}`).length;
const breaches = (told: readonly string[]) => told.filter((line) => line.endsWith('frt breach'));

describe('a conversation that Chatwoot fails on for good', () => {
	test('does not delay the others, is asked for ever more rarely, and said once', async () => {
		crowdWrites(30);
		let tries = 0;
		const { told, warnings, runUntil } = startMonitor({ around: failing(/\/conversations\/1$/, 500, () => ++tries > 0) });
		await runUntil(1800);
		expect(breaches(told)).toEqual(Array.from({ length: 29 }, (_, index) => `${272 + index}: #${index + 2} frt breach`));
		expect(warnings).toEqual(["Conversation #1 can't be read, which is tried again. Chatwoot failed on conversation 1 (500)"]);
		expect(tries).toBeLessThan(12);
	});

	test('is told when it can be read again', async () => {
		const conversation = customerWrites();
		const { told, runUntil } = startMonitor({ around: failing(/\/conversations\/1$/, 500, () => secondsSinceStart() < 290) });
		await runUntil(900);
		expect(told).toEqual([`315: #${conversation.id} frt breach`]);
	});

	test('and many of them starve nobody', async () => {
		const bad = crowdWrites(60);
		clock.time += 20_000;
		const good = customerWrites('Good');
		let requests = 0;
		const mostlyBroken: Around = (transport) => (request) => {
			const id = Number(/\/conversations\/(\d+)$/.exec(request.url)?.[1]);
			if (!bad.some((each) => each.id === id)) return transport(request);
			requests++;
			return Promise.resolve({ status: 500, headers: {}, body: '' });
		};
		const { told, runUntil } = startMonitor({ around: mostlyBroken });
		await runUntil(1000);
		expect(told).toEqual([`260: #${good.id} frt warning80`, `320: #${good.id} frt breach`]);
		expect(requests).toBeLessThan(60 * 9);
	});
});

describe('access that is refused', () => {
	test.each([401, 403])('with %d for one conversation ends the watch over this one only', async (status) => {
		const conversation = customerWrites();
		const other = customerWrites('Other');
		const { told, warnings, runUntil } = startMonitor({ around: failing(new RegExp(`/conversations/${conversation.id}$`), status) });
		await runUntil(400);
		expect(told).toEqual([`240: #${other.id} frt warning80`, `300: #${other.id} frt breach`]);
		expect(warnings).toEqual([`Conversation #${conversation.id} is no longer watched. Chatwoot refused access to conversation ${conversation.id} (${status})`]);
	});

	test('for the only one that is due ends no more than that', async () => {
		customerWrites();
		const { monitor, runUntil } = startMonitor({ around: failing(/\/conversations\/1$/, 403) });
		await runUntil(250);
		expect(monitor.size).toBe(0);
	});

	test.each([401, 403, 404])('with %d for everything is no passing trouble', async (status) => {
		customerWrites();
		const { runUntil, told } = startMonitor({ around: failing(/^/, status, () => secondsSinceStart() >= 310) });
		await runUntil(309);
		agentReplies(customerWrites());
		await expect(runUntil(400)).rejects.toThrow(String(status));
		expect(told.filter((line) => line.includes('ended'))).toEqual([]);
	});
});

describe('a conversation that can no longer be judged', () => {
	test('is read now and then, and told when it can be', async () => {
		crowdWrites(50);
		const openingHours = () => {
			if (secondsSinceStart() > 100 && secondsSinceStart() < 400) throw new ExplainedError('The working hours of inbox 1 are unusable');
			return ALWAYS_OPEN;
		};
		const { told, runUntil } = startMonitor({ openingHours });
		await runUntil(360);
		expect(told).toEqual([]);
		expect(requestsSince(0).filter((path) => /^conversations\/\d+$/.test(path)).length).toBeLessThan(50 * 6);
		await runUntil(1000);
		expect(breaches(told)).toHaveLength(50);
	});

	test('is judged by an older state when Chatwoot goes back to one and stays there', async () => {
		const conversation = customerWrites();
		agentReplies(conversation);
		clock.time = START + 50_000;
		chatwoot.customerWrites({ inbox, contact: { name: 'Jane' }, text: 'Anybody?' });
		const { told, runUntil } = startMonitor();
		await runUntil(100);
		Object.assign(conversation, { updatedAt: new Date(START), firstReplyAt: null, waitingSince: new Date(START) });
		await runUntil(1000);
		expect(told).toContain(`530: #${conversation.id} frt breach`);
		expect(readsOf(conversation.id)).toBeLessThan(10);
	});
});

describe('a conversation that was deleted', () => {
	test('is forgotten where nothing was told of it', async () => {
		const { monitor, told, runUntil } = startMonitor();
		const conversation = customerWrites();
		await runUntil(100);
		deleteConversation(conversation);
		await runUntil(300);
		expect(told).toEqual([]);
		expect(monitor.size).toBe(0);
	});

	test('has ended, once, where people were told of it', async () => {
		const { monitor, told, runUntil } = startMonitor({ offerAgainEverySeconds: 600 });
		const conversation = customerWrites();
		await runUntil(400);
		deleteConversation(conversation);
		await runUntil(2000);
		expect(told).toEqual([`240: #1 frt warning80`, `300: #1 frt breach`, `600: #1 frt ended`]);
		expect(monitor.size).toBe(0);
	});

});

describe('while the messages cannot be read that say whether somebody took charge', () => {
	const REMINDING = slaSettings({ plan: { warnings: [], escalationsAfterSeconds: [], reminders: { everySeconds: 300, max: 2 } } });
	const anita = () => chatwoot.addAgent({ name: 'Anita', email: 'anita@example.com' });

	test.each([429, 500])('a reminder waits, and is not told when somebody had (%d)', async (status) => {
		const { told, warnings, runUntil } = startMonitor({ settings: REMINDING, around: failing(/messages/, status, () => secondsSinceStart() < 1100) });
		const conversation = customerWrites();
		await runUntil(400);
		chatwoot.assign(conversation, { agent: anita() });
		await runUntil(3000);
		expect(told).toEqual(['300: #1 frt breach']);
		expect(warnings).toEqual([]);
	});

	test('right after a restart too', async () => {
		const conversations = crowdWrites(30);
		clock.time = START + 400_000;
		for (const conversation of conversations) chatwoot.assign(conversation, { agent: chatwoot.administrator });
		clock.time = START + 700_000;
		const { told, runUntil } = startMonitor({ settings: REMINDING, around: failing(/messages/, 429, () => secondsSinceStart() < 720) });
		await runUntil(2000);
		expect(told.filter((line) => line.includes('reminder'))).toEqual([]);
	});

	test('it is told after ten minutes', async () => {
		const { told, warnings, runUntil } = startMonitor({ settings: REMINDING, around: failing(/messages/, 500) });
		customerWrites();
		await runUntil(3000);
		expect(told).toEqual(['300: #1 frt breach', expect.stringMatching(/^12\d\d: #1 frt reminder2$/)]);
		expect(warnings).toEqual([expect.stringContaining('Conversation #1: it is not known whether somebody took charge.')]);
	});

	test('a breach does not wait for it', async () => {
		chatwoot.addSlaPolicy({ name: 'Silver', firstResponse: 300, resolution: 620 });
		const { told, runUntil } = startMonitor({ settings: REMINDING, around: failing(/messages/, 500) });
		customerWrites();
		await runUntil(650);
		expect(told).toEqual(['300: #1 frt breach', '620: #1 frt reminder1, rt breach']);
	});
});

describe('what was missed long ago', () => {
	const settings = slaSettings({
		source: 'own',
		policies: [ownPolicy({ thresholds: { frt: 300 } })],
		leaveAlone: { statuses: [], labels: [], inboxes: [], missedLongerAgoThanSeconds: 3600 },
		plan: { warnings: [], escalationsAfterSeconds: [1800, 5400], reminders: null },
		acknowledgement: { by: [], label: '' },
	});

	test('is not told any more, nor read', async () => {
		crowdWrites(100);
		clock.time = START + 5000_000;
		const { told, runUntil } = startMonitor({ settings, offerAgainEverySeconds: 600 });
		await runUntil(5000 + 3500);
		expect(told).toEqual([]);
		expect(requestsSince(0).filter((path) => /^conversations\/\d/.test(path))).toEqual([]);
	});

	test('is taken back all the same, where it was told', async () => {
		const { told, runUntil } = startMonitor({ settings, offerAgainEverySeconds: 600 });
		const conversation = customerWrites();
		await runUntil(6000);
		expect(told.at(-1)).toBe('3600: #1');
		agentReplies(conversation);
		await runUntil(6100);
		expect(told.at(-1)).toBe('6060: #1 frt ended');
		expect(told).toContain('2100: #1 frt escalation1');
		expect(told.join()).not.toContain('escalation2');
	});
});

test('many that are offered again cost no more than a full sweep', async () => {
	crowdWrites(200);
	const { told, runUntil } = startMonitor({ offerAgainEverySeconds: 600 });
	await runUntil(599);
	const before = chatwoot.requests.length;
	const toldBefore = told.length;
	await runUntil(602);
	expect(requestsSince(before).length).toBeLessThanOrEqual(200 / 25 + 3);
	expect(told.slice(toldBefore)).toHaveLength(200);
});
