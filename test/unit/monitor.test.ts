import { slaSettings } from '../sample-conversation';
import type { Around, SimulatedConversation } from './monitor.harness';
import { agentReplies, chatwoot, clock, customerWrites, failing, requestsSince, START, startMonitor, useChatwoot } from './monitor.harness';

useChatwoot();

test('a warning and the breach are told at their second, once, after a fresh look', async () => {
	const { told, runUntil } = startMonitor();
	customerWrites();
	await runUntil(1200);
	expect(told).toEqual(['240: #1 frt warning80', '300: #1 frt breach']);
});

test('nothing is told of a conversation that was answered since the last sweep', async () => {
	const { told, runUntil } = startMonitor();
	const conversation = customerWrites();
	await runUntil(235);
	agentReplies(conversation);
	await runUntil(400);
	expect(told).toEqual([]);
});

test('a second miss, of which no webhook tells, is found', async () => {
	const { told, runUntil } = startMonitor();
	const conversation = customerWrites();
	await runUntil(100);
	agentReplies(conversation);
	await runUntil(200);
	customerWrites();
	await runUntil(1000);
	expect(told).toEqual(['680: #1 nrt warning80', '800: #1 nrt breach']);
});

describe('what was told of is taken back once', () => {
	test.each<[string, (conversation: SimulatedConversation) => void]>([
		['by a reply', agentReplies],
		['by a resolution', (conversation) => { chatwoot.resolve(conversation); }],
	])('%s', async (_case, act) => {
		const { told, runUntil } = startMonitor();
		const conversation = customerWrites();
		await runUntil(310);
		act(conversation);
		await runUntil(1000);
		expect(told).toEqual(['240: #1 frt warning80', '300: #1 frt breach', '360: #1 frt ended']);
	});

	test('and a wait that ended is not confused with the next one', async () => {
		const { told, runUntil } = startMonitor();
		const conversation = customerWrites();
		agentReplies(conversation);
		await runUntil(10);
		customerWrites();
		await runUntil(620);
		agentReplies(conversation);
		await runUntil(625);
		customerWrites();
		await runUntil(1300);
		expect(told).toEqual(['490: #1 nrt warning80', '610: #1 nrt breach', '660: #1 nrt ended', '1105: #1 nrt warning80', '1225: #1 nrt breach']);
	});
});

test('the first sweep reads pages, later ones one request each, and a full one now and then', async () => {
	const { runUntil, monitor } = startMonitor({ fullSweepEverySeconds: 200 });
	for (let number = 1; number <= 60; number++) customerWrites(`Customer ${number}`);
	const before = chatwoot.requests.length;
	await runUntil(0);
	const page = (number: number, status = 'open') => `conversations?status=${status}&assignee_type=all&sort_by=last_activity_at_asc&page=${number}`;
	const full = [page(1), page(3), page(2), page(1, 'pending'), page(1, 'snoozed')];
	expect(requestsSince(before)).toEqual(full);
	expect(monitor.size).toBe(60);
	await runUntil(239);
	const updated = 'conversations?status=all&assignee_type=all&updated_within=120';
	expect(requestsSince(before + full.length)).toEqual([updated, updated, updated, ...full]);
});

describe('while Chatwoot fails', () => {
	test.each([429, 500, 503])('%d is waited out, longer each time, and no clock is lost', async (status) => {
		const isFailing = () => clock.time >= START + 240_000 && clock.time < START + 270_000;
		const { told, warnings, runUntil } = startMonitor({ around: failing(/^/, status, isFailing) });
		customerWrites();
		await runUntil(400);
		expect(told).toEqual(['275: #1 frt warning80', '300: #1 frt breach']);
		expect(warnings.map((warning) => /Trying again in (\d+) s/.exec(warning)?.[1])).toEqual(['5', '10', '20']);
	});

	test('a stage that fell due meanwhile is told afterwards, only the highest', async () => {
		let isDown = false;
		const timingOut: Around = (transport) => (request) =>
			isDown ? Promise.reject(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })) : transport(request);
		const { told, runUntil } = startMonitor({ around: timingOut });
		customerWrites();
		await runUntil(200);
		isDown = true;
		await runUntil(3800);
		expect(told).toEqual([]);
		isDown = false;
		await runUntil(3900);
		expect(told).toEqual([expect.stringMatching(/^38\d\d: #1 frt breach$/)]);
	});

	test('a first sweep that is interrupted goes on where it was', async () => {
		for (let number = 1; number <= 60; number++) customerWrites(`Customer ${number}`);
		let requests = 0;
		const failsOnce: Around = (transport) => (request) =>
			++requests === 2 ? Promise.resolve({ status: 503, headers: {}, body: '' }) : transport(request);
		const { monitor, runUntil } = startMonitor({ around: failsOnce });
		await runUntil(0);
		expect(monitor.size).toBe(25);
		await runUntil(5);
		expect(monitor.size).toBe(60);
		expect(requests).toBe(7);
	});
});

test('what may not have been delivered is offered again until it is over', async () => {
	const { told, runUntil } = startMonitor({ offerAgainEverySeconds: 600 });
	const conversation = customerWrites();
	await runUntil(1300);
	agentReplies(conversation);
	await runUntil(2500);
	expect(told).toEqual(['240: #1 frt warning80', '300: #1 frt breach', '600: #1', '1200: #1', '1320: #1 frt ended']);
});

test('a conversation that makes no sense is left out, said once, and the others are watched', async () => {
	const broken = customerWrites('Broken');
	customerWrites('Jane');
	const damage: Around = (transport) => async (request) => {
		const answer = await transport(request);
		const damaged: unknown = JSON.parse(answer.body, function (this: { id?: number }, key, value: unknown) {
			return key === 'status' && this.id === broken.id ? 'ajar' : value;
		});
		return { ...answer, body: JSON.stringify(damaged) };
	};
	const { told, warnings, runUntil } = startMonitor({ around: damage });
	await runUntil(700);
	expect(told.filter((line) => line.includes(`#${broken.id} `))).toEqual([]);
	expect(told).toContain('300: #2 frt breach');
	expect(warnings).toEqual([expect.stringMatching(/^Conversation #1 is not watched\. .*status/)]);
});

test('a long sweep does not delay what falls due', async () => {
	customerWrites();
	let release: () => void = () => undefined;
	const held = new Promise<void>((resolve) => (release = resolve));
	const slowSweep: Around = (transport) => async (request) => {
		if (request.url.includes('updated_within')) await held;
		return await transport(request);
	};
	const { monitor, told } = startMonitor({ around: slowSweep });
	await monitor.tick();
	clock.time = START + 239_000;
	const sweeping = monitor.tick();
	await new Promise(setImmediate);
	clock.time = START + 240_000;
	await monitor.tick();
	expect(told).toEqual(['240: #1 frt warning80']);
	release();
	await sweeping;
});

describe('reminders and escalations, of the unanswered', () => {
	const REMINDING = slaSettings({ plan: { warnings: [], escalationsAfterSeconds: [700], reminders: { everySeconds: 300, max: 3 } } });
	const CHAIN = ['300: #1 frt breach', '600: #1 frt reminder1', '900: #1 frt reminder2', '1000: #1 frt escalation1', '1200: #1 frt reminder3'];
	const remind = (settings = REMINDING, around?: Around) => startMonitor({ settings, ...(around === undefined ? {} : { around }) });
	const anita = () => chatwoot.addAgent({ name: 'Anita', email: 'anita@example.com' });

	test('are told when nobody takes charge, and also when somebody had the conversation before it was late', async () => {
		const { told, runUntil } = remind();
		chatwoot.assign(customerWrites(), { agent: anita() });
		await runUntil(2000);
		expect(told).toEqual(CHAIN);
	});

	test.each<[string, (conversation: SimulatedConversation) => void]>([
		['an assignment', (conversation) => {
			chatwoot.assign(conversation, { agent: anita() });
		}],
		['the label', (conversation) => {
			chatwoot.setLabels(conversation, ['sla-acknowledged']);
		}],
	])('end with %s after the breach, and start no execution', async (_what, act) => {
		const { told, runUntil } = remind();
		const conversation = customerWrites();
		await runUntil(650);
		act(conversation);
		await runUntil(3000);
		expect(told).toEqual(CHAIN.slice(0, 2));
	});

	test('end, but not a breach that is found only after somebody took charge', async () => {
		chatwoot.addSlaPolicy({ name: 'Silver', firstResponse: 300, resolution: 900 });
		const { told, monitor, runUntil } = remind({ ...REMINDING, plan: { ...REMINDING.plan, warnings: [{ percent: 80 }] } });
		const conversation = customerWrites();
		await runUntil(850);
		expect(told.slice(-2)).toEqual(['600: #1 frt reminder1', '720: #1 rt warning80']);
		clock.time = START + 940_000;
		chatwoot.assign(conversation, { agent: anita() });
		clock.time = START + 950_000;
		await monitor.tick();
		expect(told.at(-1)).toBe('950: #1 rt breach');
	});

	test('go on when the label is taken off again', async () => {
		const { told, runUntil } = remind();
		const conversation = customerWrites();
		await runUntil(650);
		chatwoot.setLabels(conversation, ['sla-acknowledged']);
		await runUntil(950);
		chatwoot.setLabels(conversation, []);
		await runUntil(1500);
		expect(told).toEqual([...CHAIN.slice(0, 2), '960: #1 frt reminder2', ...CHAIN.slice(3)]);
	});

	test('are not lost when they fall due while Chatwoot is slow to answer for its messages', async () => {
		let isSlow = false;
		const { told, runUntil } = remind(REMINDING, (transport) => (request) => {
			if (isSlow && request.url.includes('/messages')) clock.time = START + 1_010_000;
			return transport(request);
		});
		customerWrites();
		await runUntil(899);
		isSlow = true;
		clock.time += 1000;
		await runUntil(1100);
		isSlow = false;
		await runUntil(2000);
		expect(told.map((line) => line.replace(/^\d+: /, ''))).toEqual(CHAIN.map((line) => line.replace(/^\d+: /, '')));
	});

	test('ask for messages only where one would be told', async () => {
		const { runUntil } = remind();
		customerWrites();
		await runUntil(2000);
		expect(chatwoot.requests.filter(({ path }) => path.includes('/messages'))).toHaveLength(4);
	});

	test('do not end where nothing counts as an acknowledgement', async () => {
		const { told, runUntil } = remind({ ...REMINDING, acknowledgement: { by: [], label: '' } });
		const conversation = customerWrites();
		await runUntil(400);
		chatwoot.assign(conversation, { agent: anita() });
		await runUntil(2000);
		expect(told).toEqual(CHAIN);
		expect(chatwoot.requests.filter(({ path }) => path.includes('/messages'))).toEqual([]);
	});
});
