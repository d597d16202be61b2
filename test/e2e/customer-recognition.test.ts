import { DateTime } from 'luxon';
import { z } from 'zod';
import { AppointmentsSimulator, type Customer } from '../../sandbox/appointments/appointments-simulator';
import { appointmentsCredential } from '../../sandbox/appointments/credentials';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import type { Conversation, Inbox } from '../../sandbox/chatwoot/model';
import { ODOO_LOGIN } from '../../sandbox/credentials';
import type { ImportedWorkflow } from '../../sandbox/n8n/server';
import { OdooSimulator } from '../../sandbox/odoo/simulator';
import { readWorkflow } from '../../sandbox/stage';
import { settingsOf } from '../../sandbox/workflow-settings';
import { describeEndToEnd, type Stage, startStage } from './harness';

const MINUTE = 60_000;
jest.setTimeout(2 * MINUTE);

const WORKFLOW = 'customer-recognition';
const ZONE = 'America/Argentina/Buenos_Aires';

describeEndToEnd('workflows/customer-recognition.json in a real n8n', () => {
	let stage: Stage;
	let chatwoot: ChatwootSimulator;
	let appointments: AppointmentsSimulator;
	/** One for each workflow, by its id: as shipped, with creation switched on, and with Odoo as the directory. */
	let inboxes: Record<string, Inbox>;

	beforeAll(async () => {
		chatwoot = await ChatwootSimulator.start();
		appointments = await AppointmentsSimulator.start();
		const odoo = await OdooSimulator.start({ users: [ODOO_LOGIN], partners: [{ id: 1001, name: 'Ana Ruiz', phone: '(011) 15-2345-6780' }] });
		const settings = { directoryUrl: appointments.url, defaultCountry: 'AR', timeZone: ZONE };
		const variants = { [WORKFLOW]: settings, creating: { ...settings, createMissing: true }, odoo: { ...settings, directory: 'odoo' } };
		const channels: Record<string, string> = { odoo: 'Channel::Whatsapp' };
		inboxes = Object.fromEntries(Object.keys(variants).map((name) => [name, chatwoot.addInbox({ name, channelType: channels[name] ?? 'Channel::Telegram' })]));
		const [shipped, ...others] = await Promise.all(Object.entries(variants).map(([id, changes]) => variant(id, inboxes[id]?.id ?? 0, changes)));
		stage = await startStage({
			...(shipped === undefined ? {} : { workflow: shipped }),
			workflows: others,
			servers: { chatwoot, appointments, odoo },
			credentials: [appointmentsCredential(appointments)],
		});
	}, 600_000);
	afterAll(() => stage.stop());

	/** What Chatwoot sends of it is dealt with to the end. */
	async function happens<Result>(act: () => Result, workflowId: string = WORKFLOW): Promise<Result> {
		const { client } = stage.n8n;
		const [executions, deliveries] = [(await client.waitForWebhookExecutions(workflowId, 0)).length, chatwoot.deliveries.length];
		const result = act();
		await chatwoot.settle();
		const started = chatwoot.deliveries.slice(deliveries).filter(({ answer }) => answer.includes('accepted')).length;
		const ended = await client.waitForWebhookExecutions(workflowId, executions + started, MINUTE);
		expect(ended.slice(executions).map(({ error }) => error)).toEqual(Array(started).fill(null));
		return result;
	}
	const writes = (contact: { name: string; phone?: string; sourceId?: string }, text = 'Hola', workflowId: string = WORKFLOW) =>
		happens(() => chatwoot.customerWrites({ inbox: inboxes[workflowId] ?? chatwoot.addInbox({ name: '' }), contact, text }), workflowId);
	const notesIn = ({ messages }: Conversation) => messages.filter((message) => message.private).map(({ content }) => content);

	const tomorrow = DateTime.now().setZone(ZONE).plus({ days: 1 }).set({ hour: 10, minute: 0, second: 0, millisecond: 0 });
	const appointmentsOfLuz: Customer['appointments'] = [
		{ id: 'A-1', startsAt: '2026-05-04T15:30:00Z', branch: 'Centro', service: 'Revisión', status: 'done' },
		{ id: 'A-2', startsAt: tomorrow.toUTC().toISO() ?? '', branch: 'Centro', service: 'Limpieza', status: 'booked' },
		{ id: 'A-3', startsAt: '2026-06-01T15:30:00Z', branch: 'Centro', service: 'Revisión', status: 'cancelled' },
	];
	let luz: Conversation;

	test('a customer whose number is written otherwise there is recognised: attributes of the contact, a note for agents', async () => {
		appointments.add({ id: 'C-77', name: 'Luz Díaz', phone: '+541123456789', appointments: appointmentsOfLuz });
		luz = await writes({ name: 'Luz', phone: '+5491123456789' });
		expect(luz.contact.customAttributes).toEqual({
			customer_id: 'C-77',
			customer_name: 'Luz Díaz',
			appointments: 3,
			next_appointment: `${tomorrow.toFormat('yyyy-MM-dd')} 10:00, Limpieza, Centro`,
			last_visit: '2026-05-04',
		});
		const [note, ...others] = notesIn(luz);
		expect(others).toEqual([]);
		expect(note).toContain('**Luz Díaz** (C-77)');
		expect(note).toContain('Visitas: 1 (última: 2026-05-04)');
		expect(note).toContain('- 2026-05-04 12:30, Revisión, Centro: realizada');
		expect(luz).toMatchObject({ firstReplyAt: null, labels: [] });
		expect(appointments.interactions).toMatchObject([{ conversationId: luz.id, phone: '+5491123456789', outcome: 'known', customerId: 'C-77', created: false }]);
	});

	test('what it wrote itself, further messages and changes of the conversation bring nothing more', async () => {
		await writes({ name: 'Luz', phone: '+5491123456789' }, 'Otra cosa');
		await happens(() => { chatwoot.assign(luz, { agent: chatwoot.administrator }); });
		await happens(() => chatwoot.privateNote(luz, { agent: chatwoot.administrator, text: 'Who takes this?' }));
		expect(notesIn(luz)).toHaveLength(2);
		expect(appointments.interactions).toHaveLength(1);
		expect(appointments.requests.filter((each) => each.startsWith('GET /customers'))).toHaveLength(1);
	});

	test('nobody is created, and who becomes a customer is recognised with the next message', async () => {
		const max = await writes({ name: 'Max', phone: '+34612345678' });
		expect(appointments.customers).toHaveLength(1);
		expect(max.contact.customAttributes).toEqual({});
		expect(appointments.interactions.at(-1)).toMatchObject({ conversationId: max.id, outcome: 'unknown', customerId: null });

		appointments.add({ id: 'C-78', name: 'Max Mora', phone: '+34612345678' });
		await writes({ name: 'Max', phone: '+34612345678' }, 'Ya me di de alta');
		expect(max.contact.customAttributes).toMatchObject({ customer_id: 'C-78', appointments: 0, next_appointment: '', last_visit: '' });
		expect(notesIn(max)).toHaveLength(1);
	});

	test('a directory or a Chatwoot that is down harms nothing; the next message finds the customer', async () => {
		appointments.add({ id: 'C-79', name: 'Eva Gil', phone: '+34600000001' });
		appointments.goDown();
		const eva = await writes({ name: 'Eva', phone: '+34600000001' });
		expect(eva.contact.customAttributes).toEqual({});
		appointments.goDown(false);
		await happens(() => {
			chatwoot.answerNextWith(500, {});
			chatwoot.receive(eva, { text: 'Hola?' });
		});
		expect(eva.contact.customAttributes).toEqual({});
		await writes({ name: 'Eva', phone: '+34600000001' });
		expect(eva.contact.customAttributes).toMatchObject({ customer_id: 'C-79' });
	});

	test('who gave no phone is looked up nowhere: the number of a Telegram chat is none', async () => {
		const requests = appointments.requests.length;
		await writes({ name: 'Nobody' });
		await writes({ name: 'Telegrammer', sourceId: '5491123456789' });
		expect(appointments.requests).toHaveLength(requests);
	});

	test('names in notes are only names: they format nothing, lead nowhere and mention nobody', async () => {
		const name = '[Luz](javascript:alert(1)) **[@Anita](mention://user/1/Anita)**\n\n# Boss <img src=x> www.evil.example';
		appointments.add({ id: 'C-80', name, phone: '+34600000003', appointments: [{ id: 'A-9', startsAt: '2026-05-04T15:30:00Z', branch: '[x](https://evil.example)', service: '_x_', status: 'done' }] });
		const conversation = await writes({ name: 'Luz', phone: '+34600000003' });
		const [note = ''] = notesIn(conversation);
		expect(note.split('\n')[0]).toBe(
			String.raw`**\[Luz\]\(javascript\:alert\(1\)\) \*\*\[\@Anita\]\(mention\:\/\/user\/1\/Anita\)\*\* # Boss \<img src=x\> www\.evil\.example** (C-80)`,
		);
		expect(note.split('\n').at(-1)).toBe(String.raw`- 2026-05-04 12:30, \_x\_, \[x\]\(https\:\/\/evil\.example\): realizada`);
		expect(conversation.contact.customAttributes).toMatchObject({ customer_name: name });
	});

	test('where creation is switched on, an unknown person becomes a customer, once', async () => {
		const before = appointments.customers.length;
		const conversation = await writes({ name: 'Pía', phone: '+34600000002' }, 'Hola', 'creating');
		await writes({ name: 'Pía', phone: '+34600000002' }, 'Otra cosa', 'creating');
		expect(appointments.customers.slice(before)).toMatchObject([{ name: 'Pía', phone: '+34600000002' }]);
		expect(conversation.contact.customAttributes).toMatchObject({ customer_id: appointments.customers.at(-1)?.id });
		expect(appointments.interactions.at(-1)).toMatchObject({ customerId: appointments.customers.at(-1)?.id, created: true });
	});

	/** Has written, and has a phone only now: the next message is the first thing to look somebody up for. */
	async function unknown(phone: string): Promise<Conversation> {
		const conversation = await writes({ name: `Pío ${phone}` }, 'Hola', 'creating');
		chatwoot.changeContact(conversation.contact, { phone });
		return conversation;
	}
	const writesAgain = (conversation: Conversation) => happens(() => chatwoot.receive(conversation, { text: 'Hola' }), 'creating');

	test.each([
		['no customer', '+34600000011', { ok: true }],
		['an empty list', '+34600000012', { customers: [] }],
		['half a customer', '+34600000013', { customer: { name: 'Pío' } }],
	])('a directory that answers the creation with %s has failed, and is asked once', async (_what, phone, answer) => {
		appointments.answerNextWith('POST /customers', 201, answer);
		const creations = () => appointments.requests.filter((each) => each === 'POST /customers').length;
		const before = creations();
		const conversation = await unknown(phone);
		await writesAgain(conversation);
		expect(creations()).toBe(before + 1);
		expect(appointments.interactions.at(-1)).toMatchObject({ conversationId: conversation.id, outcome: 'failed', customerId: null });
		// The next message tries again.
		await writesAgain(conversation);
		expect(conversation.contact.customAttributes).toMatchObject({ customer_id: appointments.customers.at(-1)?.id });
	});

	test('a directory that answers something else has failed: nobody is created because of it', async () => {
		const before = appointments.customers.length;
		appointments.answerNextWith('GET /customers', 200, { data: '<html>Sign in</html>' });
		await writesAgain(await unknown('+34600000019'));
		expect(appointments.customers).toHaveLength(before);
		expect(appointments.interactions.at(-1)).toMatchObject({ phone: '+34600000019', outcome: 'failed' });
	});

	test("Odoo's contacts can be the directory, however their numbers are written", async () => {
		const ana = await writes({ name: 'Ana', phone: '+5491123456780' }, 'Hola', 'odoo');
		expect(ana.contact.customAttributes).toMatchObject({ customer_id: 'odoo-1001', customer_name: 'Ana Ruiz' });
		expect(notesIn(ana)).toHaveLength(1);
		// WhatsApp knows her by her number, whatever Chatwoot has.
		const unnamed = await writes({ name: 'Ana?', sourceId: '5491123456780' }, 'Hola', 'odoo');
		expect(unnamed.contact.customAttributes).toMatchObject({ customer_id: 'odoo-1001' });
		const stranger = await writes({ name: 'Stranger', phone: '+5491199999999' }, 'Hola', 'odoo');
		expect(stranger.contact.customAttributes).toEqual({});
	});
});

/** The workflow under another id, for one inbox, with some of its settings changed. */
async function variant(id: string, inboxId: number, settings: Record<string, unknown>): Promise<ImportedWorkflow> {
	const parameters = { Settings: await settingsOf(WORKFLOW, settings), 'Customer Event': { filters: { onlyIncomingMessages: true, inboxes: [inboxId] } } };
	const workflow = await readWorkflow(WORKFLOW, { parameters });
	const nodes = z.array(z.record(z.unknown())).parse(workflow['nodes']);
	return { ...workflow, id, nodes: nodes.map((node) => ('webhookId' in node ? { ...node, webhookId: `trigger-${id}` } : node)) };
}
