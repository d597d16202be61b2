import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { chatwootCredential } from '../../sandbox/credentials';
import type { ImportedWorkflow } from '../../sandbox/n8n/server';
import { AlertSink } from '../alert-sink';
import { addBreaches } from '../breaches';
import { inN8n } from '../in-n8n';
import { percentile, type Row } from '../row';

const CLOCKS = 1000;
const SPREAD_SECONDS = 30;
const THRESHOLD_SECONDS = 600;
const SWEEP_EVERY_SECONDS = 10;

const MONITOR = 'Chatwoot SLA Monitor Trigger';
const EVALUATE = 'Evaluate SLA Breach';

/**
 * How long after the due time an alert leaves *Evaluate SLA Breach* in a real n8n, when 1,000 breaches fall due within
 * 30 s: the main workflow's monitor and evaluation, and after them a node that posts the alerts here, whose time counts
 * as well.
 */
export const dueToAlert: Row = {
	name: 'due-to-alert',
	async run() {
		const [chatwoot, sink] = await Promise.all([ChatwootSimulator.start(), AlertSink.start()]);
		try {
			return await inN8n({ credentials: [chatwootCredential(chatwoot)], workflows: [await workflowWith(sink)] }, async () => {
				// Time for the monitor to find them all.
				const firstDue = Math.ceil(Date.now() / 1000) + 3 * SWEEP_EVERY_SECONDS;
				addBreaches(chatwoot, { count: CLOCKS, firstDue, spreadSeconds: SPREAD_SECONDS, thresholdSeconds: THRESHOLD_SECONDS });
				const alerts = await sink.breaches.waitFor(CLOCKS, 180_000);
				const delays = alerts.map(({ arrivedAt, dueAt }) => arrivedAt.getTime() - dueAt.getTime());
				return [
					{ what: 'different alerts', value: new Set(alerts.map(({ key }) => key)).size, unit: '' },
					{ what: 'due → out of Evaluate SLA Breach, p50', value: percentile(delays, 0.5), unit: 'ms' },
					{ what: 'due → out of Evaluate SLA Breach, p99', value: percentile(delays, 0.99), unit: 'ms', atMost: 1500 },
				];
			});
		} finally {
			await Promise.all([chatwoot.stop(), sink.stop()]);
		}
	},
};

const workflowSchema = z
	.object({ nodes: z.array(z.object({ name: z.string(), parameters: z.record(z.unknown()) }).passthrough()) })
	.passthrough();

async function workflowWith(sink: AlertSink): Promise<ImportedWorkflow> {
	const file = path.resolve(__dirname, '../../workflows/sla-breach-alerts.json');
	const { nodes, ...workflow } = workflowSchema.parse(JSON.parse(await readFile(file, 'utf8')));
	const overrides: Record<string, Record<string, unknown>> = {
		// Breaches alone: a warning of each shortly before would be twice as many alerts.
		[MONITOR]: { warnings: '', options: { sweepEverySeconds: SWEEP_EVERY_SECONDS, offerAgainEveryMinutes: 0 } },
		[EVALUATE]: {},
	};
	return {
		...workflow,
		id: 'bench',
		nodes: [
			...nodes
				.filter(({ name }) => name in overrides)
				.map((node) => ({ ...node, parameters: { ...node.parameters, ...overrides[node.name] } })),
			{
				id: 'sink',
				name: 'Sink',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				position: [300, 120],
				executeOnce: true,
				parameters: {
					method: 'POST',
					url: sink.url,
					sendBody: true,
					specifyBody: 'json',
					jsonBody: '={{ JSON.stringify($input.all().map(({ json }) => ({ key: json.key, stage: json.stage, dueAt: json.dueAt }))) }}',
				},
			},
		],
		connections: { [MONITOR]: toNode(EVALUATE), [EVALUATE]: toNode('Sink') },
	};
}

function toNode(node: string): Record<string, unknown> {
	return { main: [[{ node, type: 'main', index: 0 }]] };
}
