import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { z } from 'zod';
import { ChatwootSlaApi } from '../../credentials/ChatwootSlaApi.credentials';
import { ChatwootSlaErpNextApi } from '../../credentials/ChatwootSlaErpNextApi.credentials';
import { ContactSync } from '../../nodes/ContactSync/ContactSync.node';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import type { Contact } from '../../sandbox/chatwoot/model';
import { ErpNextSimulator } from '../../sandbox/erpnext/erpnext-simulator';
import { OdooSimulator } from '../../sandbox/odoo/simulator';
import { ODOO_SERVERS, ODOO_USERS, odooCredential } from '../odoo-servers';
import { registerCredentialType, runNode } from './engine';

registerCredentialType(new ChatwootSlaApi());
registerCredentialType(new ChatwootSlaErpNextApi());

let chatwoot: ChatwootSimulator;

beforeEach(async () => {
	chatwoot = await ChatwootSimulator.start();
});
afterEach(async () => {
	await chatwoot.stop();
});

/** What a test does with a CRM, whichever it is. */
interface Bench {
	credentials: Record<string, IDataObject>;
	crm: 'erpNext' | 'odoo';
	/** A customer that somebody enters there. @returns its id */
	enter: (customer: { name: string; email?: string; phone?: string }) => string;
	change: (id: string, values: { name?: string; email?: string; phone?: string }) => void;
	/** The customers there, oldest first. */
	customers: () => Array<{ id: string; name: string; email: string; phone: string; mark: string }>;
	/** The tags of a customer. */
	tags: (id: string) => string[];
	attributes: (id: string) => Record<string, unknown>;
	/** Requests that changed something, so far. */
	writes: () => number;
	stop: () => Promise<void>;
}

async function erpNextBench(): Promise<Bench> {
	const erpnext = await ErpNextSimulator.start();
	const text = (value: unknown) => (typeof value === 'string' ? value : '');
	const tables = ({ email, phone }: { email?: string; phone?: string }) => ({
		...(email === undefined ? {} : { email_ids: [{ email_id: email, is_primary: 1 }] }),
		...(phone === undefined ? {} : { phone_nos: [{ phone, is_primary_mobile_no: 1 }] }),
	});
	return {
		crm: 'erpNext',
		credentials: { chatwootSlaErpNextApi: { baseUrl: `${erpnext.url}/app`, apiKey: erpnext.apiKey, apiSecret: erpnext.apiSecret } },
		enter: ({ name, ...values }) => erpnext.save('Contact', { first_name: name, ...tables(values) }).name,
		change: (id, { name, ...values }) => {
			erpnext.change('Contact', id, { ...(name === undefined ? {} : { first_name: name, last_name: '' }), ...tables(values) });
		},
		customers: () =>
			erpnext.site.all('Contact').map((contact) => ({
				id: contact.name,
				name: text(contact['full_name']),
				email: text(contact['email_id']),
				phone: text(contact['mobile_no']),
				mark: text(contact['chatwoot_contact_id']),
			})),
		tags: (id) => text(erpnext.site.get('Contact', id)['_user_tags']).split(',').filter((tag) => tag !== ''),
		attributes: (id) => ({ erpnext_contact: id, erpnext_synced: expect.any(String) as string, erpnext_synced_at: A_TIME }),
		writes: () => erpnext.requests.filter(({ method }) => method !== 'GET').length,
		stop: () => erpnext.stop(),
	};
}

const A_TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string;

async function odooBench({ version, protocol }: (typeof ODOO_SERVERS)[number]): Promise<Bench> {
	const odoo = await OdooSimulator.start({ version, users: ODOO_USERS, firstIds: { 'res.partner': 2001 } });
	return {
		crm: 'odoo',
		credentials: { chatwootSlaOdooApi: odooCredential(odoo, protocol) },
		enter: (customer) => String(odoo.addPartner(customer).id),
		change: (id, values) => {
			odoo.changePartner(Number(id), values);
		},
		customers: () =>
			odoo.partners.filter(({ isActive }) => isActive).map(({ id, name, email, phone, ref: mark }) => ({ id: String(id), name, email, phone, mark })),
		tags: (id) => (odoo.partners.find((each) => each.id === Number(id))?.tagIds ?? []).map((tagId) => odoo.partnerTags.find((each) => each.id === tagId)?.name ?? ''),
		attributes: (id) => ({ odoo_partner: id, odoo_synced: expect.any(String) as string, odoo_synced_at: A_TIME }),
		writes: () => odoo.requests.filter(({ operation }) => /^(write|create) on res\.partner/.test(operation)).length,
		stop: () => odoo.stop(),
	};
}

const BENCHES: Array<[string, () => Promise<Bench>]> = [
	['ERPNext', erpNextBench],
	...ODOO_SERVERS.map((server): [string, () => Promise<Bench>] => [server.name, () => odooBench(server)]),
];

describe.each(BENCHES)('with %s', (_name, start) => {
	let bench: Bench;
	beforeEach(async () => {
		bench = await start();
	});
	afterEach(async () => {
		await bench.stop();
	});

	const run = async (operation: string, input: IDataObject, parameters: INodeParameters = {}, { url }: { url: string } = chatwoot) => {
		const outcome = await runNode(new ContactSync(), {
			parameters: { crm: bench.crm, operation, ...parameters },
			credentials: { ...bench.credentials, chatwootSlaApi: { baseUrl: url, accountId: 1, accessToken: chatwoot.token, botToken: '', publicUrl: '' } },
			input: [input],
		});
		if (outcome.error !== null) throw outcome.error;
		return (outcome.outputs[0] ?? []).map(({ json }) => json);
	};
	const sync = async (operation: string, input: IDataObject, parameters: INodeParameters = {}) => {
		const [item] = await run(operation, input, parameters);
		return item?.['sync'] as IDataObject;
	};
	/** What a record keeps of its contact. */
	const markOf = ({ id }: Contact) => `chatwoot:${new URL(chatwoot.url).host}/1/${id}`;
	const fromChatwoot = ({ id }: Contact, changedAt = '') => sync('fromChatwoot', { id }, { changedAt });
	const fromCrm = (recordId: string) => sync('fromCrm', { recordId });
	/** Two that know each other and are in step. */
	const inStep = async () => {
		const contact = chatwoot.addContact({ name: 'Jane Doe', email: 'jane@example.com', phone: '+31612345678' });
		const { recordId } = await fromChatwoot(contact);
		return { contact, recordId: z.string().parse(recordId) };
	};

	test('a contact that the CRM does not know is created there, and each keeps the id of the other', async () => {
		const contact = chatwoot.addContact({ name: 'Jane Doe', email: 'jane@example.com', phone: '+31612345678' });
		expect(await fromChatwoot(contact)).toMatchObject({ action: 'created', contactId: contact.id, reason: null });
		const [customer] = bench.customers();
		expect(customer).toMatchObject({ name: 'Jane Doe', email: 'jane@example.com', phone: '+31612345678', mark: markOf(contact) });
		expect(contact.customAttributes).toEqual(bench.attributes(customer?.id ?? ''));
	});

	test('one that is known there by phone or e-mail is linked: gaps are filled, and what the CRM says stands', async () => {
		const id = bench.enter({ name: 'Jane Doe', phone: '+31 6 12345678' });
		const contact = chatwoot.addContact({ name: 'janey', email: 'jane@example.com', phone: '+31612345678' });
		expect(await fromChatwoot(contact)).toMatchObject({ action: 'linked', recordId: id, toChatwoot: ['name'], toCrm: ['email'] });
		expect(contact).toMatchObject({ name: 'Jane Doe', email: 'jane@example.com', phone: '+31612345678' });
		expect(bench.customers()).toMatchObject([{ name: 'Jane Doe', email: 'jane@example.com', phone: '+31 6 12345678', mark: markOf(contact) }]);

		const other = bench.enter({ name: 'Joe', email: 'Joe@example.com' });
		expect(await fromChatwoot(chatwoot.addContact({ name: 'Joe', email: 'joe@example.com' }))).toMatchObject({ action: 'linked', recordId: other });
	});

	test('changes go both ways, and nothing comes back: the echo of our own writing writes nothing', async () => {
		const { contact, recordId } = await inStep();
		chatwoot.changeContact(contact, { name: 'Jane Roe' });
		expect(await fromChatwoot(contact)).toMatchObject({ action: 'updated', toCrm: ['name'], toChatwoot: [] });
		bench.change(recordId, { phone: '+31687654321' });
		expect(await fromCrm(recordId)).toMatchObject({ action: 'updated', toChatwoot: ['phone'], toCrm: [] });
		expect(contact).toMatchObject({ name: 'Jane Roe', phone: '+31687654321' });
		expect(bench.customers()).toMatchObject([{ name: 'Jane Roe', phone: '+31687654321' }]);

		const [writes, { updatedAt }] = [bench.writes(), contact];
		expect(await fromChatwoot(contact)).toMatchObject({ action: 'unchanged' });
		expect(await fromCrm(recordId)).toMatchObject({ action: 'unchanged' });
		expect(bench.writes()).toBe(writes);
		expect(contact.updatedAt).toBe(updatedAt);
	});

	test('of a field that was changed on both sides the last writing counts', async () => {
		const { contact, recordId } = await inStep();
		chatwoot.changeContact(contact, { name: 'Older' });
		bench.change(recordId, { name: 'Newer' });
		expect(await fromChatwoot(contact, new Date(Date.now() - 60_000).toISOString())).toMatchObject({ toChatwoot: ['name'], toCrm: [] });
		expect(contact.name).toBe('Newer');

		bench.change(recordId, { name: 'Older' });
		chatwoot.changeContact(contact, { name: 'Newest' });
		expect(await fromChatwoot(contact, new Date(Date.now() + 60_000).toISOString())).toMatchObject({ toChatwoot: [], toCrm: ['name'] });
		expect(bench.customers()[0]?.name).toBe('Newest');
	});

	test('what is missing on one side never empties the other', async () => {
		const { contact, recordId } = await inStep();
		chatwoot.changeContact(contact, { email: null });
		expect(await fromChatwoot(contact)).toMatchObject({ action: 'unchanged' });
		expect(await fromCrm(recordId)).toMatchObject({ action: 'unchanged' });
		expect([contact.email, bench.customers()[0]?.email]).toEqual([null, 'jane@example.com']);
	});

	test('a record that Chatwoot does not know is created there, unless that is not wanted', async () => {
		const id = bench.enter({ name: 'Óscar Núñez', email: 'oscar@example.com', phone: '+34612345678' });
		expect(await sync('fromCrm', { recordId: id }, { createMissing: false })).toMatchObject({ action: 'skipped', reason: 'Chatwoot has no contact of this record' });
		expect(await fromCrm(id)).toMatchObject({ action: 'created', recordId: id });
		expect(chatwoot.contacts).toMatchObject([{ name: 'Óscar Núñez', email: 'oscar@example.com', phone: '+34612345678', customAttributes: bench.attributes(id) }]);
		expect(bench.customers()[0]?.mark).toBe(chatwoot.contacts[0] && markOf(chatwoot.contacts[0]));
	});

	test('who cannot be recognised is left alone, with the reason', async () => {
		const visitor = chatwoot.addContact({ name: 'late-sun-12' });
		expect(await fromChatwoot(visitor)).toMatchObject({ action: 'skipped', reason: 'The contact has neither a phone number nor an e-mail address' });
		const id = bench.enter({ name: 'Warehouse', phone: '112' });
		expect(await fromCrm(id)).toMatchObject({ action: 'skipped' });
		expect(await fromCrm('999999')).toMatchObject({ action: 'skipped', reason: expect.stringContaining('no such record') as string });
		expect([bench.customers().length, chatwoot.contacts.length]).toEqual([1, 1]);
	});

	test('a second customer with the same phone gets no part of the first one\'s contact', async () => {
		const { contact } = await inStep();
		const twin = bench.enter({ name: 'John Doe', phone: '+31612345678' });
		expect(await fromCrm(twin)).toMatchObject({ action: 'skipped', reason: 'The Chatwoot contact belongs to another record' });
		expect(contact.name).toBe('Jane Doe');
	});

	test('a contact that was deleted in Chatwoot and is back gets its record back, too', async () => {
		const { contact, recordId } = await inStep();
		chatwoot.contacts.splice(chatwoot.contacts.indexOf(contact), 1);
		const back = chatwoot.addContact({ name: 'Jane Doe', phone: '+31612345678' });
		expect(await fromChatwoot(back)).toMatchObject({ action: 'linked', recordId });
		expect(bench.customers()).toMatchObject([{ mark: markOf(back) }]);
	});

	test('after a move to another Chatwoot a number that was somebody\'s there leads to nobody here', async () => {
		const old = await ChatwootSimulator.start();
		try {
			const contact = old.addContact({ name: 'Jane Doe', email: 'jane@example.com' });
			await run('fromChatwoot', { id: contact.id }, { changedAt: '' }, old);
			const stranger = chatwoot.addContact({ name: 'Stranger', email: 'stranger@example.com' });
			expect(stranger.id).toBe(contact.id);
			const [jane] = bench.customers();
			expect(await fromCrm(jane?.id ?? '')).toMatchObject({ action: 'created' });
			expect(await fromChatwoot(stranger)).toMatchObject({ action: 'created' });
			expect(chatwoot.contacts).toMatchObject([{ name: 'Stranger', email: 'stranger@example.com' }, { name: 'Jane Doe', email: 'jane@example.com' }]);
			expect(bench.customers()).toMatchObject([{ name: 'Jane Doe' }, { name: 'Stranger' }]);
		} finally {
			await old.stop();
		}
	});

	test('labels become tags of the record; those that it has stay, and are not written again', async () => {
		const { contact, recordId } = await inStep();
		await sync('fromChatwoot', { id: contact.id, labels: ['vip', 'billing'] }, { tags: '={{ $json.labels }}', changedAt: '' });
		await sync('fromChatwoot', { id: contact.id }, { tags: 'refund, vip, ', changedAt: '' });
		expect(bench.tags(recordId)).toEqual(['vip', 'billing', 'refund']);
		expect(await fromCrm(recordId)).toMatchObject({ action: 'unchanged' });
	});

	test('changes that come as one object say when the contact was changed', async () => {
		const { contact, recordId } = await inStep();
		bench.change(recordId, { name: 'Older' });
		chatwoot.changeContact(contact, { name: 'Newest' });
		const later = new Date(Date.now() + 60_000).toISOString();
		await sync('fromChatwoot', { id: contact.id, changed_attributes: { name: {}, updated_at: { previous_value: null, current_value: later } } });
		expect(bench.customers()[0]?.name).toBe('Newest');
	});

	test('many executions at once of a new contact make one record', async () => {
		const contact = chatwoot.addContact({ name: 'Jane Doe', phone: '+31612345678' });
		const results = await Promise.all(Array.from({ length: 8 }, () => fromChatwoot(contact)));
		expect(bench.customers()).toHaveLength(1);
		expect(results.filter(({ action }) => action === 'created')).toHaveLength(1);
	});

	test('what changed lately is listed once each, with a key that tells the change', async () => {
		const id = bench.enter({ name: 'Jane Doe', email: 'jane@example.com' });
		const [first] = await run('getChanged', {}, { withinHours: 1 });
		expect(first).toMatchObject({ recordId: id, changedAt: expect.any(String) as string });
		expect(first?.['key']).toMatch(`:${id}:`);
		expect(Math.abs(z.coerce.date().parse(first?.['changedAt']).getTime() - Date.now())).toBeLessThan(10_000);
		expect(await fromCrm(id)).toMatchObject({ action: 'created' });
	});

	test('of many changes all are listed, or so many', async () => {
		for (let number = 1; number <= 501; number++) bench.enter({ name: `Customer ${number}` });
		expect(new Set((await run('getChanged', {}, { withinHours: 1, returnAll: true })).map(({ recordId }) => recordId)).size).toBe(501);
		expect(await run('getChanged', {}, { withinHours: 1, limit: 3 })).toHaveLength(3);
	});
});

describe('Odoo 16 to 18', () => {
	test('a mobile number that is changed in Chatwoot is changed where it stands, and does not come back', async () => {
		const odoo = await OdooSimulator.start({ version: 16, users: ODOO_USERS, firstIds: { 'res.partner': 2001 } });
		try {
			const partner = odoo.addPartner({ name: 'Jane Doe', phone: '020 123 4567', mobile: '+31612345678' });
			const contact = chatwoot.addContact({ name: 'Jane Doe', phone: '+31612345678' });
			const sync = async (operation: string, input: IDataObject) => {
				const { error } = await runNode(new ContactSync(), {
					parameters: { crm: 'odoo', operation, changedAt: '' },
					credentials: {
						chatwootSlaOdooApi: odooCredential(odoo, 'xmlrpc'),
						chatwootSlaApi: { baseUrl: chatwoot.url, accountId: 1, accessToken: chatwoot.token, botToken: '', publicUrl: '' },
					},
					input: [input],
				});
				expect(error).toBeNull();
			};
			await sync('fromChatwoot', { id: contact.id });
			chatwoot.changeContact(contact, { phone: '+31687654321' });
			await sync('fromChatwoot', { id: contact.id });
			await sync('fromCrm', { recordId: String(partner.id) });
			expect(contact.phone).toBe('+31687654321');
			expect(partner).toMatchObject({ phone: '020 123 4567', mobile: '+31687654321' });
		} finally {
			await odoo.stop();
		}
	});
});

describe('ERPNext', () => {
	let erpnext: ErpNextSimulator;
	beforeEach(async () => {
		erpnext = await ErpNextSimulator.start({ timeZone: 'America/Mexico_City' });
	});
	afterEach(async () => {
		await erpnext.stop();
	});
	const run = (input: IDataObject, parameters: INodeParameters = {}) =>
		runNode(new ContactSync(), {
			parameters: { crm: 'erpNext', operation: 'fromChatwoot', changedAt: '', ...parameters },
			credentials: {
				chatwootSlaErpNextApi: { baseUrl: erpnext.url, apiKey: erpnext.apiKey, apiSecret: erpnext.apiSecret },
				chatwootSlaApi: { baseUrl: chatwoot.url, accountId: 1, accessToken: chatwoot.token, botToken: '', publicUrl: '' },
			},
			input: [input],
			onError: 'continueErrorOutput',
		});

	test('a new number goes before the ones a contact has, which stay', async () => {
		const { name } = erpnext.save('Contact', { first_name: 'Jane', phone_nos: [{ phone: '+31612345678', is_primary_mobile_no: 1 }, { phone: '020 1234567', is_primary_phone: 1 }] });
		const contact = chatwoot.addContact({ name: 'Jane', phone: '+31612345678' });
		await run({ id: contact.id });
		chatwoot.changeContact(contact, { phone: '+31687654321' });
		await run({ id: contact.id });
		expect(erpnext.site.get('Contact', name)).toMatchObject({
			mobile_no: '+31687654321',
			phone: '020 1234567',
			phone_nos: [{ phone: '+31687654321' }, { phone: '+31612345678' }, { phone: '020 1234567' }],
		});
	});

	test('a customer is known by each of their numbers', async () => {
		const { name } = erpnext.save('Contact', { first_name: 'Ana', phone_nos: [{ phone: '+34600111222', is_primary_mobile_no: 1 }, { phone: '+34611222333' }] });
		const contact = chatwoot.addContact({ name: 'Ana', phone: '+34611222333' });
		expect((await run({ id: contact.id })).outputs[0]).toMatchObject([{ json: { sync: { action: 'linked', recordId: name } } }]);
		expect(erpnext.site.all('Contact')).toHaveLength(1);
	});

	test('a contact that somebody changes at the same moment is read again, and nobody\'s change is lost', async () => {
		const { name } = erpnext.save('Contact', { first_name: 'Jane', phone_nos: [{ phone: '+31612345678', is_primary_mobile_no: 1 }] });
		const contact = chatwoot.addContact({ name: 'Jane', phone: '+31612345678' });
		await run({ id: contact.id });
		chatwoot.changeContact(contact, { email: 'jane@example.com' });
		erpnext.beforeNextUpdate(() => erpnext.change('Contact', name, { last_name: 'Doe' }));
		const { outputs } = await run({ id: contact.id });
		expect(outputs[0]).toMatchObject([{ json: { sync: { action: 'updated' } } }]);
		expect(erpnext.site.get('Contact', name)).toMatchObject({ full_name: 'Jane Doe', email_id: 'jane@example.com' });
		expect(contact.name).toBe('Jane Doe');
	});

	test('a short rest of the site is waited for; a long one fails the item, which says so', async () => {
		const contact = chatwoot.addContact({ name: 'Jane', phone: '+31612345678' });
		erpnext.answerNextWith(429);
		expect((await run({ id: contact.id })).outputs[0]).toMatchObject([{ json: { sync: { action: 'created' } } }]);
		erpnext.goDown();
		expect((await run({ id: contact.id })).outputs[1]).toMatchObject([{ json: { error: 'ERPNext is busy or down for now (503)' } }]);
	}, 20_000);

	test('a site without the custom field is told of, and nothing is created', async () => {
		const contact = chatwoot.addContact({ name: 'Jane', phone: '+31612345678' });
		const { outputs } = await run({ id: contact.id }, { options: { erpNextField: 'no_such_field' } });
		expect(outputs[1]).toMatchObject([{ json: { error: 'Contact in ERPNext has no field no_such_field', details: expect.stringContaining('Customize Form') as string } }]);
		expect(erpnext.site.all('Contact')).toEqual([]);
	});

	test('a wrong secret is told of without it', async () => {
		const outcome = await runNode(new ContactSync(), {
			parameters: { crm: 'erpNext', operation: 'getChanged' },
			credentials: { chatwootSlaErpNextApi: { baseUrl: erpnext.url, apiKey: erpnext.apiKey, apiSecret: 'wrong-secret' } },
		});
		expect(outcome.error?.message).toBe('ERPNext does not accept the API key and secret (401)');
		expect(JSON.stringify(outcome)).not.toContain('wrong-secret');
	});
});
