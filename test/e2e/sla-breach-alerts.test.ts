import type { Delivery } from '../../sandbox/chatwoot/deliveries';
import type { Conversation } from '../../sandbox/chatwoot/model';
import { describeEndToEnd, type Stage, startStage } from './harness';

const MINUTE = 60_000;

describeEndToEnd('workflows/sla-breach-alerts.json in a real n8n', () => {
	let stage: Stage;
	let inbox: ReturnType<Stage['chatwoot']['addInbox']>;

	beforeAll(async () => {
		stage = await startStage();
		inbox = stage.chatwoot.addInbox({ name: 'Website' });
		stage.chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
	}, 600_000);
	afterAll(async () => {
		await stage.stop();
	});

	/** A customer wrote ten minutes ago and got no answer: Chatwoot sends its events now, and n8n deals with them. */
	const customerWaits = async (name: string, text = 'Is anybody there?') => {
		const { chatwoot } = stage;
		const before = await executionCount();
		const sentBefore = chatwoot.deliveries.length;
		const conversation = chatwoot.customerWrites({ inbox, contact: { name }, text, at: new Date(Date.now() - 10 * MINUTE) });
		await chatwoot.settle();
		const sent = chatwoot.deliveries.slice(sentBefore);
		expect(sent.map(({ status }) => status)).toEqual(sent.map(() => 200));
		await stage.n8n.client.waitForWebhookExecutions(stage.workflowId, before + sent.length, MINUTE);
		return { conversation, sent };
	};
	const executionCount = async () => (await stage.n8n.client.waitForWebhookExecutions(stage.workflowId, 0)).length;
	const arrived = () => ({
		emails: stage.mailbox.messages.length,
		activities: stage.odoo.activities.length,
		slack: stage.slack.messages.length,
	});

	let first: Delivery;
	let jane: Conversation;

	test('a missed first response reaches a mailbox, Odoo and Slack, once each, although three events tell of it at once', async () => {
		const { conversation, sent } = await customerWaits('Jane <b>Doe</b>');
		expect(sent.map(({ event }) => event).sort()).toEqual(['conversation_created', 'conversation_updated', 'message_created']);
		first = sent[0] as Delivery;
		jane = conversation;

		expect(arrived()).toEqual({ emails: 1, activities: 1, slack: 1 });
		const subject = `conversation #${conversation.id}`;
		const late = /missed its first response time of 5 min by 5 min/;
		const url = `${stage.chatwoot.url}/app/accounts/1/conversations/${conversation.id}`;
		const [email] = stage.mailbox.messages;
		expect(email).toMatchObject({ to: ['skye@example.com'], subject: expect.stringContaining(subject), text: expect.stringMatching(late) });
		expect(email?.html).toContain('Jane &lt;b&gt;Doe&lt;/b&gt;');
		expect(email?.html).toContain(url);
		const [activity] = stage.odoo.activities;
		expect(activity?.summary).toMatch(late);
		expect(stage.odoo.users.find(({ id }) => id === activity?.userId)?.login).toBe('skye@example.com');
		expect(JSON.stringify(stage.slack.messages[0])).toContain(url);
	});

	/** An event after which nobody is to be told anything new, so that executions of what came before it show. */
	const privateNote = async () => {
		const { chatwoot, n8n, workflowId } = stage;
		const [before, sentBefore] = [await executionCount(), chatwoot.deliveries.length];
		chatwoot.privateNote(jane, { agent: chatwoot.administrator, text: 'Who takes this?' });
		await chatwoot.settle();
		const sent = chatwoot.deliveries.length - sentBefore;
		expect(await n8n.client.waitForWebhookExecutions(workflowId, before + sent)).toHaveLength(before + sent);
	};

	test('another event of the same conversation brings nothing more', async () => {
		await privateNote();
		expect(arrived()).toEqual({ emails: 1, activities: 1, slack: 1 });
	});

	test('the same webhook again, and one with a forged signature, start nothing', async () => {
		const before = await executionCount();
		expect(await stage.chatwoot.redeliver(first)).toMatchObject({ status: 200, answer: '{"status":"ignored","reason":"replay"}' });
		expect((await stage.chatwoot.redeliver(first, { tamperSignature: true })).status).toBe(401);
		expect(await executionCount()).toBe(before);
		await privateNote();
		expect(arrived()).toEqual({ emails: 1, activities: 1, slack: 1 });
	});

	test('while the mail server is down Odoo and Slack are told; the e-mail follows with the next event', async () => {
		await stage.mailbox.goDown();
		await customerWaits('John Roe');
		expect(arrived()).toEqual({ emails: 1, activities: 2, slack: 2 });

		await stage.mailbox.comeUp();
		await customerWaits('John Roe', 'Hello again?');
		expect(arrived()).toEqual({ emails: 2, activities: 2, slack: 2 });
		expect(stage.mailbox.messages[1]?.text).toContain('John Roe');
	}, 2 * MINUTE);

	test('an answered customer makes nobody nervous', async () => {
		const { chatwoot, n8n, workflowId } = stage;
		const before = await executionCount();
		const sentBefore = chatwoot.deliveries.length;
		const conversation = chatwoot.customerWrites({ inbox, contact: { name: 'Quick' }, text: 'Hi' });
		chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Hi there' });
		await chatwoot.settle();
		await n8n.client.waitForWebhookExecutions(workflowId, before + chatwoot.deliveries.length - sentBefore);
		expect(arrived()).toEqual({ emails: 2, activities: 2, slack: 2 });
	});
});
