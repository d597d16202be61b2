import type * as ChatwootModule from '../../core/chatwoot/api';
import type * as ErpNextModule from '../../core/erpnext/api';
import type * as ContactsModule from '../../core/erpnext/contacts';
import type { HttpTransport } from '../../core/http/transport';
import type * as OdooModule from '../../core/odoo/client';
import type * as PartnersModule from '../../core/odoo/partner-records';
import type * as SyncModule from '../../core/sync/sync-contact';
import type { SyncResult } from '../../core/sync/sync-contact';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { ErpNextSimulator } from '../../sandbox/erpnext/erpnext-simulator';
import { OdooSimulator } from '../../sandbox/odoo/simulator';
import { ODOO_USERS, odooCredential } from '../odoo-servers';

/** Several processes: each has its own copy of everything that core keeps in memory. */
let chatwoot: ChatwootSimulator;
let erpnext: ErpNextSimulator;
let odoo: OdooSimulator;

beforeEach(async () => {
	chatwoot = await ChatwootSimulator.start();
	erpnext = await ErpNextSimulator.start();
	odoo = await OdooSimulator.start({ users: ODOO_USERS, firstIds: { 'res.partner': 2001 } });
});
afterEach(async () => {
	await Promise.all([chatwoot.stop(), erpnext.stop(), odoo.stop()]);
});

type Sync = (contactId: number) => Promise<SyncResult>;

function worker(crm: 'ERPNext' | 'Odoo'): Sync {
	let sync: Sync | undefined;
	jest.isolateModules(() => {
		const { createChatwootApi } = jest.requireActual<typeof ChatwootModule>('../../core/chatwoot/api');
		const { createErpNextApi } = jest.requireActual<typeof ErpNextModule>('../../core/erpnext/api');
		const { erpNextContacts } = jest.requireActual<typeof ContactsModule>('../../core/erpnext/contacts');
		const { createOdooClient } = jest.requireActual<typeof OdooModule>('../../core/odoo/client');
		const { odooPartnerRecords } = jest.requireActual<typeof PartnersModule>('../../core/odoo/partner-records');
		const { syncFromChatwoot } = jest.requireActual<typeof SyncModule>('../../core/sync/sync-contact');
		const api = createChatwootApi({ baseUrl: chatwoot.url, accountId: 1 }, signed({ api_access_token: chatwoot.token }));
		const site = createErpNextApi(erpnext.url, signed({ authorization: `token ${erpnext.apiKey}:${erpnext.apiSecret}` }));
		const records = {
			ERPNext: () => erpNextContacts(site, { country: '', idField: 'chatwoot_contact_id' }),
			Odoo: () => odooPartnerRecords(createOdooClient(odooCredential(odoo, 'json2'), signed({})), { country: '', idField: 'ref' }),
		}[crm]();
		sync = (contactId) => syncFromChatwoot(api, records, { contactId, changedAt: null, tags: [] }, { create: true, country: '' });
	});
	if (sync === undefined) throw new Error('the worker was not made');
	return sync;
}

function signed(signature: Record<string, string>): HttpTransport {
	return async ({ method, url, headers = {}, body }) => {
		const response = await fetch(url, { method, headers: { ...headers, ...signature }, ...(body === undefined ? {} : { body }) });
		return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
	};
}

const recordsOf = {
	ERPNext: () => erpnext.site.all('Contact').map(({ name }) => name),
	Odoo: () => odoo.partners.filter(({ isActive }) => isActive).map(({ id }) => String(id)),
};
const attributeOf = { ERPNext: 'erpnext_contact', Odoo: 'odoo_partner' };

test.each(['ERPNext', 'Odoo'] as const)('four workers that get the same new contact at once make one record in %s', async (crm) => {
	const workers = [1, 2, 3, 4].map(() => worker(crm));
	for (let round = 0; round < 5; round++) {
		const { id } = chatwoot.addContact({ name: `Jane ${round}`, phone: `+3161234567${round}` });
		await Promise.all(workers.map((sync) => sync(id)));
	}
	expect(recordsOf[crm]()).toHaveLength(5);
	expect(chatwoot.contacts.map(({ customAttributes }) => customAttributes[attributeOf[crm]])).toEqual(recordsOf[crm]());
	// And whoever comes next finds everything in step.
	const [sync] = workers;
	for (const { id } of chatwoot.contacts) expect(await sync?.(id)).toMatchObject({ action: 'unchanged' });
}, 60_000);
