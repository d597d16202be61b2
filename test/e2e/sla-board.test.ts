import type { Browser, Page } from 'playwright-core';
import { BOARD_LOGIN } from '../../sandbox/credentials';
import { until } from '../../sandbox/until';
import { accessibilityComplaints } from '../axe';
import { complaintsOf, describeInBrowser, keepImage, openBrowser } from '../browser';
import { describeEndToEnd, type Stage, startStage } from './harness';

const MINUTE = 60_000;
const DESKTOP = { width: 1280, height: 860 };
const PHONE = { width: 390, height: 844 };
const WALL = { width: 1920, height: 1080 };

describeEndToEnd('workflows/sla-board.json in a real n8n', () => {
	let stage: Stage;
	let address: string;

	beforeAll(async () => {
		const thresholds = { frt: '2h', nrt: '2h', rt: '1d', unassigned: '160m' };
		const parameters = { 'Judge Conversations': { fetchMode: 'never', output: 'conversations', policySource: 'own', thresholds, warnings: '80%' } };
		stage = await startStage({ workflow: 'sla-board', parameters });
		address = `${stage.n8n.webhookUrl}/webhook/sla-board`;
	}, 600_000);
	afterAll(async () => {
		await stage.stop();
	}, MINUTE);

	const ask = (query = '', login: { user: string; password: string } | null = BOARD_LOGIN) =>
		fetch(`${address}${query}`, login === null ? {} : { headers: { authorization: `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}` } });

	test('only those who sign in see it', async () => {
		expect((await ask('', null)).status).toBe(401);
		expect((await ask('', { ...BOARD_LOGIN, password: 'guessed' })).status).toBe(401);
	});

	test('without open conversations it says so', async () => {
		const answer = await ask();
		expect(answer.status).toBe(200);
		expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
		expect(answer.headers.get('cache-control')).toBe('no-store');
		expect(await answer.text()).toContain('Nobody is waiting.');
	});

	test('when Chatwoot fails it says so, and that it is not the page that is wrong', async () => {
		stage.chatwoot.answerNextWith(500, { error: 'down' });
		const answer = await ask('?lang=es');
		expect(answer.status).toBe(502);
		const page = await answer.text();
		expect(page).toContain('El panel no recibe datos de Chatwoot');
		expect(page).toMatch(/Chatwoot.*500/);
	});

	test('to be asked whether it is there starts nothing', async () => {
		const before = stage.chatwoot.requests.length;
		const answer = await fetch(address, { method: 'POST' });
		expect([answer.status, await answer.json()]).toEqual([200, { message: 'Webhook call received' }]);
		expect(stage.chatwoot.requests.length).toBe(before);
	});

	describeInBrowser('in Chromium', () => {
		let browser: Browser;
		beforeAll(async () => {
			fill(stage.chatwoot);
			browser = await openBrowser();
		}, MINUTE);
		afterAll(async () => {
			await browser.close();
		});

		/** Nothing may complain on the page's console but what is `expected` to. */
		async function open<Result>(query: string, settings: Parameters<Browser['newContext']>[0], visit: (page: Page) => Promise<Result>, expected?: RegExp): Promise<Result> {
			const context = await browser.newContext({ httpCredentials: { username: BOARD_LOGIN.user, password: BOARD_LOGIN.password }, ...settings });
			const page = await context.newPage();
			const complaints = complaintsOf(page);
			try {
				await page.goto(`${address}${query}`);
				const result = await visit(page);
				expect(complaints.filter((complaint) => expected?.test(complaint) !== true)).toEqual([]);
				return result;
			} finally {
				await context.close();
			}
		}

		const rows = (page: Page) => page.locator('tbody tr:visible');
		const firstRow = (page: Page) => rows(page).first().innerText();
		const status = (page: Page) => page.locator('[role=status]').innerText();

		/** Resolves when the page has loaded itself again after what `meanwhile` does. */
		async function reloaded(page: Page, meanwhile: () => Promise<unknown> = () => Promise.resolve()): Promise<void> {
			await page.evaluate('window.isOld = true');
			await meanwhile();
			await until('the page has loaded again', () => page.evaluate<boolean>('document.readyState === "complete" && window.isOld === undefined').catch(() => false));
		}

		test.each([
			['on a desktop', 'board', DESKTOP, '', 'light' as const],
			['in the dark', 'board-dark', DESKTOP, '?lang=es', 'dark' as const],
			['on a phone', 'board-phone', PHONE, '', 'light' as const],
			['on the wall', 'board-wall', WALL, '?wall=1', 'light' as const],
		])('%s it fits the screen, the most urgent first, and axe finds nothing wrong', async (_where, image, viewport, query, colorScheme) => {
			await open(query, { viewport, colorScheme }, async (page) => {
				expect(await rows(page).count()).toBe(8);
				expect(await firstRow(page)).toMatch(/Jane Doe[^]*4\sh \d+\smin (late|tarde)/);
				expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
				if (viewport === WALL) expect(await page.evaluate('document.documentElement.scrollHeight <= innerHeight')).toBe(true);
				expect(await accessibilityComplaints(page)).toEqual([]);
				await keepImage(page, image);
			});
		}, MINUTE);

		test.each([
			[WALL, 8],
			[{ width: 1366, height: 768 }, 6],
			[{ width: 3840, height: 2160 }, 8],
			[{ width: 1280, height: 300 }, 1],
		])('on a wall of %j what does not fit is counted, however long names are', async (viewport, atLeast) => {
			const { chatwoot } = stage;
			const [inbox] = chatwoot.inboxes;
			if (inbox === undefined) throw new Error('There is no inbox');
			const at = new Date(Date.now() - 7 * 60 * MINUTE);
			const late = ['Wolfeschlegelsteinhausenbergerdorff '.repeat(4), 'W'.repeat(120), 'Ana'].map((name) => chatwoot.customerWrites({ inbox, contact: { name }, text: 'Hello?', at }));
			for (const conversation of late) chatwoot.setPriority(conversation, 'urgent');
			try {
				await open('?wall=1', { viewport }, async (page) => {
					const shown = await rows(page).count();
					expect(shown).toBeGreaterThanOrEqual(atLeast);
					expect(await page.locator('.more').innerText()).toBe(`and ${11 - shown} more`);
					if (shown > 1) expect(await page.evaluate('document.documentElement.scrollHeight <= innerHeight')).toBe(true);
					expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
					await page.setViewportSize({ width: viewport.width, height: 4 * viewport.height });
					await until('there is room for all that the wall shows', async () => (await rows(page).count()) === 8);
				});
			} finally {
				for (const conversation of late) chatwoot.resolve(conversation);
			}
		}, MINUTE);

		test('what a customer wrote stays text', async () => {
			const [website] = stage.chatwoot.inboxes;
			if (website === undefined) throw new Error('There is no inbox');
			const hostile = stage.chatwoot.customerWrites({ inbox: website, contact: { name: 'Eve <img src=x onerror=alert(1)>' }, text: 'Hello?' });
			await open('', { viewport: DESKTOP }, async (page) => {
				expect(await page.locator('tbody').innerText()).toContain('Eve <img src=x onerror=alert(1)>');
				expect(await page.locator('tbody img').count()).toBe(0);
			});
			stage.chatwoot.resolve(hostile);
		}, MINUTE);

		test('filters are set by keyboard and stay in the address', async () => {
			await open('', { viewport: DESKTOP }, async (page) => {
				await page.keyboard.press('Tab');
				expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the conversations');
				await tabTo(page, 'filter-inbox');
				await page.keyboard.type('What');
				await tabTo(page, 'filter-state');
				await page.keyboard.type('Brea');
				await tabTo(page, 'apply');
				await Promise.all([page.waitForURL(/state=breached/), page.keyboard.press('Enter')]);
				expect(await rows(page).count()).toBe(1);
				expect(await firstRow(page)).toContain('Marta');
				await tabTo(page, 'clear');
				await Promise.all([page.waitForURL(/\?$/), page.keyboard.press('Enter')]);
				expect(await rows(page).count()).toBe(8);
			});
		}, MINUTE);

		test('it refreshes by itself, keeps the focus, and says aloud what changed', async () => {
			await open('?refresh=5', { viewport: DESKTOP }, async (page) => {
				await tabTo(page, 'wall');
				const { conversations } = stage.chatwoot;
				const jane = conversations.find(({ contact }) => contact.name === 'Jane Doe');
				if (jane !== undefined) stage.chatwoot.resolve(jane);
				await until('the page has loaded again, without her', async () => !(await firstRow(page)).includes('Jane Doe'));
				expect(await page.evaluate('document.activeElement.id')).toBe('wall');
				await until('the change is said', async () => (await status(page)) === '1 breached, 2 at risk');
				if (jane !== undefined) stage.chatwoot.setStatus(jane, 'open');
			});
		}, MINUTE);

		test('a filter that was left focused does not stop it; one that is being set does, for two minutes', async () => {
			await open('?refresh=5', { viewport: DESKTOP }, async (page) => {
				await reloaded(page, () => page.focus('#filter-team'));
				expect(await page.evaluate('document.activeElement.id')).toBe('filter-team');

				await page.clock.install();
				await page.reload();
				await page.selectOption('#filter-state', 'breached');
				await page.clock.runFor(110_000);
				expect(await page.locator('#filter-state').inputValue()).toBe('breached');
				await reloaded(page, () => page.clock.runFor(20_000));
			});
		}, MINUTE);

		test.each([
			['', 'scrollTo(0, 300)'],
			['wall', 'document.getElementById("wall").focus(), scrollTo(0, 300)'],
			['', 'location.hash = "conversations", document.activeElement.blur(), scrollTo(0, 300)'],
		])('it stays where somebody has scrolled to, the focus on "%s"', async (focused, act) => {
			await open('?refresh=5', { viewport: { ...DESKTOP, height: 500 } }, async (page) => {
				await reloaded(page, () => page.evaluate(act));
				expect(await page.evaluate('[scrollY, document.activeElement.id]')).toEqual([300, focused]);
			});
		}, MINUTE);

		test('while n8n is started anew it stays as it is, says so, and goes on by itself', async () => {
			await open('?refresh=5&lang=es', { viewport: DESKTOP }, async (page) => {
				await reloaded(page);
				await stage.n8n.main.stop();
				await until('it says that there is no connection', async () => /^Sin conexión desde las \d\d:\d\d$/.test(await status(page)));
				expect(await rows(page).count()).toBe(8);
				expect(await accessibilityComplaints(page)).toEqual([]);
				await reloaded(page, () => stage.n8n.main.comeUp());
				expect(await rows(page).count()).toBe(8);
				expect(await status(page)).toBe('');
			}, /net::ERR_|Failed to load resource|CORS/);
		}, 3 * MINUTE);

		test.each([
			['a proxy without n8n behind it', { status: 502, contentType: 'text/html', body: 'Bad Gateway' }],
			['an n8n that is starting up', { status: 200, contentType: 'text/html', body: 'n8n is starting up. Please wait' }],
			['an n8n in which the workflow is not published', { status: 404, contentType: 'application/json', body: '{"code":404,"message":"not registered"}' }],
		])('before %s it stays as it is, and goes on when n8n answers', async (_what, answer) => {
			await open('?refresh=5', { viewport: DESKTOP }, async (page) => {
				await reloaded(page);
				await page.route(address, (route) => route.fulfill({ ...answer, headers: { 'access-control-allow-origin': '*' } }));
				await until('it says that there is no connection', async () => /^No connection since \d\d:\d\d$/.test(await status(page)));
				await reloaded(page, () => page.unrouteAll());
				expect(await rows(page).count()).toBe(8);
			}, /Failed to load resource/);
		}, MINUTE);

		test('where it is not let ask, it loads itself again all the same', async () => {
			await open('?refresh=5', { viewport: DESKTOP }, async (page) => {
				await page.route(address, (route) => route.abort());
				await page.reload();
				await reloaded(page);
			}, /net::ERR_FAILED/);
		}, MINUTE);

		test('time runs between two refreshes', async () => {
			await open('?refresh=0', { viewport: DESKTOP }, async (page) => {
				await page.clock.install();
				await page.reload();
				const minutesLeft = async () => Number(/^(\d+)\smin\b.* left$/.exec(await page.locator('tr.atRisk time.left').first().innerText())?.[1]);
				const before = await minutesLeft();
				await page.clock.runFor(2 * MINUTE);
				expect([before - 2, before - 3]).toContain(await minutesLeft());
			});
		}, MINUTE);

		test('without JavaScript it shows the same and refreshes too', async () => {
			await open('?refresh=5', { viewport: DESKTOP, javaScriptEnabled: false }, async (page) => {
				expect(await rows(page).count()).toBe(8);
				const shown = await page.locator('.updated p').first().innerText();
				await until('the page has loaded again', async () => (await page.locator('.updated p').first().innerText()) !== shown);
			});
		}, MINUTE);
	});
});

/** Eight conversations in all states. */
function fill(chatwoot: Stage['chatwoot']): void {
	const website = chatwoot.addInbox({ name: 'Website' });
	const whatsapp = chatwoot.addInbox({ name: 'WhatsApp', channelType: 'Channel::Whatsapp' });
	const mail = chatwoot.addInbox({ name: 'Support mail', channelType: 'Channel::Email' });
	const anita = chatwoot.addAgent({ name: 'Anita', email: 'anita@example.com' });
	const skye = chatwoot.addAgent({ name: 'Skye', email: 'skye@example.com' });
	const support = chatwoot.addTeam({ name: 'Support', members: [anita] });
	const sales = chatwoot.addTeam({ name: 'Sales', members: [skye] });
	const ago = (minutes: number) => new Date(Date.now() - minutes * 4 * MINUTE);
	const from = (name: string, inbox: typeof website, minutes: number) => chatwoot.customerWrites({ inbox, contact: { name }, text: 'Hello?', at: ago(minutes) });

	const jane = from('Jane Doe', website, 94);
	chatwoot.setPriority(jane, 'urgent');
	chatwoot.assign(jane, { team: support });

	const marta = from('Marta Giménez-Fernández', whatsapp, 240);
	chatwoot.assign(marta, { agent: anita, team: sales });
	chatwoot.agentReplies(marta, { agent: anita, text: 'How can I help?', at: ago(230) });
	chatwoot.receive(marta, { text: 'Are you there?', at: ago(42) });

	const sjoerd = from('Sjoerd de Vries', mail, 26);
	chatwoot.setPriority(sjoerd, 'high');

	const ahmed = from('Ahmed Khan', website, 200);
	chatwoot.assign(ahmed, { agent: skye, team: support });
	chatwoot.agentReplies(ahmed, { agent: skye, text: 'One moment', at: ago(160) });
	chatwoot.receive(ahmed, { text: 'Still there?', at: ago(27) });

	const wei = from('Li Wei', whatsapp, 9);
	chatwoot.assign(wei, { agent: skye, team: support });
	chatwoot.assign(from('Olga Petrova', mail, 5), { team: sales });

	for (const [name, minutes] of [['Tom Becker', 130], ['Ingrid Olsen', 75]] as const) {
		const answered = from(name, website, minutes);
		chatwoot.assign(answered, { agent: anita, team: sales });
		chatwoot.agentReplies(answered, { agent: anita, text: 'Done', at: ago(minutes - 12) });
	}
}

async function tabTo(page: Page, id: string): Promise<void> {
	for (let presses = 0; presses < 60; presses++) {
		if ((await page.evaluate('document.activeElement.id')) === id) return;
		await page.keyboard.press('Tab');
	}
	throw new Error(`The focus does not reach ${id}`);
}
