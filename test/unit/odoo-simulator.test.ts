import { decodeAnswer, encodeCall } from '../../core/odoo/xml-rpc';
import type { RpcValue } from '../../core/odoo/protocol';
import { OdooSimulator } from '../../sandbox/odoo/simulator';

/** The simulator refuses what a real Odoo refuses: a test that passes against it means something. */
describe.each([16, 19] as const)('the simulated Odoo %i', (version) => {
	let odoo: OdooSimulator;
	beforeEach(async () => {
		odoo = await OdooSimulator.start({
			version,
			users: [
				{ login: 'admin', password: 'admin', isAdmin: true },
				{ login: 'anita', password: 'x', mayWriteContacts: false, apps: ['project'] },
			],
			partners: [{ name: 'Jane', email: 'jane@example.com', phone: '+31 6 1234', mobile: '06-99' }],
			leads: [{ name: 'Big deal', partnerId: 1001, email: 'Jane@example.com' }],
			tasks: [{ name: 'Repair' }, { name: 'Old', isActive: false }],
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
		const partnerModel = [['model', '=', 'res.partner']];
		expect(await execute(ADMIN, 'ir.model', 'search', [partnerModel])).toEqual({ value: [version === 16 ? 85 : 90] });
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

	describe('an activity that is done', () => {
		const done = (id: number) => execute(ADMIN, 'mail.activity', 'action_feedback', [[id]], { feedback: 'replied' });
		const countOpen = () => execute(ADMIN, 'mail.activity', 'search_count', [[['id', '=', 1]]]);

		test('answers the id of a message, and is found no more', async () => {
			await create(forAnita);
			expect(await done(1)).toEqual({ value: 1 });
			expect(await countOpen()).toEqual({ value: 0 });
			expect(odoo.messages).toMatchObject([{ resModel: 'res.partner', resId: ANITA.partnerId, body: expect.stringContaining('replied') }]);
		});

		test('is deleted on 16, archived on 19', async () => {
			await create(forAnita);
			await done(1);
			const read = await execute(ADMIN, 'mail.activity', 'read', [[1]], { fields: ['id'] });
			expect(read).toEqual(version === 16 ? fault(2, /mail\.activity\(1,\)/) : { value: [{ id: 1 }] });
			expect(await done(1)).toEqual(version === 16 ? fault(2, /mail\.activity\(1,\)/) : { value: false });
			expect(await done(99)).toEqual(fault(2, /mail\.activity\(99,\)/));
		});
	});

	test('an activity is changed by its id', async () => {
		await create([forAnita, forAnita]);
		const write = (ids: number[], values: RpcValue) => execute(ADMIN, 'mail.activity', 'write', [ids, values]);
		expect(await write([1], { date_deadline: '2026-12-24' })).toEqual({ value: true });
		expect(odoo.activities.map(({ deadline }) => deadline)).toEqual(['2026-12-24', '2026-11-21']);
		expect(await write([1, 99], { date_deadline: '2027-01-01' })).toEqual(fault(2, /mail\.activity\(99,\)/));
		expect(odoo.activities[0]?.deadline).toBe('2026-12-24');
	});

	test('activities on leads and tasks need the app', async () => {
		const on = (model: string, user: { id: number; password: string }) =>
			execute(user, 'mail.activity', 'create', [{ ...forAnita, res_id: 1 }], { context: { default_res_model: model } });
		expect(await on('crm.lead', ADMIN)).toEqual({ value: 1 });
		expect(await on('project.task', ANITA)).toEqual({ value: 2 });
		expect(await on('crm.lead', ANITA)).toEqual(fault(4, 'security restrictions'));
		expect(await execute(ANITA, 'crm.lead', 'search', [[]])).toEqual(fault(4, /not allowed to access 'Lead/));
		expect(await execute(ANITA, 'project.task', 'search', [[]])).toEqual({ value: [1] });
	});

	test('contacts: found by what they have, made and changed by who may', async () => {
		const search = (domain: RpcValue) => execute(ANITA, 'res.partner', 'search', [domain]);
		expect(await search([['email', '=ilike', 'JANE@example.com']])).toEqual({ value: [1001] });
		expect(await search([['phone', 'like', '1234']])).toEqual({ value: [1001] });
		expect(await search([['mobile', '=', '06-99']])).toEqual(version === 16 ? { value: [1001] } : fault(1, /Invalid field/));
		expect(await execute(ANITA, 'res.partner', 'create', [{ name: 'New' }])).toEqual(fault(4, /not allowed to create 'Contact'/));
		expect(await execute(ADMIN, 'res.partner', 'create', [{ name: 'New', email: false }])).toEqual({ value: 1002 });
		expect(await execute(ADMIN, 'res.partner', 'create', [[{ name: 'A' }, { name: 'B' }]])).toEqual({ value: [1003, 1004] });
		expect(await execute(ADMIN, 'res.partner', 'write', [[1002], { nosuch: 1 }])).toEqual(fault(1, /'nosuch'/));
	});

	describe('a message', () => {
		const message = (kwargs: Record<string, RpcValue>, user = ADMIN) =>
			execute(user, 'res.partner', 'message_post', [[1001]], { body: '<b>a & b</b>', subtype_xmlid: 'mail.mt_note', ...kwargs });
		const answer = (id: number) => ({ value: version === 16 ? id : [id] });

		test('is escaped on 19 unless it says that it is HTML', async () => {
			expect(await message({})).toEqual(answer(1));
			expect(await message({ body_is_html: true })).toEqual(answer(2));
			const escaped = '<p>&lt;b&gt;a &amp; b&lt;/b&gt;</p>';
			expect(odoo.messages.map(({ body }) => body)).toEqual([version === 16 ? '<b>a & b</b>' : escaped, '<b>a & b</b>']);
		});

		test.each<[string, Record<string, RpcValue>, number, RegExp]>([
			['of a notification', { message_type: 'user_notification' }, 1, /message_notify/],
			['to an unknown contact', { partner_ids: [99] }, 2, /./],
		])('%s is refused', async (_name, kwargs, code, text) => {
			expect(await message(kwargs)).toEqual(fault(code, text));
			expect(odoo.messages).toEqual([]);
		});

		test('with an unknown argument is refused on 19', async () => {
			expect(await message({ nosuch: 1 })).toEqual(version === 16 ? answer(1) : fault(1, /not supported when posting/));
		});

		test('needs the right to write contacts on 19', async () => {
			expect(await message({}, { ...ANITA })).toEqual(version === 16 ? answer(1) : fault(4, /modify 'Contact'/));
		});
	});

	describe('a server action', () => {
		const CODE = "for p in records: env['bus.bus']._sendone(p, 'simple_notification', env.context.get('toast'))";
		const groupsField = version === 16 ? 'groups_id' : 'group_ids';
		const make = (values: Record<string, RpcValue> = {}, user = ADMIN) =>
			execute(user, 'ir.actions.server', 'create', [{ name: 'Toast', model_id: version === 16 ? 85 : 90, state: 'code', code: CODE, ...values }]);
		const run = (user: { id: number; password: string }, toast: RpcValue = { title: 'Hi' }) =>
			execute(user, 'ir.actions.server', 'run', [[1]], { context: { active_model: 'res.partner', active_ids: [4, 1001], toast } });

		test('sends what the context holds to the browsers of each contact', async () => {
			expect(await make()).toEqual({ value: 1 });
			expect(await run(ADMIN)).toEqual({ value: false });
			expect(odoo.busMessages).toEqual(
				[4, 1001].map((id) => ({ channel: ['odoo', 'res.partner', id], type: 'simple_notification', payload: { title: 'Hi' } })),
			);
		});

		test('may put the message together', async () => {
			const code =
				"toast = env.context.get('toast') or {}\npayload = {\n\t'title': str(toast.get('title') or 'SLA'),\n\t'sticky': bool(toast.get('x')),\n}\n" +
				"for p in records or []:\n\tenv['bus.bus']._sendone(p, 'simple_notification', payload)\n";
			await make({ code });
			expect(await run(ADMIN, {})).toEqual({ value: false });
			expect(odoo.busMessages[0]?.payload).toEqual({ title: 'SLA', sticky: false });
		});

		test('is made by administrators and run by its groups', async () => {
			expect(await make({}, { ...ANITA })).toEqual(fault(4, /not allowed to create 'Server Action'/));
			await make({ [groupsField]: [[6, 0, [3]]] });
			expect(await run(ANITA)).toEqual(fault(4, /access rights to run/));
			await execute(ADMIN, 'ir.actions.server', 'write', [[1], { [groupsField]: [[6, 0, [1]]] }]);
			expect(await run(ANITA)).toEqual({ value: false });
			expect(await execute(ANITA, 'ir.actions.server', 'search', [[]])).toEqual(fault(4, /not allowed to access 'Server Action'/));
		});

		test('without groups is run by who may change the model', async () => {
			await make();
			expect(await run(ANITA)).toEqual(fault(4, /modify 'Contact'/));
		});

		test.each([
			['import json', 2, /forbidden opcode.*IMPORT_NAME/s],
			['records.x = 1', 2, /STORE_ATTR/],
			['records.__class__', 1, /NameError: Access to forbidden name '__class__'/],
			['print((1)', 2, /was never closed/],
		])('with %s is not saved', async (code, faultCode, text) => {
			expect(await make({ code })).toEqual(fault(faultCode, text));
			expect(odoo.serverActions).toEqual([]);
		});

		test('with a name that is not there fails when it runs', async () => {
			await make({ code: 'json.dumps(records)' });
			expect(await run(ADMIN)).toEqual(fault(1, /ValueError: .*NameError.*while evaluating/));
		});

		test('has its group under the name of its version only', async () => {
			expect(await make({ [version === 16 ? 'group_ids' : 'groups_id']: [[6, 0, [1]]] })).toEqual(fault(1, /Invalid field/));
		});
	});

	test('the bus takes nothing from outside', async () => {
		expect(await execute(ADMIN, 'bus.bus', 'create', [{}])).toEqual(fault(4, /No group currently allows/));
	});

	test('a result that XML-RPC cannot say is a fault after the work is done', async () => {
		const notified = await execute(ADMIN, 'mail.thread', 'message_notify', [[]], { partner_ids: [1001], body: 'hi' });
		expect(notified).toEqual(version === 16 ? fault(1, /cannot marshal <class/) : { value: [1] });
		expect(odoo.messages).toHaveLength(1);
		expect(await execute(ADMIN, 'res.partner', 'message_unsubscribe', [[1001], [4]])).toEqual(fault(1, /cannot marshal None/));
	});

	test('a failure comes once, before or after the work, for the request it is meant for', async () => {
		odoo.failNext({ status: 502, operation: 'create on mail.activity', afterCommit: true });
		odoo.failNext({ hangUp: true, operation: 'create on mail.activity' });
		expect(await execute(ADMIN, 'res.users', 'search_count', [[]])).toEqual({ value: 2 });
		expect(await create(forAnita)).toBeNull();
		await expect(create(forAnita)).rejects.toThrow();
		expect(await create(forAnita)).toEqual({ value: 2 });
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

describe('the simulated JSON-2', () => {
	let odoo: OdooSimulator;
	beforeEach(async () => {
		odoo = await OdooSimulator.start({
			otherDatabases: ['other'],
			users: [
				{ login: 'admin', password: 'admin', isAdmin: true, apiKeys: ['key-1'] },
				{ login: 'gone', password: 'x', apiKeys: ['key-2'], isActive: false },
			],
		});
	});
	afterEach(() => odoo.stop());

	async function ask(path: string, body: string, headers: Record<string, string> = {}, method = 'POST') {
		const response = await fetch(`${odoo.url}/json/2/${path}`, {
			method,
			headers: { 'content-type': 'application/json', authorization: 'Bearer key-1', 'x-odoo-database': 'odoo', ...headers },
			...(method === 'GET' ? {} : { body }),
		});
		const text = await response.text();
		const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
		return { status: response.status, answer: isJson ? (JSON.parse(text) as unknown) : text };
	}

	const search = (body: string, headers?: Record<string, string>) => ask('res.users/search', body, headers);
	const saying = (text: string | RegExp) => expect.stringMatching(text) as string;

	test('answers the bare value', async () => {
		expect(await search('{"domain":[]}')).toEqual({ status: 200, answer: [2] });
		expect(await ask('res.users/read', '{"ids":2,"fields":["login"]}')).toEqual({ status: 200, answer: [{ id: 2, login: 'admin' }] });
		expect(await ask('res.users/context_get', '{}')).toMatchObject({ answer: { uid: 2 } });
		expect(await ask('res.partner/create', '{"vals_list":{"name":"x"}}')).toEqual({ status: 200, answer: [5] });
	});

	test.each([
		['a wrong key', { authorization: 'bearer nokey' }, 401, 'Invalid apikey'],
		['the password', { authorization: 'bearer admin' }, 401, 'Invalid apikey'],
		["an inactive user's key", { authorization: 'bearer key-2' }, 401, 'Invalid apikey'],
		['another way to sign in', { authorization: 'Basic abc' }, 401, 'use an API Key'],
		["another database's user", { 'x-odoo-database': 'other' }, 401, 'Invalid apikey'],
	])('%s is refused', async (_name, headers, status, message) => {
		expect(await search('{"domain":[]}', headers)).toMatchObject({ status, answer: { message: saying(message) } });
	});

	test('an unknown database is a page; without a name several are none, one is it', async () => {
		expect(await search('{"domain":[]}', { 'x-odoo-database': 'nosuch' })).toEqual({ status: 404, answer: saying('No database is selected') });
		const request = { method: 'POST', headers: { 'content-type': 'application/json', authorization: 'bearer key-1' }, body: '{"domain":[]}' };
		expect((await fetch(`${odoo.url}/json/2/res.users/search`, request)).status).toBe(404);
		const alone = await OdooSimulator.start({ users: [{ login: 'a', password: 'b', apiKeys: ['key-1'] }] });
		expect((await fetch(`${alone.url}/json/2/res.users/search`, request)).status).toBe(200);
		await alone.stop();
	});

	test.each([
		['res.users/search', '{}', 422, "missing a required argument: 'domain'"],
		['res.users/search', '{"domain":[],"nosuch":1}', 422, "unexpected keyword argument 'nosuch'"],
		['res.users/search', '{"domain":[],"ids":[2]}', 422, 'cannot call res.users.search with ids'],
		['res.users/search', '[[]]', 422, '.'],
		['res.users/search', 'domain=', 400, '.'],
		['res.users/search', '{"domain":[["nosuch","=",1]]}', 500, 'Invalid field'],
		['res.users/message_post', '{"ids":[2],"body":"x"}', 404, "'res.users.message_post' does not exist"],
		['no.such.model/search', '{"domain":[]}', 404, "the model 'no.such.model' does not exist"],
		['bus.bus/_sendone', '{}', 403, 'Private methods'],
		['res.partner/write', '{"ids":[99],"vals":{}}', 404, 'does not exist or has been deleted'],
		['mail.activity/create', '{"vals_list":[{}]}', 422, 'Activities must be assigned'],
		['res.users', '{}', 404, 'Did you mean'],
	])('%s with %s: HTTP %i', async (path, body, status, message) => {
		expect(await ask(path, body)).toMatchObject({ status, answer: { message: saying(message) } });
	});

	test('other methods and content types than POST of JSON', async () => {
		expect(await ask('res.users/search', '', {}, 'GET')).toMatchObject({ status: 404, answer: { message: saying('Did you mean POST') } });
		expect(await search('{"domain":[]}', { 'content-type': 'text/plain' })).toEqual({ status: 415, answer: saying('<h1>') });
	});

	test('the version is told on 19, and 16 has none of it', async () => {
		expect(await (await fetch(`${odoo.url}/json/version`)).json()).toMatchObject({ version: '19.0' });
		const old = await OdooSimulator.start({ version: 16 });
		const statuses = ['/json/version', '/web/version', '/json/2/res.users/search'].map(async (path) => (await fetch(old.url + path)).status);
		expect(await Promise.all(statuses)).toEqual([404, 404, 404]);
		await old.stop();
	});
});
