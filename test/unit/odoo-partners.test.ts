import type { Contact } from '../../core/odoo/partners';
import { findPartners, firstPartner } from '../../core/odoo/partners';
import type { DocumentReference } from '../../core/odoo/documents';
import { documentFinder, requireDocument } from '../../core/odoo/documents';
import { listRecords } from '../../core/odoo/lists';
import { findUsers } from '../../core/odoo/users';
import { parsePhone } from '../../core/phone/phone';
import { OdooSimulator } from '../../sandbox/odoo/simulator';
import { ODOO_SERVERS, ODOO_USERS, odooClient, takeCalls } from '../odoo-servers';

function byPhone(text: string, country = ''): Contact {
	const phone = parsePhone(text, country);
	if (phone === null) throw new Error(`${text} is no number`);
	return { phone };
}

describe.each(ODOO_SERVERS)('$name', ({ version, protocol }) => {
	let odoo: OdooSimulator;
	beforeEach(async () => {
		odoo = await OdooSimulator.start({
			version,
			users: [...ODOO_USERS, { login: 'portal@example.com', password: 'x', isPortal: true }],
			partners: [
				{ id: 1001, name: 'Jane', email: 'Jane@Example.com', phone: '+31 6 12 34 56 78' },
				{ id: 1002, name: 'Jane again', email: 'jane@example.com' },
				{ id: 1003, name: 'Joe', email: 'j_e@example.com', phone: '030-123 45 67', mobile: '06-87654321' },
			],
			leads: [
				{ id: 1, name: 'Old', partnerId: 1001 },
				{ id: 2, name: 'New', email: 'JANE@example.com' },
				{ id: 3, name: 'Called', phone: '0612345678', mobile: '06-11 22 33 44' },
				{ id: 4, name: 'Lost', partnerId: 1001, isActive: false },
			],
			tasks: [
				{ id: 1, name: 'First', partnerId: 1002 },
				{ id: 2, name: 'Second', partnerId: 1002 },
			],
		});
	});
	afterEach(() => odoo.stop());

	test('users: a batch is one call, remembered; who is missing is missing alone', async () => {
		const client = odooClient(odoo, protocol);
		const references = [{ email: ' ANITA@example.com' }, { email: 'cleo@example.com' }, { id: 5 }, { email: 'nobody@example.com' }];
		const userOf = await findUsers(client, references.slice(0, 3));
		expect(references.slice(0, 3).map(userOf).map(({ id, partnerId, login }) => [id, partnerId, login])).toEqual([
			[4, 5, 'anita@example.com'],
			[6, 7, 'cleo'],
			[5, 6, 'bram@example.com'],
		]);
		await findUsers(client, [...references.slice(0, 3)].reverse());
		expect(takeCalls(odoo)).toEqual(['search_read on res.users']);
		const withNobody = await findUsers(client, references);
		expect(withNobody({ email: 'anita@example.com' }).id).toBe(4);
		expect(() => withNobody({ email: 'nobody@example.com' })).toThrow('Odoo has no active user with the e-mail "nobody@example.com"');
		expect(() => withNobody({ id: 99 })).toThrow('Odoo has no active user with id 99');
	});

	test('users: one who was missing is found as soon as there', async () => {
		const client = odooClient(odoo, protocol);
		const references = [{ email: 'anita@example.com' }, { email: 'new@example.com' }];
		await findUsers(client, references);
		const [pattern] = odoo.users;
		if (pattern !== undefined) odoo.users.push({ ...pattern, id: 50, partnerId: 51, login: 'new@example.com', email: '' });
		expect((await findUsers(client, references))({ email: 'new@example.com' }).id).toBe(50);
	});

	test('users: portal users are no match', async () => {
		const userOf = await findUsers(odooClient(odoo, protocol), [{ email: 'portal@example.com' }]);
		expect(() => userOf({ email: 'portal@example.com' })).toThrow('"portal@example.com" is only a portal user in Odoo');
	});

	test('contacts: by e-mail in any case and by phone in any spelling, all with one call', async () => {
		const contacts = [{ email: 'jane@EXAMPLE.com' }, byPhone('+31612345678'), byPhone('030 1234567', 'NL'), { email: 'jXe@example.com' }];
		const partnersOf = await findPartners(odooClient(odoo, protocol), contacts);
		expect(contacts.map((contact) => partnersOf(contact).map(({ id }) => id))).toEqual([[1001, 1002], [1001], [1003], []]);
		expect(takeCalls(odoo)).toEqual(['search_read on res.partner']);
		expect(() => firstPartner([], { email: 'x' })).toThrow('Odoo has no contact with this e-mail');
	});

	test('contacts: by mobile where Odoo has it', async () => {
		const contact = byPhone('+31687654321');
		const partnersOf = await findPartners(odooClient(odoo, protocol), [contact]);
		expect(partnersOf(contact).map(({ id }) => id)).toEqual(version === 16 ? [1003] : []);
	});

	test('documents: the newest lead or task of the customer, the oldest contact, one call each', async () => {
		const jane = { email: 'jane@example.com' };
		const references: DocumentReference[] = [
			{ model: 'res.partner', contact: jane },
			{ model: 'crm.lead', contact: jane },
			{ model: 'project.task', contact: jane },
			{ model: 'crm.lead', contact: byPhone('+31612345678') },
			{ model: 'crm.lead', contact: { email: 'nobody@example.com' } },
			{ model: 'crm.lead', id: 77 },
		];
		const find = documentFinder(odooClient(odoo, protocol), references);
		expect(await Promise.all(references.map(find))).toEqual([1001, 2, 2, 3, null, 77]);
		expect(takeCalls(odoo).sort()).toEqual(['search_read on crm.lead', 'search_read on project.task', 'search_read on res.partner']);
		await expect(requireDocument(find, { model: 'crm.lead', contact: { email: 'nobody@example.com' } })).rejects.toThrow(
			'Odoo has no lead of a customer with this e-mail',
		);
	});

	test('documents: a lead by its mobile number where Odoo has it', async () => {
		const reference: DocumentReference = { model: 'crm.lead', contact: byPhone('+31611223344') };
		expect(await documentFinder(odooClient(odoo, protocol), [reference])(reference)).toBe(version === 16 ? 3 : null);
	});

	test('documents: customers nobody knows lead to no search for all tasks', async () => {
		const reference: DocumentReference = { model: 'project.task', contact: { email: 'nobody@example.com' } };
		expect(await documentFinder(odooClient(odoo, protocol), [reference])(reference)).toBeNull();
		expect(takeCalls(odoo)).toEqual(['search_read on res.partner']);
	});

	test('lists: by name or e-mail, without portal users, page by page', async () => {
		const client = odooClient(odoo, protocol);
		expect(await listRecords(client, 'res.users', '@EXAMPLE.com', 0)).toMatchObject({
			rows: [{ name: 'Anita (anita@example.com)' }, { name: 'Bot (bot@example.com)' }, { name: 'Bram (bram@example.com)' }, { id: 7 }],
			isLast: true,
		});
		expect((await listRecords(client, 'crm.lead', 'jane', 0)).rows).toEqual([{ id: 2, name: 'New (JANE@example.com)' }]);
		expect((await listRecords(client, 'mail.activity.type', '', 0)).rows).toContainEqual({ id: 2, name: 'Call' });
		expect((await listRecords(client, 'res.partner', '', 1)).rows).toEqual([]);
	});
});
