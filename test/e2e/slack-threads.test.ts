import { missingFor } from '../../sandbox/stage';
import { describeEndToEnd, type Stage, startStage } from './harness';

const MINUTE = 60_000;
/** Far enough apart that a busy machine skips no stage: warned of after 10 s, missed after 40 s, reminded of 20 s later. */
const PROMISED_SECONDS = 40;

const MONITOR = { warnings: '25%', remindEvery: '20s', maxReminders: 1, escalations: '', options: { sweepEverySeconds: 10 } };
const RULE = { name: 'Everything to Slack', teams: 'management', channels: ['slack'], stages: [] };

describe.each(['database', 'redis'] as const)('Slack threads of workflows/sla-breach-alerts.json, with the ledger in %s', (ledger) => {
	const missing = missingFor({ ledger });
	const describeHere = missing.length === 0 ? describeEndToEnd : (name: string, body: () => void) => { describe.skip(`${name} (no ${missing.join(', ')})`, body); };

	describeHere('in a real n8n', () => {
		let stage: Stage;

		beforeAll(async () => {
			stage = await startStage({
				ledger,
				parameters: { 'Chatwoot SLA Monitor Trigger': MONITOR, 'Route SLA Alert': { rules: { rule: [RULE] } } },
			});
			stage.chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: PROMISED_SECONDS });
		}, 600_000);
		afterAll(async () => {
			await stage.stop();
		});

		test('warning, breach and reminder are one thread; the reply changes all three in place', async () => {
			const { chatwoot, slack } = stage;
			const inbox = chatwoot.addInbox({ name: 'Website' });
			const conversation = chatwoot.customerWrites({ inbox, contact: { name: 'Jane Doe' }, text: 'Is anybody <!channel> there?' });

			const [warning, breach, reminder] = await slack.waitForMessages(3, 3 * MINUTE);
			expect(warning).toMatchObject({ thread: null, text: expect.stringContaining('is about to miss') });
			expect(breach).toMatchObject({ thread: warning?.ts, broadcast: true, text: expect.stringContaining('missed its first response time') });
			expect(reminder).toMatchObject({ thread: warning?.ts, broadcast: false, text: expect.stringContaining('Reminder 1') });
			expect(JSON.stringify(slack.messages)).toContain('> Is anybody &lt;!channel&gt; there?');
			expect(JSON.stringify(slack.messages)).not.toContain('<!channel>');

			chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Sorry!' });
			await slack.waitForUpdates(3, MINUTE);
			expect(slack.messages.map(({ edits, text }) => [edits, /was answered/.test(text)])).toEqual([[1, true], [1, true], [1, true]]);

			const executions = await stage.n8n.client.executions(stage.workflowId);
			expect(executions.map(({ status, error }) => ({ status, error }))).toEqual(executions.map(() => ({ status: 'success', error: null })));
		}, 6 * MINUTE);
	});
});
