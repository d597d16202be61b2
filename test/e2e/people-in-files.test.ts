import path from 'node:path';
import { z } from 'zod';
import type { ImportedWorkflow } from '../../sandbox/n8n/server';
import { readWorkflow } from '../../sandbox/stage';
import { describeEndToEnd, type Stage, startStage } from './harness';

const MINUTE = 60_000;
const FILES = path.resolve(__dirname, '../../deploy/kubernetes/base');

describeEndToEnd('people and rules in files that a real n8n reads, as deploy/kubernetes/README.md says', () => {
	let stage: Stage;

	beforeAll(async () => {
		stage = await startStage({ workflow: await readingFiles(), env: { N8N_RESTRICT_FILE_ACCESS_TO: FILES } });
	}, 600_000);
	afterAll(async () => {
		await stage.stop();
	});

	test('a missed first response reaches whom the files name', async () => {
		const { chatwoot, mailbox, n8n, workflowId } = stage;
		const inbox = chatwoot.addInbox({ name: 'Website' });
		chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
		chatwoot.customerWrites({ inbox, contact: { name: 'Jane Doe' }, text: 'Hello?', at: new Date(Date.now() - 10 * MINUTE) });
		await chatwoot.settle();
		const executions = await n8n.client.waitForWebhookExecutions(workflowId, chatwoot.deliveries.length, MINUTE);
		expect(executions.map(({ error }) => error)).toEqual(executions.map(() => null));
		expect(mailbox.messages.map(({ to }) => to)).toEqual([['skye@example.com']]);
		expect(mailbox.messages[0]?.text).toContain('Management is told of every breach');
	});
});

const workflowSchema = z
	.object({
		id: z.string(),
		nodes: z.array(z.object({ name: z.string(), position: z.tuple([z.number(), z.number()]) }).passthrough()),
		connections: z.record(z.object({ main: z.array(z.array(z.object({ node: z.string() }).passthrough())) })),
	})
	.passthrough();

/** The main workflow with two pairs of nodes in the place of *People*: one reads a file, the other takes its text. */
async function readingFiles(): Promise<ImportedWorkflow> {
	const routing = {
		peopleSource: 'text',
		peopleText: "={{ $('People').first().json.data }}",
		rulesSource: 'text',
		rulesText: "={{ $('Rules').first().json.data }}",
	};
	const workflow = workflowSchema.parse(await readWorkflow('sla-breach-alerts', { parameters: { 'Route SLA Alert': routing } }));
	// n8n runs the branches of a node from the top down: people and rules have to be read before anything is judged.
	const [x, y] = workflow.nodes.find(({ name }) => name === 'People')?.position ?? [0, 0];
	const pairs = ['People', 'Rules'].map((name, index) => ({ name, reader: `Read ${name}`, position: [x, y - 200 * index] as const }));
	const inPlaceOfPeople = <Target extends { node: string }>(target: Target) =>
		target.node === 'People' ? pairs.map(({ reader }) => ({ ...target, node: reader })) : [target];
	const connections = Object.entries(workflow.connections).map(([from, { main }]) => [
		from,
		{ main: main.map((targets) => targets.flatMap(inPlaceOfPeople)) },
	]);
	return {
		...workflow,
		nodes: [
			...workflow.nodes.filter(({ name }) => name !== 'People'),
			...pairs.flatMap(({ name, reader, position }) => [
				{ id: reader, name: reader, type: 'n8n-nodes-base.readWriteFile', typeVersion: 1, position, parameters: { fileSelector: path.join(FILES, `${name.toLowerCase()}.yaml`) } },
				{ id: name, name, type: 'n8n-nodes-base.extractFromFile', typeVersion: 1, position, parameters: { operation: 'text' } },
			]),
		],
		connections: {
			...Object.fromEntries(connections),
			...Object.fromEntries(pairs.map(({ name, reader }) => [reader, { main: [[{ node: name, type: 'main', index: 0 }]] }])),
		},
	};
}
