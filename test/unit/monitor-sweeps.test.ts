import { slaSettings } from '../sample-conversation';
import type { Around } from './monitor.harness';
import { agentReplies, chatwoot, clock, crowdWrites, customerWrites, failing, requestsSince, START, startMonitor, useChatwoot } from './monitor.harness';

const breached = (told: readonly string[]) => new Set(told.filter((line) => line.endsWith('frt breach')).map((line) => /#\d+/.exec(line)?.[0]));
const secondsSinceStart = () => (clock.time - START) / 1000;

describe('a Chatwoot that is set to another number of conversations a page', () => {
	describe.each([10, 40])('%d', (pageSize) => {
		useChatwoot({ pageSize });

		test('is watched all the same, and no page is read twice', async () => {
			crowdWrites(100);
			const { monitor, runUntil } = startMonitor();
			await runUntil(0);
			expect(monitor.size).toBe(100);
			const pages = requestsSince(0).filter((path) => path.includes('status=open'));
			expect(pages).toHaveLength(Math.ceil(100 / pageSize));
		});
	});
});

describe('a page that Chatwoot fails on for good', () => {
	useChatwoot();
	const pageFails = (page: number, isFailing?: () => boolean) => failing(new RegExp(`status=open.*page=${page}$`), 500, isFailing);

	test.each([1, 2, 3])('page %d: the others are watched, changes are found, and the log says so once', async (page) => {
		crowdWrites(60);
		clock.time += 120_000;
		const { told, warnings, runUntil } = startMonitor({ around: pageFails(page) });
		await runUntil(130);
		const late = customerWrites('Late');
		await runUntil(440);
		expect(breached(told).size).toBe(page === 3 ? 51 : 36);
		expect(told).toContain(`430: #${late.id} frt breach`);
		expect(warnings).toEqual([expect.stringMatching(new RegExp(`^Page ${page} of the open conversations is left out\\. Chatwoot failed on conversations \\(500\\)`))]);
	});

	test('is read again before the next hour', async () => {
		crowdWrites(60);
		clock.time += 120_000;
		const { monitor, runUntil } = startMonitor({ around: pageFails(2, () => secondsSinceStart() < 400) });
		await runUntil(400);
		expect(monitor.size).toBe(35);
		await runUntil(725);
		expect(monitor.size).toBe(60);
	});

	test('does not delay what falls due', async () => {
		const { told, runUntil } = startMonitor({ fullSweepEverySeconds: 299, around: pageFails(2, () => secondsSinceStart() >= 299) });
		crowdWrites(30);
		await runUntil(310);
		expect(told.filter((line) => line.endsWith('frt breach'))).toEqual(
			Array.from({ length: 30 }, (_, index) => `${271 + index}: #${index + 1} frt breach`),
		);
	});
});

describe('what changes', () => {
	useChatwoot({ pageSize: 5 });

	test('is known within a minute while a full sweep goes on', async () => {
		crowdWrites(100);
		const slow: Around = (transport) => async (request) => {
			if (/page=\d+$/.test(request.url)) {
				for (let second = 0; second < 10; second++) {
					clock.time += 1000;
					if (secondsSinceStart() === 20) customerWrites('Late');
					await monitor.tick();
				}
			}
			return await transport(request);
		};
		const settings = slaSettings({ plan: { warnings: [{ secondsLeft: 210 }], escalationsAfterSeconds: [], reminders: null } });
		const { monitor, told } = startMonitor({ around: slow, settings });
		await monitor.tick();
		expect(secondsSinceStart()).toBeGreaterThan(200);
		expect(told).toContain('110: #101 frt warning210s');
	});

	test('is found by the next full sweep, soon, when Chatwoot fails for good to list it', async () => {
		const { told, warnings, runUntil } = startMonitor({ around: failing(/updated_within=(?!1$)/, 500) });
		await runUntil(30);
		const conversation = customerWrites();
		await runUntil(700);
		expect(told).toEqual([`662: #${conversation.id} frt breach`]);
		expect(warnings).toEqual([expect.stringMatching(/^What changed lately is left out\. Chatwoot failed on conversations \(500\)/)]);
	});

	test('is found by the next sweep although it slipped onto the first page while the others were read', async () => {
		const conversations = crowdWrites(30);
		const resolvesMeanwhile: Around = (transport) => async (request) => {
			const answer = await transport(request);
			const [stalest] = conversations;
			if (stalest !== undefined && request.url.endsWith('page=1')) chatwoot.resolve(stalest);
			return answer;
		};
		const { told, runUntil } = startMonitor({ around: resolvesMeanwhile });
		await runUntil(300);
		expect(breached(told)).toEqual(new Set(conversations.slice(1).map(({ id }) => `#${id}`)));
	});
});

describe('a monitor that is stopped', () => {
	useChatwoot();

	test('in the middle of a sweep asks nothing more and tells nothing', async () => {
		crowdWrites(100);
		clock.time += 1000_000;
		let requests = 0;
		const stopping: Around = (transport) => (request) => {
			if (++requests === 3) monitor.stop();
			return transport(request);
		};
		const { monitor, told } = startMonitor({ around: stopping });
		await monitor.tick();
		await monitor.tick();
		expect(requests).toBe(3);
		expect(told).toHaveLength(50);
	});

	test('while it reads what fell due tells nothing', async () => {
		const conversation = customerWrites();
		const stopping: Around = (transport) => (request) => {
			if (request.url.endsWith(`/conversations/${conversation.id}`)) monitor.stop();
			return transport(request);
		};
		const { monitor, told, runUntil } = startMonitor({ around: stopping });
		await runUntil(400);
		agentReplies(conversation);
		await runUntil(500);
		expect(told).toEqual([]);
	});
});
