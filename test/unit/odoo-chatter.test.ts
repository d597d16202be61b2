import { postMessage, textAsHtml } from '../../core/odoo/chatter';
import { OdooSimulator } from '../../sandbox/odoo/simulator';
import { ODOO_SERVERS, ODOO_USERS, odooClient } from '../odoo-servers';

describe.each(ODOO_SERVERS)('$name', ({ version, protocol }) => {
	let odoo: OdooSimulator;
	beforeEach(async () => {
		odoo = await OdooSimulator.start({ version, users: ODOO_USERS, leads: [{ id: 9, name: 'Offer' }] });
	});
	afterEach(() => odoo.stop());

	test('HTML stays HTML, without scripts', async () => {
		const bodyHtml = '<p>Late: <b>12 min</b></p><script>alert(1)</script>';
		const id = await postMessage(odooClient(odoo, protocol), { model: 'crm.lead', recordId: 9, bodyHtml, kind: 'note' });
		expect(odoo.messages).toMatchObject([
			{ id, resModel: 'crm.lead', resId: 9, body: '<p>Late: <b>12 min</b></p>', type: 'comment', subtype: 'mail.mt_note' },
		]);
	});

	test('plain text is shown as written, line by line', async () => {
		const bodyHtml = textAsHtml('<b>Jane</b> & "co" 🔥\r\nwaits\u0000\n');
		await postMessage(odooClient(odoo, protocol), { model: 'res.partner', recordId: 5, bodyHtml, kind: 'message' });
		expect(odoo.messages).toMatchObject([
			{ body: '<p>&lt;b&gt;Jane&lt;/b&gt; &amp; &quot;co&quot; 🔥<br>waits</p>', subtype: 'mail.mt_comment' },
		]);
	});

	test.each([
		['a missing record', 'bot@example.com', { model: 'crm.lead', recordId: 77 }, /crm\.lead.*77/],
		['a missing right', 'weak@example.com', { model: 'crm.lead', recordId: 9 }, /^Odoo refused message_post on crm.lead: /],
	] as const)('%s is said', async (_name, login, record, message) => {
		const posted = postMessage(odooClient(odoo, protocol, login), { ...record, bodyHtml: 'x', kind: 'note' });
		await expect(posted).rejects.toThrow(message);
		expect(odoo.messages).toEqual([]);
	});
});
