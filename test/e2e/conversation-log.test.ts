import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import type { Conversation } from '../../sandbox/chatwoot/model';
import { ODOO_LOGIN } from '../../sandbox/credentials';
import { erpNextCredentials } from '../../sandbox/erpnext/credentials';
import { ErpNextSimulator } from '../../sandbox/erpnext/erpnext-simulator';
import { OdooSimulator } from '../../sandbox/odoo/simulator';
import { until } from '../../sandbox/until';
import { describeEndToEnd, type Stage, startStage } from './harness';

const MINUTE = 60_000;
const SOON = { amount: 3, unit: 'seconds' };

describeEndToEnd('workflows/conversation-log.json in a real n8n', () => {
	let stage: Stage;
	let chatwoot: ChatwootSimulator;
	let erpnext: ErpNextSimulator;
	let odoo: OdooSimulator;
	let conversation: Conversation;

	beforeAll(async () => {
		chatwoot = await ChatwootSimulator.start();
		erpnext = await ErpNextSimulator.start();
		odoo = await OdooSimulator.start({ users: [ODOO_LOGIN], partners: [{ name: 'Jane Doe', phone: '+31612345678' }] });
		erpnext.save('Contact', { first_name: 'Jane', last_name: 'Doe', phone_nos: [{ phone: '06-12345678' }, { phone: '+31 6 1234 5678', is_primary_mobile_no: 1 }] });
		stage = await startStage({
			workflow: 'conversation-log',
			servers: { chatwoot, odoo, erpnext },
			credentials: erpNextCredentials(erpnext),
			parameters: { 'Wait for ERPNext': SOON, 'Wait for Odoo': SOON },
		});
	}, 600_000);
	afterAll(async () => {
		await stage.stop();
	}, MINUTE);

	const logged = () => erpnext.site.all('Communication');
	const notes = () => odoo.messages.map(({ body }) => body);
	/** Every event that started an execution has been dealt with. */
	const idle = async () => {
		await chatwoot.settle();
		const accepted = chatwoot.deliveries.filter(({ answer }) => answer.includes('accepted')).length;
		await stage.n8n.client.waitForWebhookExecutions(stage.workflowId, accepted, MINUTE);
	};

	test('a message of a customer whom both know stands in their timelines, with author, direction and attachments', async () => {
		const inbox = chatwoot.addInbox({ name: 'WhatsApp' });
		const contact = chatwoot.addContact({ name: 'Jane Doe', phone: '+31612345678' });
		conversation = chatwoot.startConversation(inbox, contact, null);
		const photo = { id: 77, fileName: 'broken cup.jpg', mimeType: 'image/jpeg', bytes: Buffer.from('x') };
		chatwoot.receive(conversation, { text: 'My cup arrived <broken>.\nWhat now?', attachments: [photo] });

		const [communication] = await erpnext.waitFor('Communication', 1, MINUTE);
		expect(communication).toMatchObject({
			subject: 'My cup arrived <broken>.',
			sent_or_received: 'Received',
			communication_medium: 'Chat',
			sender_full_name: 'Jane Doe',
			reference_doctype: 'Contact',
			reference_name: 'Jane Doe',
		});
		expect(communication?.['content']).toContain('<p>My cup arrived &lt;broken&gt;.<br>What now?</p>');
		expect(communication?.['content']).toMatch(/<a href="https:\/\/chatwoot\.example\.com\/.*broken%20cup\.jpg"/);
		await until('Odoo has it', () => notes().length === 1);
		expect(notes()[0]).toMatch(/Jane Doe wrote in Chatwoot \(WhatsApp, conversation #1\):<br>My cup arrived &lt;broken&gt;\.<br>What now\?<br>https:/);
		expect(odoo.messages[0]).toMatchObject({ resModel: 'res.partner', resId: odoo.partners[0]?.id, subtype: 'mail.mt_note' });
		await idle();
	}, 2 * MINUTE);

	test('an answer is logged as sent by its author; private notes and notices of Chatwoot are not', async () => {
		const anita = chatwoot.addAgent({ name: 'Anita', email: 'anita@example.com' });
		chatwoot.privateNote(conversation, { agent: anita, text: 'She is a VIP' });
		chatwoot.agentReplies(conversation, { agent: anita, text: 'We send another one.' });
		chatwoot.botSends(conversation, { text: 'How did we do?' });
		const [, answer, survey] = await erpnext.waitFor('Communication', 3, MINUTE);
		expect(answer).toMatchObject({ subject: 'We send another one.', sent_or_received: 'Sent', sender_full_name: 'Anita', sender: 'anita@example.com' });
		expect(survey).toMatchObject({ subject: 'How did we do?', sent_or_received: 'Sent', sender_full_name: 'Sandbox Bot' });
		await until('Odoo has both', () => notes().length === 3);
		await idle();
		expect([logged().length, notes().length]).toEqual([3, 3]);
		expect(JSON.stringify([logged(), notes()])).not.toContain('VIP');
	}, 2 * MINUTE);

	test('a message that n8n is told of twice is logged once', async () => {
		const delivery = chatwoot.deliveries.find(({ event }) => event === 'message_created');
		if (delivery === undefined) throw new Error('Chatwoot has sent nothing');
		chatwoot.tellAgain(delivery);
		await idle();
		expect(chatwoot.deliveries.slice(-2).map(({ answer }) => answer)).toEqual(Array(2).fill('{"status":"accepted"}'));
		expect([logged().length, notes().length]).toEqual([3, 3]);
	}, 2 * MINUTE);

	test('what is written while ERPNext is down is logged when it is back, once; Odoo has it at once', async () => {
		const asked = erpnext.requests.length;
		erpnext.goDown();
		chatwoot.receive(conversation, { text: 'Thank you!' });
		await until('Odoo has it, and ERPNext was asked', () => notes().length === 4 && erpnext.requests.length > asked);
		erpnext.comeUp();
		await until('ERPNext has it', () => logged().length === 4);
		await idle();
		expect(logged().map(({ subject }) => subject).filter((subject) => subject === 'Thank you!')).toHaveLength(1);
		expect(notes()).toHaveLength(4);
	}, 3 * MINUTE);

	test('a stranger with a phone number becomes a customer of both; a visitor without is nobody\'s, and stops nothing', async () => {
		const [inbox] = chatwoot.inboxes;
		if (inbox === undefined) throw new Error('there is no inbox');
		chatwoot.customerWrites({ inbox, contact: { name: 'late-sun-12' }, text: 'Anonymous' });
		chatwoot.customerWrites({ inbox, contact: { name: 'Óscar', phone: '+34612345678' }, text: 'Hola' });
		await until('both have the message', () => logged().length === 5 && notes().length === 5);
		await idle();
		expect(logged().at(-1)).toMatchObject({ subject: 'Hola', reference_name: 'Óscar' });
		expect(JSON.stringify([logged(), notes()])).not.toContain('Anonymous');
	}, 2 * MINUTE);
});
