import { createOdooClient } from '../../core/odoo/client';
import { completeActivities } from '../../core/odoo/activity-changes';
import type { Agent, Conversation } from '../../sandbox/chatwoot/model';
import { until } from '../../sandbox/until';
import { viaFetch } from '../odoo-servers';
import { describeEndToEnd, type Stage, startStage } from './harness';

const MINUTE = 60_000;
/** Far enough from the sweeps, every 10 s, that a busy machine does not skip the warning at 80 %. */
const PROMISED_SECONDS = 40;
const REMINDED_EVERY_SECONDS = 45;

const RULES = [
	{ inboxes: ['Website'], teams: ['management'] },
	{ inboxes: ['Night'], people: ['Lucas'] },
	{ inboxes: ['Busy'], people: ['Mia'] },
];

/** Lucas' hours begin in an hour, or when a conversation has this label: nobody waits for a clock. */
const MORNING = 'morning';
const HOURS_OF_LUCAS = `$input.all().some(({ json }) => json.conversation.labels.includes('${MORNING}')) ? '00:00-24:00' : $now.toUTC().plus({ hours: 1 }).toFormat('HH:mm') + '-' + $now.toUTC().plus({ hours: 2 }).toFormat('HH:mm')`;
const PEOPLE = `={{ JSON.stringify([
	{ name: 'Skye', email: 'skye@example.com', teams: ['management'] },
	{ name: 'Mia', email: 'mia@example.com', channels: ['email'], capPerHour: 1 },
	{ name: 'Lucas', email: 'lucas@example.com', channels: ['email'], timeZone: 'UTC', hours: ${HOURS_OF_LUCAS} },
]) }}`;

describeEndToEnd('the chains of workflows/sla-breach-alerts.json in a real n8n: reminded, acknowledged, deferred, put together', () => {
	let stage: Stage;
	let anita: Agent;

	beforeAll(async () => {
		stage = await startStage({
			parameters: {
				'Chatwoot SLA Monitor Trigger': {
					remindEvery: `${REMINDED_EVERY_SECONDS}s`,
					options: { sweepEverySeconds: 10, offerAgainEveryMinutes: 15 / 60 },
				},
				'Route SLA Alert': {
					peopleSource: 'text',
					peopleText: PEOPLE,
					rulesSource: 'text',
					rulesText: JSON.stringify(RULES),
				},
			},
		});
		const { chatwoot } = stage;
		for (const { id } of [...chatwoot.webhooks]) chatwoot.removeWebhook(id);
		chatwoot.addSlaPolicy({ name: 'Gold', resolution: PROMISED_SECONDS });
		for (const name of ['Website', 'Night', 'Busy']) chatwoot.addInbox({ name });
		anita = chatwoot.addAgent({ name: 'Anita', email: 'anita@example.com' });
	}, 600_000);
	afterAll(async () => {
		await stage.stop();
	}, MINUTE);

	/** What a person was told by e-mail of a conversation: the first words of each. */
	const told = (email: string, { contact }: Conversation) =>
		stage.mailbox.messages
			.filter(({ to, text }) => to.includes(email) && text.split('\n')[0]?.includes(`(${contact.name},`) === true)
			.map(({ text }) => /^Reminder \d/.exec(text)?.[0] ?? (text.includes('about to miss') ? 'Warning' : 'Breach'));
	const write = (inboxName: string, name: string, at = new Date()) => {
		const { chatwoot } = stage;
		const inbox = chatwoot.inboxes.find((each) => each.name === inboxName);
		if (inbox === undefined) throw new Error(`There is no inbox ${inboxName}`);
		return chatwoot.customerWrites({ inbox, contact: { name }, text: 'Is anybody there?', at });
	};

	let deferred: Conversation;

	test('whoever has quiet hours is told nothing yet; what is over a cap comes in one message', async () => {
		const at = new Date(Date.now() - 10 * MINUTE);
		deferred = write('Night', 'Nadia', at);
		const busy = ['Bob', 'Bea', 'Ben'].map((name) => write('Busy', name, at));
		await stage.mailbox.waitForMessages(2, MINUTE);
		await until('the alert is put off', async () =>
			(await stage.n8n.client.executions(stage.workflowId)).some(({ nodes }) => JSON.stringify(nodes['Told Later'] ?? '').includes('Nadia')),
		);
		expect(told('lucas@example.com', deferred)).toEqual([]);
		expect(stage.mailbox.messages.map(({ to }) => to)).toEqual([['mia@example.com'], ['mia@example.com']]);
		const digest = stage.mailbox.messages.map(({ text }) => text).find((text) => busy.filter(({ contact }) => text.includes(contact.name)).length === 2);
		expect(digest).toBeDefined();
	}, 3 * MINUTE);

	test('a missed time is reminded of until somebody takes charge: by a reply, an assignment, the label, or in Odoo', async () => {
		const { chatwoot, odoo } = stage;
		const [nobody, assigned, labelled, replied, done] = ['Nora', 'Ada', 'Lea', 'Rex', 'Don'].map((name) => write('Website', name)) as [
			Conversation, Conversation, Conversation, Conversation, Conversation,
		];
		const all = [nobody, assigned, labelled, replied, done];
		const activityOf = ({ contact }: Conversation, text: string) =>
			odoo.activities.find(({ summary }) => summary.includes(contact.name) && summary.includes(text));
		await until(
			'everybody was told of every miss',
			() => all.every((conversation) => told('skye@example.com', conversation).includes('Breach') && activityOf(conversation, 'missed') !== undefined),
			2 * MINUTE,
		);

		chatwoot.assign(assigned, { agent: anita, by: anita });
		chatwoot.setLabels(labelled, ['sla-acknowledged']);
		chatwoot.agentReplies(replied, { agent: anita, text: 'We are at it' });
		const skye = createOdooClient({ baseUrl: odoo.url, database: odoo.database, login: 'skye@example.com', password: 'skye-password' }, viaFetch);
		await completeActivities(skye, [{ ids: [activityOf(done, 'missed')?.id ?? 0], feedback: 'I call them' }]);

		await until('those that nobody took charge of are reminded of', () => told('skye@example.com', nobody).includes('Reminder 1'));
		await until('the conversation says who acknowledged it', () => done.labels.includes('sla-acknowledged'));
		await until('the next reminder is out', () => told('skye@example.com', nobody).includes('Reminder 2'), 2 * MINUTE);
		expect(told('skye@example.com', nobody)).toEqual(['Warning', 'Breach', 'Reminder 1', 'Reminder 2']);
		for (const conversation of [assigned, labelled, replied, done]) {
			expect(told('skye@example.com', conversation)).toEqual(['Warning', 'Breach']);
			expect(activityOf(conversation, 'Reminder')).toBeUndefined();
		}
		const notes = done.messages.filter((message) => message.private).map(({ content }) => content);
		expect(notes).toEqual(['Skye marked the Odoo activity of this missed time as done: its reminders and escalations end.']);
		expect(done.firstReplyAt).toBeNull();
	}, 5 * MINUTE);

	test('when the quiet hours are over, what was put off is told', async () => {
		stage.chatwoot.setLabels(deferred, [MORNING]);
		await until('the alert that was put off arrives', () => told('lucas@example.com', deferred).length > 0);
		const executions = await stage.n8n.client.executions(stage.workflowId);
		expect(executions.map(({ status, error }) => ({ status, error }))).toEqual(executions.map(() => ({ status: 'success', error: null })));
	}, 2 * MINUTE);
});
