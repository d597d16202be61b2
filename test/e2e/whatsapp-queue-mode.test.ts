import { written } from '../../sandbox/chatwoot/model';
import { describeInQueueMode, type Stage } from './harness';
import { gatewayDelivers, startWhatsAppStage } from './whatsapp.harness';

const MINUTE = 60_000;

describeInQueueMode("workflows/whatsapp-contact-sync.json in n8n's queue mode, with two workers", () => {
	let stage: Stage;

	beforeAll(async () => {
		({ stage } = await startWhatsAppStage({ mode: 'queue' }));
	}, 600_000);
	afterAll(async () => {
		await stage.stop();
	}, MINUTE);

	test('messages of one new number that reach both workers at once share a contact and a conversation; each is stored once', async () => {
		const { chatwoot, n8n, workflowId } = stage;
		const numbers = Array.from({ length: 20 }, (_, index) => index);
		const deliver = (n: number) => gatewayDelivers(stage, { id: `burst-${n}`, from: '31612345678@c.us', text: { body: `Message ${n}` } });
		// Each is delivered twice.
		const answers = await Promise.all([...numbers, ...numbers].map(deliver));
		expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
		const executions = await n8n.client.waitForWebhookExecutions(workflowId, answers.length, 2 * MINUTE);
		expect(executions.map(({ status, error }) => ({ status, error }))).toEqual(executions.map(() => ({ status: 'success', error: null })));

		expect(chatwoot.contacts).toHaveLength(1);
		const used = chatwoot.conversations.filter(({ messages }) => messages.length > 0);
		expect(used).toHaveLength(1);
		expect(used[0]?.status).toBe('open');
		expect(used.flatMap(written).map(({ content }) => content).sort()).toEqual(numbers.map((n) => `Message ${n}`).sort());
		// What the slower worker began is left behind resolved.
		expect(chatwoot.conversations.filter(({ status }) => status !== 'resolved')).toEqual(used);
	}, 4 * MINUTE);
});
