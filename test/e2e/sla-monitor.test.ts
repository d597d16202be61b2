import { type Fault, FaultProxy } from '../../sandbox/faults';
import { until } from '../../sandbox/until';
import { describeEndToEnd, type Stage, startStage } from './harness';

const MINUTE = 60_000;
const PROMISED_SECONDS = 20;
const OUT_OF_ORDER: Fault = { kind: 'says', answer: 'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n' };
/** How often a sender asks before it gives up until later. */
const TRIES = 3;
/** Slower than any time-out. */
const HUNG: Fault = { kind: 'slow', delayMs: 3 * MINUTE };

describeEndToEnd('the monitor of workflows/sla-breach-alerts.json in a real n8n, with every webhook lost', () => {
	let stage: Stage;
	let proxies: { odoo: FaultProxy; slack: FaultProxy };

	beforeAll(async () => {
		proxies = { odoo: await FaultProxy.start(), slack: await FaultProxy.start() };
		stage = await startStage({
			servers: { odooProxy: proxies.odoo, slackProxy: proxies.slack },
			proxies,
			parameters: { 'Chatwoot SLA Monitor Trigger': { options: { sweepEverySeconds: 10 } }, Wait: { amount: 3, unit: 'seconds' } },
		});
		stage.chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: PROMISED_SECONDS, nextResponse: PROMISED_SECONDS });
		for (const { id } of [...stage.chatwoot.webhooks]) stage.chatwoot.removeWebhook(id);
	}, 600_000);
	afterAll(async () => {
		await stage.stop();
	}, MINUTE);

	test('a missed first response is told of once on every channel, and taken back when somebody answered', async () => {
		const { chatwoot, mailbox, odoo, slack } = stage;
		const inbox = chatwoot.addInbox({ name: 'Website' });
		const conversation = chatwoot.customerWrites({ inbox, contact: { name: 'Jane Doe' }, text: 'Is anybody there?' });

		await Promise.all([mailbox.waitForMessages(1, MINUTE), odoo.waitForActivities(1), slack.waitForMessages(1, MINUTE)]);
		expect(mailbox.messages[0]?.text).toMatch(/^Conversation #1 \(Jane Doe, inbox Website\) missed its first response time of 20 s/);

		chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Sorry!' });
		await slack.waitForUpdates(1, MINUTE);
		await until('the activity is done', () => odoo.doneActivities.length === 1);
		expect(slack.messages[0]).toMatchObject({ edits: 1, text: expect.stringMatching(/Conversation #1 \(Jane Doe, inbox Website\) was answered/) });
		expect([mailbox.messages.length, slack.messages.length]).toEqual([1, 1]);
		expect(odoo.activities).toEqual([]);

		const executions = await stage.n8n.client.executions(stage.workflowId);
		expect(executions.map(({ mode, status, error }) => ({ mode, status, error }))).toEqual(
			executions.map(() => ({ mode: 'trigger', status: 'success', error: null })),
		);
	}, 3 * MINUTE);

	test('the activity of somebody who no longer has the conversation is taken back as well', async () => {
		const { chatwoot, odoo } = stage;
		const [inbox] = chatwoot.inboxes;
		if (inbox === undefined) throw new Error('There is no inbox');
		const anita = chatwoot.addAgent({ name: 'Anita', email: 'anita@example.com' });
		const conversation = chatwoot.customerWrites({ inbox, contact: { name: 'John Roe' }, text: 'Hello?' });
		chatwoot.assign(conversation, { agent: anita });
		const withActivities = () => odoo.activities.map(({ userId }) => odoo.users.find(({ id }) => id === userId)?.login);
		await until('Anita has an activity', () => withActivities().includes('anita@example.com'));

		chatwoot.assign(conversation, { agent: chatwoot.administrator });
		chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Hi John' });
		await until('no activity is left', () => odoo.activities.length === 0);
		await until('the executions have ended', async () => (await stage.n8n.client.unfinished(stage.workflowId)) === 0);
	}, 3 * MINUTE);

	test('what could not be taken back while Odoo and Slack were down is taken back when they are there again', async () => {
		const { chatwoot, mailbox, odoo, slack } = stage;
		const [inbox] = chatwoot.inboxes;
		if (inbox === undefined) throw new Error('There is no inbox');
		const [posted, updated, mailed] = [slack.messages.length, slack.messages.filter(({ edits }) => edits > 0).length, mailbox.messages.length];
		const conversation = chatwoot.customerWrites({ inbox, contact: { name: 'Eve Roe' }, text: 'Hello?' });
		await Promise.all([slack.waitForMessages(posted + 1, MINUTE), odoo.waitForActivities(1), mailbox.waitForMessages(mailed + 1, MINUTE)]);

		await Promise.all(Object.values(proxies).map((proxy) => proxy.fail(OUT_OF_ORDER)));
		chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Sorry, Eve' });
		await until('both were tried again later', () => Object.values(proxies).every(({ failures }) => failures > TRIES), 2 * MINUTE);
		await Promise.all(Object.values(proxies).map((proxy) => proxy.recover()));

		await slack.waitForUpdates(updated + 1, 2 * MINUTE);
		await until('no activity is left', () => odoo.activities.length === 0, 2 * MINUTE);
		expect(slack.messages.at(-1)).toMatchObject({ edits: 1, text: expect.stringContaining('(Eve Roe, inbox Website) was answered') });
		expect(slack.messages).toHaveLength(posted + 1);
	}, 6 * MINUTE);

	test('while Odoo hangs the other channels wait for one time-out, not for three', async () => {
		const { chatwoot, mailbox, slack } = stage;
		const [inbox] = chatwoot.inboxes;
		if (inbox === undefined) throw new Error('There is no inbox');
		const [failed, posted, mailed] = [proxies.odoo.failures, slack.messages.length, mailbox.messages.length];
		const updated = slack.messages.filter(({ edits }) => edits > 0).length;
		await proxies.odoo.fail(HUNG);
		const conversation = chatwoot.customerWrites({ inbox, contact: { name: 'Zoe Roe' }, text: 'Hello?', at: new Date(Date.now() - MINUTE) });
		await Promise.all([slack.waitForMessages(posted + 1, 2 * MINUTE), mailbox.waitForMessages(mailed + 1, 2 * MINUTE)]);
		expect(proxies.odoo.failures - failed).toBe(1);

		await proxies.odoo.recover();
		chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Sorry, Zoe' });
		await slack.waitForUpdates(updated + 1, 2 * MINUTE);
	}, 4 * MINUTE);

	test('what was answered while n8n was down is taken back when it is there again', async () => {
		const { chatwoot, mailbox, odoo, slack } = stage;
		const [inbox] = chatwoot.inboxes;
		if (inbox === undefined) throw new Error('There is no inbox');
		const [posted, updated, mailed] = [slack.messages.length, slack.messages.filter(({ edits }) => edits > 0).length, mailbox.messages.length];
		const first = chatwoot.customerWrites({ inbox, contact: { name: 'Mia Roe' }, text: 'Hello?' });
		const next = chatwoot.customerWrites({ inbox, contact: { name: 'Max Roe' }, text: 'Hello?' });
		chatwoot.agentReplies(next, { agent: chatwoot.administrator, text: 'Hi Max' });
		chatwoot.customerWrites({ inbox, contact: { name: 'Max Roe' }, text: 'Still there?' });
		await Promise.all([slack.waitForMessages(posted + 2, MINUTE), odoo.waitForActivities(2), mailbox.waitForMessages(mailed + 2, MINUTE)]);
		await until('all executions are over', async () => (await stage.n8n.client.unfinished(stage.workflowId)) === 0);

		await stage.n8n.main.kill();
		for (const conversation of [first, next]) chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Sorry!' });
		await stage.n8n.main.comeUp();

		await slack.waitForUpdates(updated + 2, 2 * MINUTE);
		await until('no activity is left', () => odoo.activities.length === 0, 2 * MINUTE);
		expect(slack.messages).toHaveLength(posted + 2);
		expect(mailbox.messages).toHaveLength(mailed + 2);
	}, 6 * MINUTE);
});
