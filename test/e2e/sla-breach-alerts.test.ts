import { createOdooClient } from '../../core/odoo/client';
import { installToastAction } from '../../core/odoo/toast';
import type { Delivery } from '../../sandbox/chatwoot/deliveries';
import type { Conversation } from '../../sandbox/chatwoot/model';
import { viaFetch } from '../odoo-servers';
import { describeEndToEnd, type Stage, startStage } from './harness';

const MINUTE = 60_000;

/** Promises an answer within five minutes. */
async function startWithPolicy(options: Parameters<typeof startStage>[0] = {}): Promise<Stage> {
	const stage = await startStage(options);
	stage.chatwoot.addInbox({ name: 'Website' });
	stage.chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
	return stage;
}

function inboxOf({ chatwoot }: Stage) {
	const [inbox] = chatwoot.inboxes;
	if (inbox === undefined) throw new Error('There is no inbox');
	return inbox;
}

/** A customer wrote some minutes ago and got no answer: Chatwoot sends its events now, and n8n deals with them. */
async function customerWaits(stage: Stage, name: string, { text = 'Is anybody there?', minutes = 10 } = {}): Promise<{ conversation: Conversation; sent: Delivery[] }> {
	const { chatwoot } = stage;
	const before = await executionCount(stage);
	const sentBefore = chatwoot.deliveries.length;
	const conversation = chatwoot.customerWrites({ inbox: inboxOf(stage), contact: { name }, text, at: new Date(Date.now() - minutes * MINUTE) });
	await chatwoot.settle();
	const sent = chatwoot.deliveries.slice(sentBefore);
	expect(sent.map(({ status }) => status)).toEqual(sent.map(() => 200));
	await stage.n8n.client.waitForWebhookExecutions(stage.workflowId, before + sent.length, MINUTE);
	return { conversation, sent };
}

async function executionCount({ n8n, workflowId }: Stage): Promise<number> {
	return (await n8n.client.waitForWebhookExecutions(workflowId, 0)).length;
}

/** An event after which nobody is to be told anything new, so that executions of what came before it show. */
async function privateNote(stage: Stage, conversation: Conversation): Promise<void> {
	const { chatwoot, n8n, workflowId } = stage;
	const [before, sentBefore] = [await executionCount(stage), chatwoot.deliveries.length];
	chatwoot.privateNote(conversation, { agent: chatwoot.administrator, text: 'Who takes this?' });
	await chatwoot.settle();
	const sent = chatwoot.deliveries.length - sentBefore;
	expect(await n8n.client.waitForWebhookExecutions(workflowId, before + sent)).toHaveLength(before + sent);
}

function popUpsOf({ odoo }: Stage) {
	return odoo.busMessages.filter(({ type }) => type === 'simple_notification');
}

describeEndToEnd('workflows/sla-breach-alerts.json in a real n8n', () => {
	let stage: Stage;

	beforeAll(async () => {
		stage = await startWithPolicy();
	}, 600_000);
	afterAll(async () => {
		await stage.stop();
	});

	const arrived = () => ({
		emails: stage.mailbox.messages.length,
		activities: stage.odoo.activities.length,
		slack: stage.slack.messages.length,
	});

	let first: Delivery;
	let jane: Conversation;

	test('a missed first response reaches a mailbox, Odoo and Slack, once each, although three events tell of it at once', async () => {
		const { conversation, sent } = await customerWaits(stage, 'Jane <b>Doe</b>');
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
		expect(popUpsOf(stage)).toEqual([]);
	});

	test('another event of the same conversation brings nothing more', async () => {
		await privateNote(stage, jane);
		expect(arrived()).toEqual({ emails: 1, activities: 1, slack: 1 });
	});

	test('the same webhook again, and one with a forged signature, start nothing', async () => {
		const before = await executionCount(stage);
		expect(await stage.chatwoot.redeliver(first)).toMatchObject({ status: 200, answer: '{"status":"ignored","reason":"replay"}' });
		expect((await stage.chatwoot.redeliver(first, { tamperSignature: true })).status).toBe(401);
		expect(await executionCount(stage)).toBe(before);
		await privateNote(stage, jane);
		expect(arrived()).toEqual({ emails: 1, activities: 1, slack: 1 });
	});

	test('while the mail server is down Odoo and Slack are told; the e-mail follows with the next event', async () => {
		await stage.mailbox.goDown();
		await customerWaits(stage, 'John Roe');
		expect(arrived()).toEqual({ emails: 1, activities: 2, slack: 2 });

		await stage.mailbox.comeUp();
		await customerWaits(stage, 'John Roe', { text: 'Hello again?' });
		expect(arrived()).toEqual({ emails: 2, activities: 2, slack: 2 });
		expect(stage.mailbox.messages[1]?.text).toContain('John Roe');
	}, 2 * MINUTE);

	test('an answered customer makes nobody nervous', async () => {
		const { chatwoot, n8n, workflowId } = stage;
		const before = await executionCount(stage);
		const sentBefore = chatwoot.deliveries.length;
		const conversation = chatwoot.customerWrites({ inbox: inboxOf(stage), contact: { name: 'Quick' }, text: 'Hi' });
		chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Hi there' });
		await chatwoot.settle();
		await n8n.client.waitForWebhookExecutions(workflowId, before + chatwoot.deliveries.length - sentBefore);
		expect(arrived()).toEqual({ emails: 2, activities: 2, slack: 2 });
	});
});

describeEndToEnd('workflows/sla-breach-alerts.json in a real n8n, with Show Pop-Up in Odoo switched on', () => {
	const PEOPLE = [{ name: 'Skye', email: 'skye@example.com', teams: ['management'], channels: ['odoo'], locale: 'es' }];
	let stage: Stage;
	let administrator: ReturnType<typeof createOdooClient>;

	beforeAll(async () => {
		stage = await startWithPolicy({
			enabled: ['Show Pop-Up in Odoo'],
			parameters: {
				'Show Pop-Up in Odoo': { actionId: 1 },
				'Route SLA Alert': { peopleSource: 'text', peopleText: JSON.stringify(PEOPLE), rulesSource: 'text', rulesText: '- teams: [management]' },
			},
		});
		const { url: baseUrl, database } = stage.odoo;
		administrator = createOdooClient({ baseUrl, database, login: 'admin', password: 'admin' }, viaFetch);
	}, 600_000);
	afterAll(async () => {
		await stage.stop();
	});

	test('an activity pops up once, in the words of its reader: red for a miss, orange for a warning', async () => {
		expect(await installToastAction(administrator, 'base.group_user')).toEqual({ actionId: 1, existed: false });
		const { conversation } = await customerWaits(stage, 'Jane Doe');
		await privateNote(stage, conversation);
		const [activity] = stage.odoo.activities;
		expect(activity?.summary).toMatch(/^La conversación n\.º 1 \(Jane Doe, /);
		const partnerId = stage.odoo.users.find(({ login }) => login === 'skye@example.com')?.partnerId;
		const popUp = { title: 'Chatwoot SLA', type: 'danger', warning: false, sticky: true };
		expect(popUpsOf(stage)).toEqual([
			{ channel: [stage.odoo.database, 'res.partner', partnerId], type: 'simple_notification', payload: { ...popUp, message: activity?.summary } },
		]);

		await customerWaits(stage, 'John Roe', { minutes: 4.5 });
		expect(popUpsOf(stage)).toHaveLength(2);
		expect(popUpsOf(stage)[1]).toMatchObject({ payload: { type: 'warning', message: expect.stringContaining('John Roe') as unknown } });
	}, 2 * MINUTE);

	test('one that fails neither takes the activity back nor makes it again', async () => {
		const { odoo, n8n, workflowId } = stage;
		await administrator.execute({ model: 'ir.actions.server', method: 'unlink', ids: [1] });
		const { conversation } = await customerWaits(stage, 'Eve Roe');
		await privateNote(stage, conversation);
		expect(odoo.activities.filter(({ summary }) => summary.includes('Eve Roe'))).toHaveLength(1);
		expect(popUpsOf(stage)).toHaveLength(2);
		const executions = await n8n.client.executions(workflowId);
		expect(executions.filter(({ nodes }) => nodes['Release'] !== undefined)).toEqual([]);
		expect(executions.map(({ status }) => status)).toEqual(executions.map(() => 'success'));
		expect(JSON.stringify(executions.map(({ nodes }) => nodes['Show Pop-Up in Odoo']))).toContain('Odoo has no toast action with the ID 1');
	}, 2 * MINUTE);
});
