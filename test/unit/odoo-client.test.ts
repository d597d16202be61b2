import type { HttpTransport } from '../../core/http/transport';
import type { Pause } from '../../core/odoo/client';
import { createOdooClient } from '../../core/odoo/client';
import type { OdooCall, OdooCredential } from '../../core/odoo/protocol';
import { OdooSimulator } from '../../sandbox/odoo/simulator';

const viaFetch: HttpTransport = async ({ method, url, headers = {}, body }) => {
	const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
	return { status: response.status, headers: {}, body: await response.text() };
};

const USERS = [
	{ login: 'bot', password: 'secret', apiKeys: ['key-1'], email: 'bot@example.com' },
	{ login: 'anita@example.com', password: 'x' },
	{ login: 'boss', password: 'x' },
];
const BOT = { id: 2, partnerId: 3 };
const ANITA = { id: 3, partnerId: 4 };

let odoo: OdooSimulator;
beforeEach(async () => {
	odoo = await OdooSimulator.start({ users: USERS });
});
afterEach(() => odoo.stop());

const waited: number[] = [];
beforeEach(() => void waited.splice(0));
const pause: Pause = (ms) => {
	waited.push(ms);
	return Promise.resolve();
};

function client(overrides: Partial<OdooCredential> = {}, transport = viaFetch) {
	const credential = { baseUrl: odoo.url, database: 'odoo', login: 'bot', password: 'secret', ...overrides };
	return createOdooClient(credential, transport, pause);
}

const CREATE: OdooCall = {
	model: 'mail.activity',
	method: 'create',
	params: { vals_list: [{ summary: 'Answer', user_id: ANITA.id, res_id: ANITA.partnerId, date_deadline: '2026-11-21' }] },
	options: { context: { default_res_model: 'res.partner' } },
};
const CREATED = 'create on mail.activity';
const FIND_ANITA: OdooCall = { model: 'res.users', method: 'search', params: { domain: [['login', '=', 'anita@example.com']] } };
const FOUND = 'search on res.users';

const count = (operation: string) => odoo.requests.filter((request) => request.operation === operation).length;

describe.each([
	['xmlrpc', {}],
	['json2', { apiKey: 'key-1', password: '' }],
] as const)('a call over %s', (protocol, secrets) => {
	const over = () => client({ protocol, ...secrets });

	test('on the model answers a list of ids for a list of values', async () => {
		expect(await over().execute(CREATE)).toEqual([1]);
		expect(odoo.activities).toMatchObject([{ id: 1, summary: 'Answer', resId: ANITA.partnerId, createdBy: BOT.id }]);
		expect(odoo.requests.at(-1)).toEqual({ operation: CREATED, protocol, uid: BOT.id });
	});

	test('on records, with arguments by position and by name', async () => {
		const write = { model: 'res.partner', method: 'write', ids: [ANITA.partnerId], params: { vals: { name: 'Anita A.' } } };
		expect(await over().execute(write)).toBe(true);
		const read = { model: 'res.partner', method: 'read', ids: [ANITA.partnerId], options: { fields: ['name'] } };
		expect(await over().execute(read)).toEqual([{ id: ANITA.partnerId, name: 'Anita A.' }]);
	});

	test('that has nothing to answer is null where the caller knows it', async () => {
		const call = { model: 'res.partner', method: 'message_unsubscribe', ids: [ANITA.partnerId], options: { partner_ids: [BOT.partnerId] } };
		expect(await over().execute(call, { mayAnswerNothing: true })).toBeNull();
	});

	test('tells what Odoo knows of it: version, user, protocol', async () => {
		expect(await over().version()).toBe('19.0');
		expect(await over().signIn()).toBe(BOT.id);
		expect(await over().protocolName()).toBe(protocol === 'json2' ? 'JSON-2' : 'XML-RPC');
	});

	test('carries text as it is, but for control characters and halves of characters', async () => {
		const text = '<b>&amp;</b> ]]> "🔥"\nü';
		await over().execute({ ...CREATE, params: { vals_list: [{ ...BARE, summary: `${text}\u0000\u001b\ud83d` }] } });
		expect(odoo.activities).toMatchObject([{ summary: text }]);
	});
});

const BARE = { user_id: ANITA.id, res_id: ANITA.partnerId, date_deadline: '2026-11-21' };

test('over XML-RPC the fault of a method without a result is an error for who expects one, and is not tried again', async () => {
	const call = { model: 'res.partner', method: 'message_unsubscribe', ids: [ANITA.partnerId], params: { partner_ids: [BOT.partnerId] } };
	await expect(client().execute(call)).rejects.toMatchObject({ kind: 'no-answer-value', retryable: false });
	expect(count('message_unsubscribe on res.partner')).toBe(1);
});

describe('the protocol', () => {
	test.each([
		['auto with a key on 19', 19, { apiKey: 'key-1' }, 'JSON-2'],
		['auto with a key on 16', 16, { apiKey: 'key-1' }, 'XML-RPC'],
		['auto with a password on 19', 19, {}, 'XML-RPC'],
		['XML-RPC by choice, with a key', 19, { apiKey: 'key-1', protocol: 'xmlrpc' }, 'XML-RPC'],
	] as const)('%s', async (_name, version, overrides, name) => {
		const server = await OdooSimulator.start({ version, users: USERS });
		const chosen = client({ baseUrl: server.url, ...overrides });
		expect(await chosen.protocolName()).toBe(name);
		expect(await chosen.signIn()).toBe(BOT.id);
		expect(await chosen.version()).toBe(`${version}.0`);
		await server.stop();
	});

	test('is asked for once for many clients', async () => {
		for (let n = 0; n < 3; n++) await client({ apiKey: 'key-1' }).execute(FIND_ANITA);
		expect(odoo.requests.map(({ operation }) => operation)).toEqual(['version', 'context_get on res.users', FOUND, FOUND, FOUND]);
	});

	test('stays unknown while the server is down: it is not taken for an old one', async () => {
		odoo.failNext({ status: 502 });
		odoo.failNext({ status: 502 });
		odoo.failNext({ status: 502 });
		await expect(client({ apiKey: 'key-1' }).protocolName()).rejects.toThrow('HTTP 502');
		expect(await client({ apiKey: 'key-1' }).protocolName()).toBe('JSON-2');
	});

	test('JSON-2 without a key, and no secret at all, are refused before anything is sent', async () => {
		await expect(client({ protocol: 'json2' }).signIn()).rejects.toThrow('no API key');
		await expect(client({ password: '' }).signIn()).rejects.toThrow('neither a password nor an API key');
		expect(odoo.requests).toEqual([]);
	});

	test('JSON-2 chosen for Odoo 16 says that it came with 19', async () => {
		const old = await OdooSimulator.start({ version: 16, users: USERS });
		const chosen = client({ baseUrl: old.url, apiKey: 'key-1', protocol: 'json2' });
		await expect(chosen.signIn()).rejects.toMatchObject({ advice: expect.stringContaining('came with Odoo 19') as string });
		await expect(chosen.version()).rejects.toThrow('no JSON-2');
		await old.stop();
	});
});

describe('the sign-in', () => {
	test('is shared by clients, also by those who come at once', async () => {
		await Promise.all([client().signIn(), client().signIn(), client({ baseUrl: `${odoo.url}/odoo/` }).signIn()]);
		await client().signIn();
		expect(count('authenticate')).toBe(1);
	});

	test('is another one for another password', async () => {
		await client().signIn();
		await expect(client({ password: 'wrong' }).signIn()).rejects.toThrow('login or password is wrong');
	});

	test('is made once again when Odoo no longer accepts it, and the call repeated', async () => {
		await client().execute(CREATE);
		const bot = odoo.users.find(({ login }) => login === 'bot');
		const other = odoo.users.find(({ login }) => login === 'boss');
		if (bot === undefined || other === undefined) throw new Error('there are users');
		// As after a restore: the login has another id, and the old id is somebody else's.
		[bot.id, other.id] = [other.id, bot.id];
		await client().execute(CREATE);
		expect(odoo.activities.map(({ createdBy }) => createdBy)).toEqual([other.id, bot.id]);
		expect(count('authenticate')).toBe(2);
	});

	test.each([
		['password', { password: 'wrong' }, 'login or password is wrong', 'authenticate'],
		['key', { apiKey: 'old', protocol: 'json2' }, 'does not accept the API key', 'context_get on res.users'],
	] as const)('with a refused %s is tried once a client: Odoo bars who fails too often', async (_name, secret, message, operation) => {
		const refused = client(secret);
		for (const call of [CREATE, FIND_ANITA]) await expect(refused.execute(call)).rejects.toThrow(message);
		expect(count(operation)).toBe(1);
	});

	test('over JSON-2 goes by the login where the context names no user', async () => {
		const silent: HttpTransport = async (request) => {
			const response = await viaFetch(request);
			return request.url.endsWith('context_get') ? { ...response, body: '{"lang":"en_US"}' } : response;
		};
		expect(await client({ apiKey: 'key-1', protocol: 'json2' }, silent).signIn()).toBe(BOT.id);
	});
});

describe('look-ups', () => {
	test('are remembered for all clients of a credential', async () => {
		for (let n = 0; n < 3; n++) expect(await client().lookUp(FIND_ANITA)).toEqual([ANITA.id]);
		expect(count(FOUND)).toBe(1);
	});

	test('who was missing is looked for again', async () => {
		const findNew = { ...FIND_ANITA, params: { domain: [['login', '=', 'new']] } };
		expect(await client().lookUp(findNew)).toEqual([]);
		const [someone] = odoo.users;
		if (someone === undefined) throw new Error('there are users');
		odoo.users.push({ ...someone, id: 50, partnerId: 51, login: 'new' });
		expect(await client().lookUp(findNew)).toEqual([50]);
	});

	test('after a refusal for rights everything is looked up afresh', async () => {
		await client().lookUp(FIND_ANITA);
		const bot = odoo.users.find(({ login }) => login === 'bot');
		if (bot === undefined) throw new Error('there is a bot');
		bot.mayWriteContacts = false;
		await expect(client().execute(CREATE)).rejects.toMatchObject({ kind: 'rights' });
		expect(count(CREATED)).toBe(1);
		await client().lookUp(FIND_ANITA);
		expect(count('authenticate')).toBe(2);
		expect(count(FOUND)).toBe(2);
	});
});

describe.each([
	['xmlrpc', {}],
	['json2', { apiKey: 'key-1' }],
] as const)('a failure over %s', (protocol, secrets) => {
	const over = () => client({ protocol, ...secrets });

	test.each([429, 502, 503, 504])('HTTP %i to a call that reads is tried again, twice at most', async (status) => {
		odoo.failNext({ status, operation: FOUND });
		odoo.failNext({ status, operation: FOUND });
		expect(await over().execute(FIND_ANITA)).toEqual([ANITA.id]);
		expect(waited).toEqual([500, 2000]);
		for (let n = 0; n < 3; n++) odoo.failNext({ status, operation: FOUND });
		await expect(over().execute(FIND_ANITA)).rejects.toMatchObject({ message: expect.stringContaining(`HTTP ${status}`) as string, retryable: true });
		expect(count(FOUND)).toBe(6);
	});

	test.each([429, 503])('HTTP %i to a call that changes something is tried again: nobody acted on it', async (status) => {
		odoo.failNext({ status, operation: CREATED });
		expect(await over().execute(CREATE)).toEqual([1]);
		expect(odoo.activities).toHaveLength(1);
	});

	test.each([500, 502, 504])('HTTP %i after a change was made is not: it would be made twice', async (status) => {
		odoo.failNext({ status, operation: CREATED, afterCommit: true });
		await expect(over().execute(CREATE)).rejects.toMatchObject({
			retryable: false,
			advice: expect.stringContaining('may have done create on mail.activity') as string,
		});
		expect(odoo.activities).toHaveLength(1);
		expect(waited).toEqual([]);
	});

	test('a connection that breaks off after a change was made says so, and nothing is repeated', async () => {
		odoo.failNext({ hangUp: true, operation: CREATED, afterCommit: true });
		await expect(over().execute(CREATE)).rejects.toMatchObject({
			message: `Odoo at ${odoo.url} gave no answer to create on mail.activity`,
			advice: expect.stringContaining('look there before you do it again') as string,
			retryable: false,
		});
		expect(odoo.activities).toHaveLength(1);
		expect(count(CREATED)).toBe(1);
	});

	test('a connection that breaks off while reading is tried again', async () => {
		odoo.failNext({ hangUp: true, operation: FOUND });
		expect(await over().execute(FIND_ANITA)).toEqual([ANITA.id]);
	});

	test('a server that is down is tried again also for a change, and serves it when it is up in time', async () => {
		const patient = createOdooClient({ baseUrl: odoo.url, database: 'odoo', login: 'bot', password: 'secret', protocol, ...secrets }, viaFetch, () =>
			odoo.comeUp(),
		);
		await patient.signIn();
		await odoo.goDown();
		expect(await patient.execute(CREATE)).toEqual([1]);
		expect(odoo.activities).toHaveLength(1);
	});

	test('a server that does not answer in time is asked once: all that comes after would wait longer', async () => {
		let asked = 0;
		const silent: HttpTransport = () => {
			asked++;
			return Promise.reject(Object.assign(new Error('The connection was aborted'), { code: 'ECONNABORTED' }));
		};
		await expect(client({}, silent).execute(FIND_ANITA)).rejects.toMatchObject({ message: `Odoo at ${odoo.url} cannot be reached`, serverAway: true });
		expect({ asked, waited }).toEqual({ asked: 1, waited: [] });
	});

	test('without a pause nothing is tried again', async () => {
		const hasty = createOdooClient({ baseUrl: odoo.url, database: 'odoo', login: 'bot', password: 'secret', protocol, ...secrets }, viaFetch);
		odoo.failNext({ status: 503, operation: FOUND });
		await expect(hasty.execute(FIND_ANITA)).rejects.toThrow('HTTP 503');
		expect(await hasty.execute(FIND_ANITA)).toEqual([ANITA.id]);
	});
});

describe('a server that does not answer as Odoo does', () => {
	const answering = (status: number, body = '<html>oh</html>') =>
		createOdooClient({ baseUrl: 'https://odoo.example.com', database: `db${status}`, login: 'bot', password: 'secret' }, () =>
			Promise.resolve({ status, headers: {}, body }),
		);

	test.each([
		[502, 'is down or busy'],
		[404, 'without /web or /odoo'],
		[200, 'without /web or /odoo'],
		[301, 'redirect'],
		[405, 'redirect'],
	])('HTTP %i', async (status, advice) => {
		await expect(answering(status).signIn()).rejects.toMatchObject({
			message: `https://odoo.example.com answered with HTTP ${status} and no XML-RPC`,
			advice: expect.stringContaining(advice) as string,
		});
	});

	test('a failed connection names the server and the reason, and no password', async () => {
		const failing = createOdooClient({ baseUrl: 'odoo.example.com', database: 'd', login: 'bot', password: 's3cret' }, () =>
			Promise.reject(new Error('connect ECONNREFUSED 10.0.0.1:443')),
		);
		const error: unknown = await failing.signIn().catch((caught: unknown) => caught);
		expect(error).toMatchObject({
			message: 'Odoo at https://odoo.example.com cannot be reached',
			advice: expect.stringContaining('connect ECONNREFUSED 10.0.0.1:443') as string,
			retryable: true,
			cause: undefined,
		});
	});
});

test('a credential without a database is refused before anything is sent', () => {
	expect(() => client({ database: ' ' })).toThrow('The Odoo credential names no database');
});
