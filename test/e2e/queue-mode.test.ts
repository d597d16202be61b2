import { until } from '../../sandbox/until';
import { describeInQueueMode, type Stage, startStage } from './harness';

const MINUTE = 60_000;
describeInQueueMode('workflows/sla-breach-alerts.json in n8n\'s queue mode: a main, a webhook process, two workers', () => {
	let stage: Stage;

	beforeAll(async () => {
		stage = await startStage({
			mode: 'queue',
			parameters: { 'Chatwoot SLA Monitor Trigger': { options: { sweepEverySeconds: 10 } } },
		});
	}, 600_000);
	afterAll(async () => {
		await stage.stop();
	}, MINUTE);

	const arrived = () => [stage.mailbox.messages.length, stage.odoo.activities.length, stage.slack.messages.length];
	const workersLogs = () => (stage.n8n.queue?.workers ?? []).map((worker) => worker.readLog()).join('\n');

	test('webhooks go to the webhook process', () => {
		expect(stage.chatwoot.webhooks.map(({ url }) => new URL(url).origin)).toEqual([stage.n8n.webhookUrl]);
		expect(stage.n8n.webhookUrl).not.toBe(stage.n8n.url);
	});

	test('a missed first response reaches a mailbox, Odoo and Slack, once each, by executions on the workers', async () => {
		const { chatwoot, n8n, workflowId } = stage;
		chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
		const inbox = chatwoot.addInbox({ name: 'Website' });
		const at = new Date(Date.now() - 10 * MINUTE);
		chatwoot.customerWrites({ inbox, contact: { name: 'Jane Doe' }, text: 'Is anybody there?', at });
		await chatwoot.settle();
		expect(chatwoot.deliveries.map(({ status }) => status)).toEqual([200, 200, 200]);

		const executions = await n8n.client.waitForWebhookExecutions(workflowId, 3, MINUTE);
		expect(executions.map(({ status, error }) => ({ status, error }))).toEqual(executions.map(() => ({ status: 'success', error: null })));
		expect(arrived()).toEqual([1, 1, 1]);
		for (const { id } of executions) expect(workersLogs()).toContain(`Worker finished execution ${id} `);
	}, 2 * MINUTE);

	test('the monitor watches once, and what it finds is told once', async () => {
		const { chatwoot, mailbox, odoo, slack, n8n, workflowId } = stage;
		for (const { id } of [...chatwoot.webhooks]) chatwoot.removeWebhook(id);
		chatwoot.addSlaPolicy({ name: 'Express', firstResponse: 20 });
		const inbox = chatwoot.addInbox({ name: 'E-Mail' });
		chatwoot.customerWrites({ inbox, contact: { name: 'John Roe' }, text: 'Hello?' });

		await Promise.all([mailbox.waitForMessages(2, MINUTE), odoo.waitForActivities(2), slack.waitForMessages(2, MINUTE)]);
		// E-mail comes last, and n8n knows what an execution did when it has ended.
		await until('the executions have ended', async () => (await n8n.client.unfinished(workflowId)) === 0);
		const isOfTheMonitor = ({ mode }: { mode: string }) => mode === 'trigger';
		const found = (await n8n.client.executions(workflowId)).filter(isOfTheMonitor).flatMap(({ nodes }) => nodes['Chatwoot SLA Monitor Trigger'] ?? []);
		const ofJohn = found.filter((run) => JSON.stringify(run.outputs).includes('John Roe'));
		// One for the warning at 80 %, one for the breach.
		expect(ofJohn).toHaveLength(2);
		expect(arrived()).toEqual([2, 2, 2]);
	}, 2 * MINUTE);
});
