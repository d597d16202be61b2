import { readWorkflow } from '../../sandbox/stage';
import { until } from '../../sandbox/until';
import { describeEndToEnd, type Stage, startStage } from './harness';

const MINUTE = 60_000;

describeEndToEnd('workflows/alert-failures.json in a real n8n', () => {
	let stage: Stage;

	beforeAll(async () => {
		stage = await startStage({
			workflows: [await readWorkflow('alert-failures')],
			enabled: ['Tell of Failures'],
			parameters: { 'Chatwoot SLA Monitor Trigger': { options: { sweepEverySeconds: 10, offerAgainEveryMinutes: 5 / 60 } } },
		});
		stage.chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
	}, 600_000);
	afterAll(async () => {
		await stage.stop();
	}, MINUTE);

	test('an e-mail that can\'t be delivered is told of in Slack, once, with the reason and what to do; it arrives when the mail server is back', async () => {
		const { chatwoot, mailbox, slack, n8n, workflowId } = stage;
		await mailbox.goDown();
		const inbox = chatwoot.addInbox({ name: 'Website' });
		const at = new Date(Date.now() - 10 * MINUTE);
		chatwoot.customerWrites({ inbox, contact: { name: 'Jane Doe' }, text: 'Is anybody there?', at });

		// The alert itself, and the list of what failed.
		await slack.waitForMessages(2, MINUTE);
		const list = slack.messages.map(({ text }) => text).find((text) => text.includes('could not be delivered')) ?? '';
		expect(list).toMatch(/Conversation #1, e-mail to Skye: .*127\.0\.0\.1/);
		expect(list).toContain('What to do: ');

		// It fails again and again, and nobody is told of that.
		const failures = async () => (await n8n.client.executions(workflowId)).filter(({ nodes }) => nodes['Release'] !== undefined).length;
		await until('two more attempts have failed', async () => (await failures()) >= 3);
		expect(slack.messages).toHaveLength(2);

		await mailbox.comeUp();
		await mailbox.waitForMessages(1, MINUTE);
		expect(mailbox.messages[0]?.text).toContain('Jane Doe');
		expect(slack.messages).toHaveLength(2);
	}, 4 * MINUTE);
});
