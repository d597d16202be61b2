import type { ImportedWorkflow } from '../../sandbox/n8n/server';
import { readWorkflow } from '../../sandbox/stage';
import { until } from '../../sandbox/until';
import { webhookNode } from '../webhook-node';
import { describeEndToEnd, type Stage, startStage } from './harness';

const MINUTE = 60_000;

describeEndToEnd('workflows/alert-failures.json in a real n8n', () => {
	let stage: Stage;

	beforeAll(async () => {
		stage = await startStage({
			workflows: [await readWorkflow('alert-failures'), BROKEN],
			enabled: ['Tell of Failures'],
			parameters: {
				'Chatwoot SLA Monitor Trigger': { options: { sweepEverySeconds: 10, offerAgainEveryMinutes: 5 / 60 } },
				'Route SLA Alert': { rulesSource: 'text', rulesText: '- {name: Website, inboxes: [Website], stages: [breach], teams: [management], channels: [email, slack]}' },
			},
		});
		stage.chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
		for (const name of ['Website', 'Shop']) stage.chatwoot.addInbox({ name });
	}, 600_000);
	afterAll(async () => {
		await stage.stop();
	}, MINUTE);

	function customerWaits(name: string, { inboxName = 'Website', minutes = 10 } = {}): void {
		const { chatwoot } = stage;
		const inbox = chatwoot.inboxes.find((each) => each.name === inboxName);
		if (inbox === undefined) throw new Error(`There is no inbox ${inboxName}`);
		chatwoot.customerWrites({ inbox, contact: { name }, text: 'Is anybody there?', at: new Date(Date.now() - minutes * MINUTE) });
	}
	/** How many executions of a workflow gave a claim free. */
	const releases = async (of: string) => (await stage.n8n.client.executions(of)).filter(({ nodes }) => nodes['Release'] !== undefined).length;
	/** Nothing more comes of what has happened so far; the one workflow hands over to the other. */
	const idle = async () => {
		for (const workflowId of [stage.workflowId, 'alert-failures']) {
			await until(`the executions of ${workflowId} have ended`, async () => (await stage.n8n.client.unfinished(workflowId)) === 0);
		}
	};
	const lists = () => stage.mailbox.messages.filter(({ subject }) => subject === 'SLA alerts that could not be delivered');

	test('an e-mail that can\'t be delivered is told of in Slack, once, with the reason and what to do; it arrives when the mail server is back', async () => {
		const { mailbox, slack, workflowId } = stage;
		await mailbox.goDown();
		customerWaits('Jane Doe');

		// The alert itself, and the list of what failed.
		await slack.waitForMessages(2, MINUTE);
		const list = slack.messages.map(({ text }) => text).find((text) => text.includes('could not be delivered')) ?? '';
		expect(list).toMatch(/Conversation #1, e-mail to Skye: .*127\.0\.0\.1/);
		expect(list).toContain('What to do: ');

		// It fails again and again, and nobody is told of that.
		await until('two more attempts have failed', async () => (await releases(workflowId)) >= 3);
		await idle();
		expect(slack.messages).toHaveLength(2);

		await mailbox.comeUp();
		await mailbox.waitForMessages(1, MINUTE);
		await idle();
		expect(mailbox.messages[0]?.text).toContain('Jane Doe');
		expect(slack.messages).toHaveLength(2);
	}, 4 * MINUTE);

	test('while Slack itself is down the list comes by e-mail, once; the message arrives when Slack is back', async () => {
		const { mailbox, slack, workflowId } = stage;
		const [failedBefore, postedBefore] = [await releases(workflowId), slack.messages.length];
		await slack.goDown();
		customerWaits('John Roe');

		const ofJohn = () => mailbox.messages.filter(({ text }) => text.includes('John Roe'));
		await until('the alert and the list have come by e-mail', () => ofJohn().length > 0 && lists().length > 0);
		expect(lists()[0]).toMatchObject({ to: ['skye@example.com'], text: expect.stringMatching(/Conversation #2, Slack to Skye: Slack cannot be reached/) });
		expect(lists()[0]?.text).toContain('What to do: ');

		await until('two more attempts have failed', async () => (await releases(workflowId)) >= failedBefore + 3);
		await idle();
		expect([lists().length, ofJohn().length]).toEqual([1, 1]);

		await slack.comeUp();
		await slack.waitForMessages(postedBefore + 1, MINUTE);
		await idle();
		expect(JSON.stringify(slack.messages.at(-1))).toContain('John Roe');
	}, 4 * MINUTE);

	test('an execution that fails as a whole is listed once, by its workflow and node, as soon as somebody can be told', async () => {
		const { mailbox, slack, n8n } = stage;
		const fail = async () => { await fetch(`${n8n.webhookUrl}/webhook/broken`, { method: 'POST' }); };
		const listed = () => slack.messages.filter(({ text }) => text.includes('Workflow "Broken" failed at Break: Nothing works'));

		// Nobody can be told: it stays untold, and not for the whole day.
		await Promise.all([slack.goDown(), mailbox.goDown()]);
		await fail();
		await until('the list went neither way', async () => (await releases('alert-failures')) > 0);
		await idle();
		await Promise.all([slack.comeUp(), mailbox.comeUp()]);
		expect(listed()).toHaveLength(0);

		await fail();
		await until('Slack has the list', () => listed().length > 0);
		expect(listed()[0]?.text).toMatch(/What to do: look at http\S+/);
		await idle();
		const told = (await n8n.client.executions('alert-failures')).length;
		await fail();
		await until('n8n has handed over one more failure', async () => (await n8n.client.executions('alert-failures')).length > told);
		await idle();
		expect(listed()).toHaveLength(1);
	}, 4 * MINUTE);

	test('an alert that no rule sends to anybody is listed once, with the reason and what to do, and shown as a warning; a warning of what may be missed is not', async () => {
		const { mailbox, slack, n8n, workflowId } = stage;
		const postedBefore = slack.messages.length;
		customerWaits('Sam Soon', { inboxName: 'Shop', minutes: 4.1 });
		customerWaits('Una Roe', { inboxName: 'Shop' });
		await slack.waitForMessages(postedBefore + 1, MINUTE);
		const list = slack.messages.at(-1)?.text ?? '';
		expect(list).toContain('• Conversation #4, nobody is told: No rule matches this alert\n  What to do: ');

		const offers = async () => (await n8n.client.executions(workflowId)).filter(({ nodes }) => nodes['Nobody Is Told'] !== undefined);
		const before = (await offers()).length;
		await until('it was offered twice more', async () => (await offers()).length >= before + 2);
		await until('what it led to has ended', async () => (await n8n.client.unfinished('alert-failures')) === 0);
		expect(slack.messages).toHaveLength(postedBefore + 1);
		expect(slack.messages.map(({ text }) => text).join()).not.toContain('Conversation #3');
		expect([...mailbox.messages, ...slack.messages].filter(({ text }) => /Sam Soon|Una Roe/.test(text))).toEqual([]);
		const hints = (await offers()).flatMap(({ nodes }) => (nodes['Route SLA Alert'] ?? []).flatMap((run) => run.hints));
		expect(hints).toContainEqual(expect.stringMatching(/^1 alert reaches nobody: /));
	}, 3 * MINUTE);
});

/** Fails as soon as it is asked to, and has its failures handed over. */
const BROKEN: ImportedWorkflow = {
	id: 'broken',
	name: 'Broken',
	nodes: [
		webhookNode('broken'),
		{ name: 'Break', id: 'break', type: 'n8n-nodes-base.stopAndError', typeVersion: 1, position: [200, 0], parameters: { errorMessage: 'Nothing works' } },
	],
	connections: { Start: { main: [[{ node: 'Break', type: 'main', index: 0 }]] } },
	settings: { executionOrder: 'v1', errorWorkflow: 'alert-failures' },
};
