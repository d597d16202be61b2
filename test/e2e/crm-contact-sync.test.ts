import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import type { Contact } from '../../sandbox/chatwoot/model';
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

	beforeAll(async () => {
		chatwoot = await ChatwootSimulator.start();
		erpnext = await ErpNextSimulator.start();
		erpnext.addUser('anita@example.com');
		odoo = await OdooSimulator.start({ users: [ODOO_LOGIN, { login: 'anita@example.com', password: 'x', name: 'Anita' }] });
		stage = await startStage({
			workflow: 'crm-contact-sync',
			servers: { chatwoot, odoo, erpnext },
			credentials: erpNextCredentials(erpnext),
			parameters: { 'Poll ERPNext': { rule: { interval: [{ field: 'hours' }] } }, 'Poll Odoo': OFTEN, 'Wait for ERPNext': SOON, 'Wait for Odoo': SOON },
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
		expect(inErpNext()[0]?.['chatwoot_contact_id']).toBe(String(contact.id));
		expect(odoo.partners[0]?.ref).toBe(`chatwoot-${contact.id}`);
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

	test('a webhook that ERPNext did not sign starts nothing', async () => {
		const requests = erpnext.requests.length;
		const response = await fetch(`${stage.n8n.webhookUrl}/webhook/erpnext-contacts`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', 'x-frappe-webhook-signature': 'Zm9yZ2Vk' },
			body: JSON.stringify({ name: 'Jane Doe', modified: 'now' }),
		});
		expect(response.status).toBe(200);
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
		const anita = chatwoot.addAgent({ name: 'Anita', email: 'anita@example.com' });
		const inbox = chatwoot.addInbox({ name: 'Website' });
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
});
