import { z } from 'zod';
import { REDIS_CREDENTIAL } from '../../sandbox/credentials';
import type { Execution } from '../../sandbox/n8n/client';
import type { ImportedWorkflow } from '../../sandbox/n8n/server';
import { until } from '../../sandbox/until';
import { webhookNode } from '../webhook-node';
import { describeInQueueMode, type Stage, startStage } from './harness';

const MINUTE = 60_000;
describeInQueueMode('workflows/sla-breach-alerts.json in n8n\'s queue mode: a main, a webhook process, two workers', () => {
	let stage: Stage;

	beforeAll(async () => {
		stage = await startStage({
			mode: 'queue',
			workflows: [STATISTICS],
			parameters: { 'Chatwoot SLA Monitor Trigger': { options: { sweepEverySeconds: 10 } } },
		});
	}, 600_000);
	afterAll(async () => {
		await stage.stop();
	}, MINUTE);

	const arrived = () => [stage.mailbox.messages.length, stage.odoo.activities.length, stage.slack.messages.length];
	const whenArrived = (count: number) =>
		Promise.all([stage.mailbox.waitForMessages(count, MINUTE), stage.odoo.waitForActivities(count), stage.slack.waitForMessages(count, MINUTE)]);
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

		await whenArrived(1);
		const executions = await n8n.client.waitForWebhookExecutions(workflowId, 3, MINUTE);
		expect(executions.map(({ status, error }) => ({ status, error }))).toEqual(executions.map(() => ({ status: 'success', error: null })));
		expect(arrived()).toEqual([1, 1, 1]);
		expect(runsOf('Release', await n8n.client.executions(workflowId))).toEqual([]);
		const isLogged = ({ id }: Execution) => workersLogs().includes(`Worker finished execution ${id} `);
		await until('the workers have noted all executions', () => executions.every(isLogged));
	}, 2 * MINUTE);

	test('the monitor watches once, and what it finds is told once', async () => {
		const { chatwoot, n8n, workflowId } = stage;
		for (const { id } of [...chatwoot.webhooks]) chatwoot.removeWebhook(id);
		chatwoot.addSlaPolicy({ name: 'Express', firstResponse: 20 });
		const inbox = chatwoot.addInbox({ name: 'E-Mail' });
		chatwoot.customerWrites({ inbox, contact: { name: 'John Roe' }, text: 'Hello?' });

		await whenArrived(2);
		await until('the executions have ended', async () => (await n8n.client.unfinished(workflowId)) === 0);
		expect(arrived()).toEqual([2, 2, 2]);
		const executions = (await n8n.client.executions(workflowId)).filter(({ mode }) => mode === 'trigger');
		// Whom to tell of the warning at 80 % no rule says; a busy machine sees it and the breach at once.
		const ofJohn = runsOf('Chatwoot SLA Monitor Trigger', executions).filter((run) => JSON.stringify(run.outputs).includes('John Roe'));
		expect([1, 2]).toContain(ofJohn.length);
		const told = runsOf('Claim', executions).flatMap(({ outputs: [news = []] }) => news.map((item) => deliverySchema.parse(item)));
		expect(told.map(({ stage: reached, delivery }) => `${reached} by ${delivery.channel}`).sort()).toEqual(['breach by email', 'breach by odoo', 'breach by slack']);
		expect(runsOf('Release', executions)).toEqual([]);
	}, 2 * MINUTE);

	test('the statistics of all workers are read on one: everything that was new was sent, and how late', async () => {
		const { client, webhookUrl } = stage.n8n;
		expect((await fetch(`${webhookUrl}/webhook/${STATISTICS.id}`, { method: 'POST' })).status).toBe(200);
		const [execution] = await client.waitForWebhookExecutions(STATISTICS.id, 1, MINUTE);
		const [statistics] = execution?.nodes['Statistics']?.[0]?.outputs.flat() ?? [];
		expect(statistics).toMatchObject({ countedBy: 'allProcesses', emitted: 6, sent: 6, failed: 0, delay: { count: 6 } });
		// Jane had waited five minutes too long when n8n heard of her.
		expect(statistics).toHaveProperty('delay.histogram', expect.arrayContaining([{ upToSeconds: 900, count: 3 }]));
	}, 2 * MINUTE);
});

const deliverySchema = z.object({ stage: z.string(), delivery: z.object({ channel: z.string() }) });

function runsOf(node: string, executions: readonly Execution[]) {
	return executions.flatMap(({ nodes }) => nodes[node] ?? []);
}

const STATISTICS: ImportedWorkflow = {
	id: 'statistics',
	name: 'Statistics',
	nodes: [
		webhookNode('statistics'),
		{
			id: 'statistics',
			name: 'Statistics',
			type: 'n8n-nodes-chatwoot-sla.dedupe',
			typeVersion: 1,
			position: [200, 0],
			parameters: { operation: 'inspect', store: 'redis', subject: 'statistics' },
			credentials: { chatwootSlaRedisApi: REDIS_CREDENTIAL },
		},
	],
	connections: { Start: { main: [[{ node: 'Statistics', type: 'main', index: 0 }]] } },
	settings: { executionOrder: 'v1' },
};
