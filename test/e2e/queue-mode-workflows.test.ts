import { BOARD_LOGIN } from '../../sandbox/credentials';
import type { ImportedWorkflow } from '../../sandbox/n8n/server';
import { readWorkflow } from '../../sandbox/stage';
import { until } from '../../sandbox/until';
import { webhookNode } from '../webhook-node';
import { describeInQueueMode, type Stage, startStage } from './harness';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describeInQueueMode('the workflows around the alerts in n8n\'s queue mode: a main, a webhook process, two workers', () => {
	let stage: Stage;

	beforeAll(async () => {
		const judged = { fetchMode: 'never', output: 'conversations', policySource: 'own', thresholds: { frt: '5m' } };
		const often = { rule: { interval: [{ field: 'seconds', secondsInterval: 20 }] } };
		stage = await startStage({
			mode: 'queue',
			workflows: [
				await readWorkflow('alert-failures', { inRedis: true }),
				await readWorkflow('sla-board', { parameters: { 'Judge Conversations': judged } }),
				await readWorkflow('sla-digest', { parameters: { 'Every Monday': often, 'Judge Conversations': judged } }),
				LEDGER_IN_DATABASE,
			],
			enabled: ['Tell of Failures'],
			parameters: { 'Chatwoot SLA Monitor Trigger': { options: { sweepEverySeconds: 10, offerAgainEveryMinutes: 5 / 60 } } },
		});
		stage.chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
		stage.chatwoot.addInbox({ name: 'Website' });
	}, 600_000);
	afterAll(async () => {
		await stage.stop();
	}, MINUTE);

	function customerWaits(name: string, sinceMs = 10 * MINUTE): void {
		const { chatwoot } = stage;
		const [inbox] = chatwoot.inboxes;
		if (inbox === undefined) throw new Error('There is no inbox');
		chatwoot.customerWrites({ inbox, contact: { name }, text: 'Is anybody there?', at: new Date(Date.now() - sinceMs) });
	}

	test('the board is drawn by a worker and served by the webhook process', async () => {
		customerWaits('Jane Doe');
		const authorization = `Basic ${Buffer.from(`${BOARD_LOGIN.user}:${BOARD_LOGIN.password}`).toString('base64')}`;
		const answer = await fetch(`${stage.n8n.webhookUrl}/webhook/sla-board`, { headers: { authorization } });
		expect({ status: answer.status, type: answer.headers.get('content-type') }).toEqual({ status: 200, type: 'text/html; charset=utf-8' });
		expect(await answer.text()).toContain('Jane Doe');
	}, MINUTE);

	test('the digest comes with its chart', async () => {
		// A digest is of whole days.
		customerWaits('Max Moe', 2 * DAY);
		const charts = () => stage.mailbox.messages.filter(({ subject }) => subject.startsWith('SLA digest')).flatMap(({ attachments }) => attachments);
		await until('a digest with a chart is sent', () => charts().length > 0, 3 * MINUTE);
		expect(charts()[0]).toMatchObject({ mimeType: 'image/png', fileName: 'chart.png' });
	}, 4 * MINUTE);

	test('what could not be delivered is listed once, and arrives when the mail server is back', async () => {
		const { mailbox, slack, n8n, workflowId } = stage;
		/** Digests name customers as well. */
		const alertsOf = (name: string) => mailbox.messages.filter(({ subject, text }) => text.includes(name) && !subject.startsWith('SLA digest'));
		const lists = () => slack.messages.filter(({ text }) => text.includes('could not be delivered'));
		await until('Jane\'s e-mail has arrived', () => alertsOf('Jane Doe').length > 0);
		await mailbox.goDown();
		customerWaits('John Roe');
		await until('the failure is listed', () => lists().length > 0, 2 * MINUTE);

		await mailbox.comeUp();
		await until('the e-mail has arrived', () => alertsOf('John Roe').length > 0, 2 * MINUTE);
		for (const workflow of [workflowId, 'alert-failures']) {
			await until(`the executions of ${workflow} have ended`, async () => (await n8n.client.unfinished(workflow)) === 0);
		}
		expect([alertsOf('John Roe').length, lists().length]).toEqual([1, 1]);
	}, 5 * MINUTE);

	test('a worker warns of a ledger in n8n\'s database', async () => {
		const { client, webhookUrl } = stage.n8n;
		expect((await fetch(`${webhookUrl}/webhook/claim`, { method: 'POST' })).status).toBe(200);
		const [execution] = await client.waitForWebhookExecutions(LEDGER_IN_DATABASE.id, 1, MINUTE);
		expect(execution?.nodes['Claim']).toMatchObject([{ error: null, hints: [expect.stringContaining('choose Redis as the store')] }]);
	}, 2 * MINUTE);
});

const LEDGER_IN_DATABASE: ImportedWorkflow = {
	id: 'ledger-in-database',
	name: 'Ledger in the database',
	nodes: [
		webhookNode('claim'),
		{ id: 'claim', name: 'Claim', type: 'n8n-nodes-chatwoot-sla.dedupe', typeVersion: 1, position: [200, 0], parameters: { operation: 'claim', key: 'one' } },
	],
	connections: { Start: { main: [[{ node: 'Claim', type: 'main', index: 0 }]] } },
	settings: {},
};
