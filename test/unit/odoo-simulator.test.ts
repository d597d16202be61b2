import { decodeAnswer, encodeCall } from '../../core/odoo/xml-rpc';
import type { RpcValue } from '../../core/odoo/xml-rpc';
import { OdooSimulator } from '../../sandbox/odoo/simulator';

/** The simulator refuses what a real Odoo refuses: a test that passes against it means something. */
describe.each([16, 19] as const)('the simulated Odoo %i', (version) => {
	let odoo: OdooSimulator;
	beforeEach(async () => {
		odoo = await OdooSimulator.start({
			version,
			users: [
				{ login: 'admin', password: 'admin', isAdmin: true },
				{ login: 'anita', password: 'x', mayWriteContacts: false },
			],
		});
	});
	afterEach(() => odoo.stop());

	const ADMIN = { id: 2, partnerId: 3, password: 'admin' };
	const ANITA = { id: 3, partnerId: 4, password: 'x' };
	const ON_CONTACT = { context: { default_res_model: 'res.partner' } };
	const forAnita = { summary: 's', date_deadline: '2026-11-21', user_id: ANITA.id, res_id: ANITA.partnerId, activity_type_id: 4 };

	async function post(service: string, body: string, contentType = 'text/xml') {
		const response = await fetch(`${odoo.url}/xmlrpc/2/${service}`, { method: 'POST', headers: { 'content-type': contentType }, body });
		return decodeAnswer(await response.text());
	}

	function execute(user: { id: number; password: string }, model: string, method: string, args: RpcValue[], kwargs: Record<string, RpcValue> = {}) {
		return post('object', encodeCall('execute_kw', ['odoo', user.id, user.password, model, method, args, kwargs]));
	}

	const create = (values: RpcValue, kwargs: Record<string, RpcValue> = ON_CONTACT, user = ADMIN) =>
		execute(user, 'mail.activity', 'create', [values], kwargs);

	const fault = (code: number, text: string | RegExp) => ({ fault: { code, text: expect.stringMatching(text) as string } });

	test('an activity on a contact', async () => {
		expect(await create(forAnita)).toEqual({ value: 1 });
		expect(await create([forAnita, forAnita])).toEqual({ value: [2, 3] });
		expect(await odoo.waitForActivities(3)).toHaveLength(3);
	});

	test('a bad item undoes the whole call', async () => {
		expect(await create([forAnita, { ...forAnita, date_deadline: 'soon' }])).toEqual(fault(1, /InvalidDatetimeFormat|time data 'soon'/));
		expect(odoo.activities).toEqual([]);
	});

	test.each<[string, RpcValue, Record<string, RpcValue>, number, RegExp]>([
		['on another user', { ...forAnita, res_id: ANITA.id }, { context: { default_res_model: 'res.users' } }, 1, /no attribute 'message_notify'/],
		['on oneself', { ...forAnita, user_id: ADMIN.id, res_id: ADMIN.id }, { context: { default_res_model: 'res.users' } }, 1, /'message_subscribe'/],
		['with the model as text', { ...forAnita, res_model: 'res.partner' }, {}, 2, /res_model_id|not null res_id/],
		['without a document', forAnita, {}, version === 16 ? 2 : 4, /res_model_id|security restrictions/],
		['on no record', { ...forAnita, res_id: 0 }, ON_CONTACT, 2, /not null res_id/],
		['on a missing contact', { ...forAnita, res_id: 999 }, ON_CONTACT, version === 16 ? 2 : 4, /does not exist|security restrictions/],
		['with an unknown field', { ...forAnita, nosuchfield: 1 }, ON_CONTACT, 1, /Invalid field 'nosuchfield'/],
		['without a date', { ...forAnita, date_deadline: false }, ON_CONTACT, 2, /required/],
	])('no activity %s', async (_name, values, kwargs, code, text) => {
		expect(await create(values, kwargs)).toEqual(fault(code, text));
		expect(odoo.activities).toEqual([]);
	});

	test('on 19 an activity on a contact needs the right to write contacts', async () => {
		const answer = await create(forAnita, ON_CONTACT, { ...ANITA });
		expect(answer).toEqual(version === 16 ? { value: 1 } : fault(4, 'security restrictions'));
	});

	test.each([
		['plain text', 'hello\nthere', '<p>hello\nthere</p>'],
		['a script', '<p>a</p><script>alert(1)</script>', '<p>a</p>'],
	])('a note of %s is cleaned', async (_name, note, kept) => {
		await create({ ...forAnita, note });
		expect(odoo.activities[0]?.note).toBe(kept);
	});

	test('models, methods and rights', async () => {
		expect(await execute(ANITA, 'ir.model', 'search', [[]])).toEqual(fault(4, /not allowed to access 'Models'/));
		expect(await execute(ADMIN, 'ir.model', 'search', [[]])).toEqual({ value: [90] });
		expect(await execute(ADMIN, 'bus.bus', '_sendone', [])).toEqual(fault(4, /Private methods/));
		expect(await execute(ADMIN, 'no.such.model', 'search', [[]])).toEqual(fault(2, /doesn't exist/));
		expect(await execute(ADMIN, 'res.users', 'nosuchmethod', [[]])).toEqual(fault(1, /nosuchmethod.* does not exist/));
		expect(await execute(ADMIN, 'res.users', 'search', [[['nosuchfield', '=', 1]]])).toEqual(fault(1, /Invalid field/));
		expect(await execute({ id: 2, password: 'wrong' }, 'res.users', 'search', [[]])).toEqual(fault(3, /^Access Denied$/));
		expect(await execute({ id: 99, password: 'x' }, 'res.users', 'search', [[]])).toEqual(fault(2, /res\.users\(99,\)/));
	});

	test('a domain is read as Odoo reads it', async () => {
		const search = (domain: RpcValue) => execute(ADMIN, 'res.users', 'search', [domain]);
		expect(await search(['|', ['login', '=', 'admin'], ['login', '=', 'anita']])).toEqual({ value: [2, 3] });
		expect(await search([['login', '=', 'ANITA']])).toEqual({ value: [] });
		expect(await search([['login', '=ilike', 'AN_T%']])).toEqual({ value: [3] });
		expect(await search([['login', '=ilike', 'an\\_t%']])).toEqual({ value: [] });
		expect(await search(['!', ['id', 'in', [2]], ['login', 'like', 'nit']])).toEqual({ value: [3] });
	});

	test('a body that is a form to Odoo, or no XML, is an ExpatError', async () => {
		expect(await post('common', encodeCall('version', []), 'application/x-www-form-urlencoded')).toEqual(fault(1, /ExpatError: no element/));
		expect(await post('common', encodeCall('authenticate', ['a', 'b', 'c', {}]).replace('b', '\u0001'))).toEqual(fault(1, /ExpatError/));
	});

	test('down and up again, on the same port, with what was there', async () => {
		await create(forAnita);
		const { url } = odoo;
		await odoo.goDown();
		await expect(fetch(url)).rejects.toThrow();
		await odoo.comeUp();
		expect(odoo.url).toBe(url);
		expect(odoo.activities).toHaveLength(1);
		expect((await fetch(`${url}/xmlrpc/2/common`)).status).toBe(405);
	});
});
