import type { ImportedWorkflow } from '../../sandbox/n8n/server';
import { readWorkflow } from '../../sandbox/stage';
import { until } from '../../sandbox/until';
import { webhookNode } from '../webhook-node';
import { describeEndToEnd, type Stage, startStage } from './harness';

const MINUTE = 60_000;

describeEndToEnd('workflows/alert-failures.json with sixty failures at once, in a real n8n', () => {
	let stage: Stage;

	beforeAll(async () => {
		stage = await startStage({ workflow: HANDING_OVER, workflows: [await readWorkflow('alert-failures')] });
	}, 600_000);
	afterAll(async () => {
		await stage.stop();
	}, MINUTE);

	/** Hands over failures of conversations with these numbers, and waits until the list of them was made. */
	async function fail(numbers: number[]): Promise<void> {
		const { client, webhookUrl } = stage.n8n;
		const before = (await client.executions('alert-failures')).length;
		const failures = numbers.map((id) => ({
			conversation: { id },
			delivery: { key: `1:${id}:frt:1767348000:breach:email:skye@example.com`, channel: 'email', person: { name: 'Skye' } },
			error: 'No mail server can be reached at mail.example.com:587',
			details: 'Check host and port in the SMTP credential, and that n8n may connect to them.',
		}));
		const headers = { 'content-type': 'application/json' };
		await fetch(`${webhookUrl}/webhook/failures`, { method: 'POST', headers, body: JSON.stringify({ failures }) });
		// In this order: one that has not begun is not unfinished either.
		await until('the list was made', async () => {
			const hasBegun = (await client.executions('alert-failures')).length > before;
			return hasBegun && (await client.unfinished('alert-failures')) === 0;
		});
	}
	const sixty = (first: number) => Array.from({ length: 60 }, (_, index) => first + index);
	const conversationsIn = (message: unknown) => [...JSON.stringify(message).matchAll(/Conversation #(\d+),/g)].map(([, id]) => Number(id));

	test('Slack is told of twenty at a time and how many more there are, of each once', async () => {
		const { slack } = stage;
		for (let round = 1; round <= 4; round++) await fail(sixty(1));
		const lists = slack.messages.map(({ blocks }) => blocks);
		expect(lists.map(conversationsIn)).toEqual([sixty(1).slice(0, 20), sixty(1).slice(20, 40), sixty(1).slice(40)]);
		expect(JSON.stringify(lists[0])).toContain('… and 40 more: they are listed with the next failures.');
		expect(JSON.stringify(lists[2])).not.toContain('more:');
	}, 2 * MINUTE);

	test('so are those who get the e-mail while Slack is down', async () => {
		const { mailbox, slack } = stage;
		await slack.goDown();
		for (let round = 1; round <= 4; round++) await fail(sixty(101));
		expect(mailbox.messages.map(({ text }) => conversationsIn(text))).toEqual([sixty(101).slice(0, 20), sixty(101).slice(20, 40), sixty(101).slice(40)]);
		expect(mailbox.messages[0]?.text).toContain('and 40 more');
	}, 3 * MINUTE);
});

const HANDING_OVER: ImportedWorkflow = {
	id: 'handing-over',
	name: 'Handing over',
	nodes: [
		webhookNode('failures'),
		{ name: 'Each', id: 'each', type: 'n8n-nodes-base.splitOut', typeVersion: 1, position: [200, 0], parameters: { fieldToSplitOut: 'body.failures', options: {} } },
		{
			name: 'Tell of Failures',
			id: 'tell',
			type: 'n8n-nodes-base.executeWorkflow',
			typeVersion: 1.2,
			position: [400, 0],
			parameters: { workflowId: { __rl: true, value: 'alert-failures', mode: 'id' }, options: {} },
		},
	],
	connections: {
		Start: { main: [[{ node: 'Each', type: 'main', index: 0 }]] },
		Each: { main: [[{ node: 'Tell of Failures', type: 'main', index: 0 }]] },
	},
	settings: { executionOrder: 'v1' },
};
