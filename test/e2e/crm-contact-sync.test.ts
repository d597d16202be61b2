import { z } from 'zod';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import type { Agent, Contact, Conversation, Inbox } from '../../sandbox/chatwoot/model';
import { ODOO_LOGIN } from '../../sandbox/credentials';
import { ERPNEXT_WEBHOOK_SECRET, erpNextCredentials } from '../../sandbox/erpnext/credentials';
import { ErpNextSimulator } from '../../sandbox/erpnext/erpnext-simulator';
import { OdooSimulator } from '../../sandbox/odoo/simulator';
import { until } from '../../sandbox/until';
import { describeEndToEnd, type Stage, startStage } from './harness';

const MINUTE = 60_000;
const OFTEN = { rule: { interval: [{ field: 'seconds', secondsInterval: 5 }] } };
const SOON = { amount: 3, unit: 'seconds' };

describeEndToEnd('workflows/crm-contact-sync.json in a real n8n', () => {
	let stage: Stage;
	let chatwoot: ChatwootSimulator;
	let erpnext: ErpNextSimulator;
	let odoo: OdooSimulator;
	let contact: Contact;
	let inbox: Inbox;
	let anita: Agent;
	let bert: Agent;

	beforeAll(async () => {
		chatwoot = await ChatwootSimulator.start();
		inbox = chatwoot.addInbox({ name: 'Website' });
		anita = chatwoot.addAgent({ name: 'Anita', email: 'anita@example.com' });
		bert = chatwoot.addAgent({ name: 'Bert', email: 'bert@example.com' });
		erpnext = await ErpNextSimulator.start();
		for (const user of ['anita@example.com', 'bert@example.com']) erpnext.addUser(user);
		const users = ['Anita', 'Bert'].map((name) => ({ login: `${name.toLowerCase()}@example.com`, password: 'x', name }));
		odoo = await OdooSimulator.start({ users: [ODOO_LOGIN, ...users] });
		stage = await startStage({
			workflow: 'crm-contact-sync',
			servers: { chatwoot, odoo, erpnext },
			credentials: erpNextCredentials(erpnext),
			parameters: { 'Poll ERPNext': { rule: { interval: [{ field: 'hours' }] } }, 'Poll Odoo': OFTEN, 'Wait for ERPNext': SOON, 'Wait for Odoo': SOON, 'Wait with To-Do': SOON, 'Wait with Activity': SOON },
		});
		const url = `${stage.n8n.webhookUrl}/webhook/erpnext-contacts`;
		const data = { name: 'name', modified: 'modified' };
		erpnext.addWebhook({ doctype: 'Contact', event: 'on_update', url, secret: ERPNEXT_WEBHOOK_SECRET, data });
	}, 600_000);
	afterAll(async () => {
		await stage.stop();
	}, MINUTE);

	const inErpNext = () => erpnext.site.all('Contact');
	const ofErpNext = () => inErpNext().map(({ full_name, email_id, mobile_no }) => [full_name, email_id, mobile_no]);
	const ofOdoo = () => odoo.partners.filter(({ isActive }) => isActive).map(({ name, email, phone }) => [name, email, phone]);
	const ofChatwoot = () => chatwoot.contacts.map(({ name, email, phone }) => [name, email, phone]);
	const allHave = (...customers: string[][]) =>
		[ofErpNext(), ofOdoo(), ofChatwoot()].every((all) => JSON.stringify(all) === JSON.stringify(customers));
	const writes = () =>
		[...erpnext.requests, ...chatwoot.requests].filter(({ method }) => method !== 'GET').length +
		odoo.requests.filter(({ operation }) => /^(write|create) on res\.partner/.test(operation)).length;
	/** The other side's polls and webhooks have had their turn, and everything is done. */
	const quiet = async () => {
		const { client } = stage.n8n;
		const pollsAfter = async (id: number) =>
			(await client.executions(stage.workflowId)).filter((each) => each.nodes['Poll Odoo'] !== undefined && Number(each.id) > id).map((each) => Number(each.id));
		await Promise.all([chatwoot.settle(), erpnext.settle()]);
		const latest = Math.max(0, ...(await pollsAfter(0)));
		await until('Odoo was polled twice more', async () => (await pollsAfter(latest)).length >= 2);
		await until('all executions have ended', async () => (await client.unfinished(stage.workflowId)) === 0);
	};

	test('a new contact of Chatwoot is in both CRMs, and each keeps the ids of the others', async () => {
		contact = chatwoot.addContact({ name: 'Jane Doe', email: 'jane@example.com', phone: '+31612345678' });
		await until('all have Jane', () => allHave(['Jane Doe', 'jane@example.com', '+31612345678']));
		await quiet();
		const mark = `chatwoot:${new URL(chatwoot.url).host}/1/${contact.id}`;
		expect([inErpNext()[0]?.['chatwoot_contact_id'], odoo.partners[0]?.ref]).toEqual([mark, mark]);
		expect(contact.customAttributes).toMatchObject({ erpnext_contact: 'Jane Doe', odoo_partner: String(odoo.partners[0]?.id) });
	}, 2 * MINUTE);

	test('a change in any of the three reaches the other two; then it is quiet: no echo is written back', async () => {
		erpnext.change('Contact', 'Jane Doe', { last_name: 'Roe' });
		await until('the name has come from ERPNext', () => allHave(['Jane Roe', 'jane@example.com', '+31612345678']));
		odoo.changePartner(odoo.partners[0]?.id ?? 0, { phone: '+31687654321' });
		await until('the phone has come from Odoo', () => allHave(['Jane Roe', 'jane@example.com', '+31687654321']));
		chatwoot.changeContact(contact, { email: 'roe@example.com' });
		await until('the e-mail has come from Chatwoot', () => allHave(['Jane Roe', 'roe@example.com', '+31687654321']));

		await quiet();
		const before = writes();
		await quiet();
		expect(writes()).toBe(before);
		expect(inErpNext()).toHaveLength(1);
	}, 4 * MINUTE);

	test('a new customer of a CRM is in Chatwoot and in the other CRM', async () => {
		const jane = ['Jane Roe', 'roe@example.com', '+31687654321'];
		erpnext.save('Contact', { first_name: 'Óscar', last_name: 'Núñez', phone_nos: [{ phone: '+34 612 34 56 78', is_primary_mobile_no: 1 }] });
		await until('Óscar is in Odoo', () => odoo.partners.length === 2);
		await quiet();
		expect(ofChatwoot()).toEqual([jane, ['Óscar Núñez', null, '+34612345678']]);
		expect(ofOdoo()).toEqual([jane, ['Óscar Núñez', '', '+34612345678']]);
	}, 3 * MINUTE);

	test('a webhook that ERPNext did not sign is refused and starts nothing', async () => {
		const requests = erpnext.requests.length;
		for (const signature of ['Zm9yZ2Vk', '']) {
			const response = await fetch(`${stage.n8n.webhookUrl}/webhook/erpnext-contacts`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', ...(signature === '' ? {} : { 'x-frappe-webhook-signature': signature }) },
				body: JSON.stringify({ name: 'Jane Doe', modified: 'now' }),
			});
			expect(response.status).toBe(401);
		}
		await quiet();
		expect(erpnext.requests.length).toBe(requests);
	}, 2 * MINUTE);

	test('what Chatwoot tells while ERPNext is down is there when it is back', async () => {
		const asked = erpnext.requests.length;
		erpnext.goDown();
		chatwoot.changeContact(contact, { name: 'Jane Smith' });
		await until('Odoo has it', () => odoo.partners[0]?.name === 'Jane Smith');
		await until('n8n has tried ERPNext', () => erpnext.requests.length > asked);
		erpnext.comeUp();
		await until('ERPNext has it', () => inErpNext()[0]?.['full_name'] === 'Jane Smith');
	}, 3 * MINUTE);

	test('an assignment is a to-do in ERPNext and an activity in Odoo for the user with that e-mail, until it is resolved', async () => {
		const conversation = chatwoot.startConversation(inbox, contact, null);
		chatwoot.assign(conversation, { agent: anita });
		const [toDo] = await erpnext.waitFor('ToDo', 1, MINUTE);
		expect(toDo).toMatchObject({ allocated_to: 'anita@example.com', status: 'Open', reference_type: 'Contact', reference_name: 'Jane Doe' });
		const [activity] = await odoo.waitForActivities(1);
		expect(activity).toMatchObject({ summary: 'Answer Jane Smith in Chatwoot, conversation #1', resModel: 'res.partner', resId: odoo.partners[0]?.id });
		await until('all executions have ended', async () => (await stage.n8n.client.unfinished(stage.workflowId)) === 0);

		chatwoot.resolve(conversation);
		await until('both are closed', () => toDo?.['status'] === 'Closed' && odoo.activities.length === 0);

		chatwoot.setStatus(conversation, 'open');
		await until('both are open again', () => erpnext.site.all('ToDo').some(({ status }) => status === 'Open') && odoo.activities.length === 1);
		chatwoot.assign(conversation, { agent: null });
		await until('both are closed for good', () => erpnext.site.all('ToDo').every(({ status }) => status === 'Closed') && odoo.activities.length === 0);
	}, 4 * MINUTE);

	const idle = () => until('all executions have ended', async () => (await stage.n8n.client.unfinished(stage.workflowId)) === 0);
	/** What stands open about a conversation: who has the to-do and whose it is, the same of the activity. */
	const openFor = ({ id }: Conversation) => {
		const isAboutIt = (text: unknown) => new RegExp(`chatwoot:1:${id}\\b`).test(String(text));
		const toDos = erpnext.site.all('ToDo').filter(({ status, description }) => status === 'Open' && isAboutIt(description));
		const activities = odoo.activities.filter(({ note }) => isAboutIt(note));
		return {
			toDos: toDos.map(({ allocated_to: user, reference_name: customer }) => [user, customer]),
			activities: activities.map(({ userId, resId }) => [odoo.users.find((each) => each.id === userId)?.login, odoo.partners.find((each) => each.id === resId)?.name]),
		};
	};
	const bothHave = async (conversation: Conversation, ...open: string[][]) => {
		const wanted = JSON.stringify({ toDos: open, activities: open });
		await until(`both CRMs have ${wanted}`, () => JSON.stringify(openFor(conversation)) === wanted);
	};
	const customerWrites = (name: string, assignee: Agent | null = null) =>
		chatwoot.customerWrites({ inbox, contact: { name, email: `${name.toLowerCase()}@example.com` }, text: 'Hola', ...(assignee === null ? {} : { assignee }) });

	test('a new customer whose conversation is assigned at once is the one that the to-do is about', async () => {
		const happened: Conversation[] = [];
		const events = chatwoot.withhold(() => {
			const conversation = customerWrites('Ana');
			chatwoot.assign(conversation, { agent: anita });
			happened.push(conversation);
		});
		// Nobody has told the CRMs of the contact yet.
		for (const event of events.filter(({ body }) => body.includes('assignee_id'))) await chatwoot.deliver(event);
		for (const conversation of happened) await bothHave(conversation, ['anita@example.com', 'Ana']);
		await idle();
	}, 2 * MINUTE);

	test('a conversation that begins with an assignee is a to-do from the beginning', async () => {
		await bothHave(customerWrites('Born', anita), ['anita@example.com', 'Born']);
		await idle();
	}, 2 * MINUTE);

	test('assignee and status are kept in step: handed over, snoozed, resolved, opened again, unassigned', async () => {
		const conversation = customerWrites('Step', anita);
		await bothHave(conversation, ['anita@example.com', 'Step']);
		chatwoot.assign(conversation, { agent: bert });
		await bothHave(conversation, ['bert@example.com', 'Step']);
		chatwoot.snooze(conversation, null);
		await idle();
		await bothHave(conversation, ['bert@example.com', 'Step']);
		chatwoot.resolve(conversation);
		await bothHave(conversation);
		chatwoot.setStatus(conversation, 'open');
		await bothHave(conversation, ['bert@example.com', 'Step']);
		chatwoot.assign(conversation, { agent: null });
		await bothHave(conversation);
		await idle();
	}, 3 * MINUTE);

	test('labels become tags of the customer, and the team stands in the to-do', async () => {
		const conversation = customerWrites('Tag');
		chatwoot.assign(conversation, { team: chatwoot.addTeam({ name: 'billing' }) });
		chatwoot.setLabels(conversation, ['vip']);
		await until('both have the tag', () => {
			const partner = odoo.partners.find(({ name }) => name === 'Tag');
			return inErpNext().some(({ name, _user_tags: tags }) => name === 'Tag' && tags === ',vip') && partner?.tagIds.length === 1;
		});
		expect(odoo.partnerTags.map(({ name }) => name)).toEqual(['vip']);
		chatwoot.assign(conversation, { agent: anita });
		await bothHave(conversation, ['anita@example.com', 'Tag']);
		const text = `Answer Tag in Chatwoot, conversation #${conversation.id} (team billing)`;
		expect(odoo.activities.map(({ summary }) => summary)).toContain(text);
		expect(erpnext.site.all('ToDo').some(({ description }) => String(description).startsWith(text))).toBe(true);
		await idle();
	}, 2 * MINUTE);

	test('what changed may come as one object', async () => {
		const conversation = customerWrites('Object');
		await until('both have the customer', () => ofErpNext().some(([name]) => name === 'Object') && ofOdoo().some(([name]) => name === 'Object'));
		await idle();
		const events = chatwoot.withhold(() => {
			chatwoot.assign(conversation, { agent: anita });
			chatwoot.changeContact(conversation.contact, { name: 'Thing' });
		});
		for (const event of events) await chatwoot.deliver({ ...event, body: withOneObject(event.body) });
		await until('both have the name', () => ofErpNext().some(([name]) => name === 'Thing') && ofOdoo().some(([name]) => name === 'Thing'));
		await until('both have the to-do', () => openFor(conversation).toDos.length === 1 && openFor(conversation).activities.length === 1);
		await idle();
	}, 2 * MINUTE);

	test('an assignment outlasts CRMs that are down for long, and is made once', async () => {
		const conversation = customerWrites('Late');
		await until('both have the customer', () => ofErpNext().some(([name]) => name === 'Late') && ofOdoo().some(([name]) => name === 'Late'));
		await idle();
		erpnext.goDown();
		await odoo.goDown();
		chatwoot.assign(conversation, { agent: anita });
		// Each attempt begins with the conversation as it is by then.
		const attempts = () => chatwoot.requests.filter(({ method, path }) => method === 'GET' && path.endsWith(`/conversations/${conversation.id}`)).length;
		await until('both have been tried again and again', () => attempts() >= 6);
		expect(openFor(conversation)).toEqual({ toDos: [], activities: [] });
		erpnext.comeUp();
		await odoo.comeUp();
		await bothHave(conversation, ['anita@example.com', 'Late']);
		await idle();
		await bothHave(conversation, ['anita@example.com', 'Late']);
	}, 3 * MINUTE);

	test('an agent whom the CRMs do not know is not waited for', async () => {
		const stranger = chatwoot.addAgent({ name: 'Stranger', email: 'stranger@example.com' });
		const conversation = customerWrites('Alone', stranger);
		await until('both have the customer', () => ofErpNext().some(([name]) => name === 'Alone') && ofOdoo().some(([name]) => name === 'Alone'));
		await idle();
		await bothHave(conversation);
	}, 2 * MINUTE);
});

/** The body of an event with its changes in the shape of the plan. */
function withOneObject(body: string): string {
	const { changed_attributes: changes = [], ...payload } = z.object({ changed_attributes: z.array(z.record(z.unknown())).nullish() }).passthrough().parse(JSON.parse(body));
	return JSON.stringify({ ...payload, changed_attributes: Object.assign({}, ...(changes ?? [])) as unknown });
}
