import { readWorkflow } from '../../sandbox/stage';
import { until } from '../../sandbox/until';
import { describeInBrowser, keepImage, openBrowser } from '../browser';
import { describeEndToEnd, type Stage, startStage } from './harness';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WORKFLOW = 'sla-digest';

describeEndToEnd('workflows/sla-digest.json in a real n8n', () => {
	let stage: Stage;

	beforeAll(async () => {
		const thresholds = { frt: '1h' };
		const parameters = {
			'Every Monday': { rule: { interval: [{ field: 'seconds', secondsInterval: 30 }] } },
			'Judge Conversations': { fetchMode: 'never', output: 'conversations', policySource: 'own', thresholds },
		};
		stage = await startStage({ workflows: [await readWorkflow(WORKFLOW, { parameters })] });
	}, 600_000);
	afterAll(async () => {
		await stage.stop();
	}, MINUTE);

	const mailTo = (address: string, holds: string) => stage.mailbox.messages.filter(({ to, text }) => to.includes(address) && text.includes(holds)).at(-1);

	test('a week in which nothing happened is told to those who oversee all teams, without a chart', async () => {
		await until('the digest is sent', () => Promise.resolve(mailTo('skye@example.com', 'Nothing to report') !== undefined), 4 * MINUTE);
		const mail = mailTo('skye@example.com', 'Nothing to report');
		expect(mail).toMatchObject({ subject: expect.stringMatching(/^SLA digest: all teams, \d+ \w+ – \d+ \w+$/), attachments: [] });
		expect(stage.mailbox.messages.map(({ to }) => to)).not.toContainEqual(['anita@example.com']);
	}, 9 * MINUTE);

	test("every team's people get theirs, management that of all, with the chart in the mail; Slack once", async () => {
		fill(stage.chatwoot);
		await until('the digest tells of the week', () => Promise.resolve(mailTo('anita@example.com', '6 of 8 promises kept') !== undefined), 4 * MINUTE);
		const mail = mailTo('anita@example.com', '6 of 8 promises kept');
		expect(mail?.subject).toMatch(/^SLA digest: Customer Service, /);
		expect(mail?.text).toContain('1 breached, 0 at risk, 1 open');
		expect(mail?.text).toContain('First response');
		expect(mail?.text).not.toContain('Sales');
		// The mail parser puts the picture in where the HTML names it.
		expect(mail?.html).toContain('<img src="data:image/png;base64,');
		expect(mail?.attachments).toMatchObject([{ mimeType: 'image/png', cid: 'chart', fileName: 'chart.png' }]);

		await until('management hears of all teams', () => Promise.resolve(mailTo('skye@example.com', '• Sales: ') !== undefined), 4 * MINUTE);
		expect(mailTo('skye@example.com', '• Sales: ')?.text).toMatch(/• Customer Service: 75%.*\n[^]*• WhatsApp: 2 of 4 missed/);
		const inSlack = /^\*SLA digest: all teams, [^]*\*Teams\*\n• Customer Service: 75%/;
		await until('Slack hears of all teams', () => stage.slack.messages.some(({ text }) => inSlack.test(text)), 4 * MINUTE);
	}, 9 * MINUTE);

	describeInBrowser('in Chromium', () => {
		test('it looks like something', async () => {
			const mail = mailTo('skye@example.com', '• Sales: ');
			const browser = await openBrowser();
			try {
				const page = await browser.newPage({ viewport: { width: 640, height: 800 } });
				await page.setContent(mail?.html ?? '');
				expect(await page.evaluate('[...document.images].map(({ complete, naturalWidth }) => complete && naturalWidth)')).toEqual([1024]);
				expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
				await keepImage(page, 'digest-email', { fullPage: true });
			} finally {
				await browser.close();
			}
		}, MINUTE);
	});

	describe('what can\'t be sent', () => {
		const toAnita = () => stage.mailbox.messages.filter(({ to }) => to.includes('anita@example.com')).length;
		const executions = () => stage.n8n.client.executions(WORKFLOW);

		/** Lets the digest be made until an execution has failed. @returns what was made meanwhile, all of it ended */
		async function untilFailed(change: () => Promise<void> | void) {
			const { client } = stage.n8n;
			await client.deactivate(WORKFLOW);
			await until('nothing runs', async () => (await client.unfinished(WORKFLOW)) === 0);
			const [before, mails, posts] = [(await executions()).length, toAnita(), stage.slack.messages.length];
			await change();
			await client.activate(WORKFLOW);
			await until('an execution has failed', async () => (await executions()).slice(before).some(({ status }) => status === 'error'), 2 * MINUTE);
			await client.deactivate(WORKFLOW);
			await until('nothing runs', async () => (await client.unfinished(WORKFLOW)) === 0);
			const made = (await executions()).slice(before);
			return { runs: made.length, errors: made.map(({ error }) => error), toAnita: toAnita() - mails, toSlack: stage.slack.messages.length - posts };
		}

		test('a reader who is refused holds nobody up: the others get one each, and the execution says who got none', async () => {
			const { runs, errors, ...sent } = await untilFailed(() => { stage.mailbox.refuseRecipient('skye@example.com'); });
			expect(sent).toEqual({ toAnita: runs, toSlack: runs });
			expect(errors[0]).toMatch(/^1 of the digests could not be sent: e-mail to Skye: The mail server \S+ refused the recipient.*Check the address in To\. The server said: 550/);
		}, 5 * MINUTE);

		test('nor does a mail server that is away, or a Slack that is', async () => {
			const withoutMail = await untilFailed(() => stage.mailbox.goDown());
			expect(withoutMail).toMatchObject({ toAnita: 0, toSlack: withoutMail.runs });
			expect(withoutMail.errors[0]).toMatch(/^2 of the digests could not be sent: e-mail to Anita: No mail server can be reached .*; e-mail to Skye: No mail server/);

			await stage.mailbox.comeUp();
			const withoutSlack = await untilFailed(() => stage.slack.goDown());
			expect(withoutSlack).toMatchObject({ toAnita: withoutSlack.runs, toSlack: 0 });
			expect(withoutSlack.errors[0]).toMatch(/^2 of the digests could not be sent: e-mail to Skye: .*; Slack to Skye: Slack cannot be reached/);
		}, 8 * MINUTE);
	});
});

/** A week of two teams: Customer Service misses two of eight first responses, both in WhatsApp, one of which still waits. */
function fill(chatwoot: Stage['chatwoot']): void {
	const website = chatwoot.addInbox({ name: 'Website' });
	const whatsapp = chatwoot.addInbox({ name: 'WhatsApp', channelType: 'Channel::Whatsapp' });
	const anita = chatwoot.addAgent({ name: 'Anita', email: 'anita@example.com' });
	const service = chatwoot.addTeam({ name: 'Customer Service', members: [anita] });
	const sales = chatwoot.addTeam({ name: 'Sales', members: [] });
	const conversation = (days: number, inbox: typeof website, team: typeof service, answeredAfterMinutes: number | null) => {
		const at = new Date(Date.now() - days * DAY - 2 * HOUR);
		const started = chatwoot.customerWrites({ inbox, contact: { name: `${team.name} ${inbox.name} ${days}` }, text: 'Hello?', at });
		chatwoot.assign(started, { team });
		if (answeredAfterMinutes === null) return;
		chatwoot.agentReplies(started, { agent: anita, text: 'Here you are', at: new Date(at.getTime() + answeredAfterMinutes * MINUTE) });
		chatwoot.resolve(started);
	};
	for (const days of [1, 2, 3, 4]) conversation(days, website, service, 12);
	for (const days of [1, 5]) conversation(days, whatsapp, service, 30);
	conversation(3, whatsapp, service, 95);
	conversation(4, whatsapp, service, null);
	for (const days of [2, 3, 6]) conversation(days, website, sales, 20);
}
