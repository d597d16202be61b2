import { createOdooClient } from '../../core/odoo/client';
import { completeActivities } from '../../core/odoo/activity-changes';
import type { Agent, Conversation } from '../../sandbox/chatwoot/model';
import type { SimulatedActivity } from '../../sandbox/odoo/world';
import { until } from '../../sandbox/until';
import { viaFetch } from '../odoo-servers';
import { describeEndToEnd, type Stage, startStage } from './harness';

const MINUTE = 60_000;
/** Far enough from the sweeps, every 10 s, that a busy machine does not skip the warning at 80 %. */
const PROMISED_SECONDS = 40;
const REMINDED_EVERY_SECONDS = 45;

const RULES = [
	{ inboxes: ['Website', 'Shared'], teams: ['management'] },
	{ inboxes: ['Shared'], people: ['Lucas'] },
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

const OFFERED_AGAIN = { sweepEverySeconds: 10, offerAgainEveryMinutes: 15 / 60 };
const ROUTING = { peopleSource: 'text', peopleText: PEOPLE, rulesSource: 'text', rulesText: JSON.stringify(RULES) };

/** With every webhook lost, so that the monitor alone starts executions. */
async function startChains(policy: Record<string, unknown> = {}): Promise<Stage> {
	const monitor = { remindEvery: `${REMINDED_EVERY_SECONDS}s`, options: OFFERED_AGAIN, ...policy };
	const stage = await startStage({ parameters: { 'Chatwoot SLA Monitor Trigger': monitor, 'Route SLA Alert': ROUTING } });
	for (const { id } of [...stage.chatwoot.webhooks]) stage.chatwoot.removeWebhook(id);
	for (const name of new Set(RULES.flatMap(({ inboxes }) => inboxes))) stage.chatwoot.addInbox({ name });
	return stage;
}

/** What a person was told by e-mail of a conversation: the first words of each. */
function told({ mailbox }: Stage, email: string, { contact }: Conversation): string[] {
	return mailbox.messages
		.filter(({ to, text }) => to.includes(email) && text.split('\n')[0]?.includes(`(${contact.name},`) === true)
		.map(({ text }) => /^Reminder \d/.exec(text)?.[0] ?? (text.includes('about to miss') ? 'Warning' : 'Breach'));
}

const isReminder = (what: string) => what.startsWith('Reminder');

function write({ chatwoot }: Stage, inboxName: string, name: string, at = new Date()): Conversation {
	const inbox = chatwoot.inboxes.find((each) => each.name === inboxName);
	if (inbox === undefined) throw new Error(`There is no inbox ${inboxName}`);
	return chatwoot.customerWrites({ inbox, contact: { name }, text: 'Is anybody there?', at });
}

function activitiesOf({ odoo }: Stage, { contact }: Conversation, text: string): SimulatedActivity[] {
	return odoo.activities.filter(({ summary }) => summary.includes(contact.name) && summary.includes(text));
}

async function markAsDone({ odoo }: Stage, activities: readonly SimulatedActivity[]): Promise<void> {
	const skye = createOdooClient({ baseUrl: odoo.url, database: odoo.database, login: 'skye@example.com', password: 'skye-password' }, viaFetch);
	await completeActivities(skye, activities.map(({ id }) => ({ ids: [id], feedback: 'I call them' })));
}

function notesOf({ messages }: Conversation): string[] {
	return messages.filter((message) => message.private).map(({ content }) => content);
}

const NOTE = 'Skye marked the Odoo activity of this missed time as done: its reminders and escalations end.';

describeEndToEnd('the chains of workflows/sla-breach-alerts.json in a real n8n: reminded, acknowledged, deferred, put together', () => {
	let stage: Stage;
	let anita: Agent;

	beforeAll(async () => {
		stage = await startChains();
		const { chatwoot } = stage;
		chatwoot.addSlaPolicy({ name: 'Gold', resolution: PROMISED_SECONDS });
		anita = chatwoot.addAgent({ name: 'Anita', email: 'anita@example.com' });
	}, 600_000);
	afterAll(async () => {
		await stage.stop();
	}, MINUTE);

	let deferred: Conversation;

	test('whoever has quiet hours is told nothing yet; what is over a cap comes in one message', async () => {
		const at = new Date(Date.now() - 10 * MINUTE);
		deferred = write(stage, 'Night', 'Nadia', at);
		const busy = ['Bob', 'Bea', 'Ben'].map((name) => write(stage, 'Busy', name, at));
		await stage.mailbox.waitForMessages(2, MINUTE);
		await until('the alert is put off', async () =>
			(await stage.n8n.client.executions(stage.workflowId)).some(({ nodes }) => JSON.stringify(nodes['Told Later'] ?? '').includes('Nadia')),
		);
		expect(told(stage, 'lucas@example.com', deferred)).toEqual([]);
		expect(stage.mailbox.messages.map(({ to }) => to)).toEqual([['mia@example.com'], ['mia@example.com']]);
		const digest = stage.mailbox.messages.map(({ text }) => text).find((text) => busy.filter(({ contact }) => text.includes(contact.name)).length === 2);
		expect(digest).toBeDefined();
	}, 3 * MINUTE);

	test('a missed time is reminded of until somebody takes charge: by a reply, an assignment, the label, or in Odoo', async () => {
		const { chatwoot } = stage;
		const [nobody, assigned, labelled, replied, done] = ['Nora', 'Ada', 'Lea', 'Rex', 'Don'].map((name) => write(stage, 'Website', name)) as [
			Conversation, Conversation, Conversation, Conversation, Conversation,
		];
		const all = [nobody, assigned, labelled, replied, done];
		await until(
			'everybody was told of every miss',
			() => all.every((conversation) => told(stage, 'skye@example.com', conversation).includes('Breach') && activitiesOf(stage, conversation, 'missed').length > 0),
			2 * MINUTE,
		);

		chatwoot.assign(assigned, { agent: anita, by: anita });
		chatwoot.setLabels(labelled, ['sla-acknowledged']);
		chatwoot.agentReplies(replied, { agent: anita, text: 'We are at it' });
		await markAsDone(stage, activitiesOf(stage, done, 'missed'));

		await until('those that nobody took charge of are reminded of', () => told(stage, 'skye@example.com', nobody).includes('Reminder 1'));
		await until('the conversation says who acknowledged it', () => done.labels.includes('sla-acknowledged'));
		await until('the next reminder is out', () => told(stage, 'skye@example.com', nobody).includes('Reminder 2'), 2 * MINUTE);
		expect(told(stage, 'skye@example.com', nobody)).toEqual(['Warning', 'Breach', 'Reminder 1', 'Reminder 2']);
		for (const conversation of [assigned, labelled, replied, done]) {
			expect(told(stage, 'skye@example.com', conversation)).toEqual(['Warning', 'Breach']);
			expect(activitiesOf(stage, conversation, 'Reminder')).toEqual([]);
		}
		expect(notesOf(done)).toEqual([NOTE]);
		expect(done.firstReplyAt).toBeNull();

		chatwoot.setLabels(done, []);
		await until('the chain goes on when the label is taken off', () => told(stage, 'skye@example.com', done).some(isReminder));
		expect(done.labels).toEqual([]);
		expect(notesOf(done)).toEqual([NOTE]);
	}, 7 * MINUTE);

	test('when the quiet hours are over, what was put off is told', async () => {
		stage.chatwoot.setLabels(deferred, [MORNING]);
		await until('the alert that was put off arrives', () => told(stage, 'lucas@example.com', deferred).length > 0);
		const executions = await stage.n8n.client.executions(stage.workflowId);
		expect(executions.map(({ status, error }) => ({ status, error }))).toEqual(executions.map(() => ({ status: 'success', error: null })));
	}, 2 * MINUTE);
});

describeEndToEnd('what is marked as done in Odoo, where the policy of workflows/sla-breach-alerts.json counts no label', () => {
	let stage: Stage;
	beforeAll(async () => {
		stage = await startChains({ acknowledgedBy: ['reply'] });
		stage.chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: PROMISED_SECONDS, resolution: PROMISED_SECONDS });
	}, 600_000);
	afterAll(async () => {
		await stage.stop();
	}, MINUTE);

	const acknowledgements = async () =>
		(await stage.n8n.client.executions(stage.workflowId)).filter(({ nodes }) => nodes['Acknowledged in Odoo?']?.some(({ outputs }) => (outputs[1] ?? []).length > 0));

	test('ends the chains with one note and no label; the breach still reaches whoever was to be told later', async () => {
		const [nobody, done] = ['Nora', 'Don'].map((name) => write(stage, 'Shared', name)) as [Conversation, Conversation];
		await until('Skye has an activity for every miss', () => [nobody, done].every((each) => activitiesOf(stage, each, 'missed').length === 2), 2 * MINUTE);
		await markAsDone(stage, activitiesOf(stage, done, 'missed'));

		await until('the other is reminded of twice', () => told(stage, 'skye@example.com', nobody).filter((what) => what === 'Reminder 2').length === 2, 4 * MINUTE);
		await until('it was offered again and again', async () => (await acknowledgements()).length >= 3);
		expect(told(stage, 'skye@example.com', done).filter(isReminder)).toEqual([]);
		expect(notesOf(done)).toEqual([NOTE]);
		expect(done.messages.filter(({ content }) => content.includes('sla-acknowledged'))).toEqual([]);

		expect(told(stage, 'lucas@example.com', done)).toEqual([]);
		stage.chatwoot.setLabels(done, [MORNING]);
		await until('the breaches arrive', () => told(stage, 'lucas@example.com', done).length === 2);
		expect(told(stage, 'lucas@example.com', done)).toEqual(['Breach', 'Breach']);
		const executions = await stage.n8n.client.executions(stage.workflowId);
		expect(executions.map(({ status, error }) => ({ status, error }))).toEqual(executions.map(() => ({ status: 'success', error: null })));
	}, 9 * MINUTE);
});
