import type { HttpTransport } from '../../core/http/transport';
import { createActivity } from '../../core/odoo/activities';
import { createOdooClient } from '../../core/odoo/client';
import { OdooSimulator } from '../../sandbox/odoo/simulator';

const viaFetch: HttpTransport = async ({ method, url, headers = {}, body }) => {
	const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
	return { status: response.status, headers: {}, body: await response.text() };
};

let odoo: OdooSimulator;
beforeEach(async () => {
	odoo = await OdooSimulator.start({
		users: [
			{ login: 'bot', password: 'secret', email: 'bot@example.com' },
			{ login: 'Anita@Example.com', password: 'x' },
			{ login: 'boss', password: 'x', email: 'bram@example.com' },
			{ login: 'bram@example.com', password: 'x', email: 'b@example.com' },
			{ login: 'a_b@example.com', password: 'x' },
			{ login: 'axb@example.com', password: 'x' },
			{ login: 'portal@example.com', password: 'x', isPortal: true },
			{ login: 'gone@example.com', password: 'x', isActive: false },
		],
	});
});
afterEach(() => odoo.stop());

function client(overrides: { baseUrl?: string; password?: string } = {}) {
	return createOdooClient({ baseUrl: odoo.url, database: 'odoo', login: 'bot', password: 'secret', ...overrides }, viaFetch);
}

function activityFor(userEmail: string) {
	return { userEmail, summary: 'Answer', noteHtml: '', deadline: '2026-11-21' };
}

const count = (operation: string) => odoo.requests.filter((request) => request.operation === operation).length;

describe('the user', () => {
	test.each([
		['whatever the case', 'anita@EXAMPLE.com', 3],
		['by login before e-mail', 'bram@example.com', 5],
		['with _ as itself, not any character', 'a_b@example.com', 6],
		['with spaces around', '  axb@example.com ', 7],
	])('is found %s', async (_name, email, userId) => {
		expect(await createActivity(client(), activityFor(email))).toEqual({ activityId: 1, userId, partnerId: userId + 1 });
	});

	test.each([
		['%@example.com', 'Odoo has no active user with the e-mail "%@example.com"'],
		['nobody@example.com', 'Odoo has no active user with the e-mail "nobody@example.com"'],
		['gone@example.com', 'Odoo has no active user with the e-mail "gone@example.com"'],
		['portal@example.com', '"portal@example.com" is only a portal user in Odoo'],
	])('%s is not found', async (email, message) => {
		await expect(createActivity(client(), activityFor(email))).rejects.toMatchObject({
			message,
			advice: expect.stringContaining('Route SLA Alert') as string,
		});
		expect(odoo.activities).toEqual([]);
	});

	test('who was missing is looked for again', async () => {
		await expect(createActivity(client(), activityFor('new@example.com'))).rejects.toThrow('no active user');
		const [someone] = odoo.users;
		if (someone === undefined) throw new Error('there are users');
		odoo.users.push({ ...someone, id: 50, partnerId: 51, login: 'new@example.com' });
		expect(await createActivity(client(), activityFor('new@example.com'))).toMatchObject({ userId: 50 });
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
		await createActivity(client(), activityFor('anita@example.com'));
		const bot = odoo.users.find(({ login }) => login === 'bot');
		const other = odoo.users.find(({ login }) => login === 'boss');
		if (bot === undefined || other === undefined) throw new Error('there are users');
		// As after a restore: the login has another id, and the old id is somebody else's.
		[bot.id, other.id] = [other.id, bot.id];
		await createActivity(client(), activityFor('anita@example.com'));
		expect(odoo.activities.map(({ createdBy }) => createdBy)).toEqual([other.id, bot.id]);
		expect(count('authenticate')).toBe(2);
	});

	test('with a refused password is tried once a client: Odoo bars who fails too often', async () => {
		const refused = client({ password: 'wrong' });
		for (const email of ['anita@example.com', 'bram@example.com']) {
			await expect(createActivity(refused, activityFor(email))).rejects.toThrow('login or password is wrong');
		}
		expect(count('authenticate')).toBe(1);
	});
});

test('look-ups are remembered: five activities for one user take eight requests', async () => {
	for (let n = 0; n < 5; n++) await createActivity(client(), activityFor('anita@example.com'));
	expect(odoo.requests.map(({ operation }) => operation)).toEqual([
		'authenticate',
		'search_read on res.users',
		'check_object_reference on ir.model.data',
		...Array<string>(5).fill('create on mail.activity'),
	]);
});

test('after a refusal for rights everything is looked up afresh', async () => {
	await createActivity(client(), activityFor('anita@example.com'));
	const bot = odoo.users.find(({ login }) => login === 'bot');
	if (bot === undefined) throw new Error('there is a bot');
	bot.mayWriteContacts = false;
	await expect(createActivity(client(), activityFor('anita@example.com'))).rejects.toMatchObject({ kind: 'rights' });
	expect(count('create on mail.activity')).toBe(2);
	bot.mayWriteContacts = true;
	await createActivity(client(), activityFor('anita@example.com'));
	expect(count('authenticate')).toBe(2);
	expect(count('search_read on res.users')).toBe(2);
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

	test('a call that changes something is not to be repeated after a 502, one that reads is', async () => {
		const broken = (operation: string): HttpTransport => async (request) => {
			const response = await viaFetch(request);
			return request.body?.includes(operation) === true ? { status: 502, headers: {}, body: 'Bad Gateway' } : response;
		};
		const credential = { baseUrl: odoo.url, database: 'odoo', login: 'bot', password: 'secret' };
		const activity = activityFor('anita@example.com');
		await expect(createActivity(createOdooClient(credential, broken('search_read')), activity)).rejects.toMatchObject({ retryable: true });
		await expect(createActivity(createOdooClient(credential, broken('mail.activity<')), activity)).rejects.toMatchObject({
			retryable: false,
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

test('a method that did its work and has nothing to say answers null where the caller knows it', async () => {
	const nothing: HttpTransport = (request) =>
		request.url.endsWith('/object')
			? Promise.resolve({ status: 200, headers: {}, body: marshalFault })
			: viaFetch(request);
	const silent = createOdooClient({ baseUrl: odoo.url, database: 'odoo', login: 'bot', password: 'secret' }, nothing);
	const call = { model: 'res.partner', method: 'message_unsubscribe', args: [[3], [3]], kwargs: {} };
	expect(await silent.execute(call, { mayAnswerNothing: true })).toBeNull();
	await expect(silent.execute(call)).rejects.toMatchObject({ kind: 'no-answer-value', retryable: false });
});

const marshalFault =
	'<?xml version="1.0"?><methodResponse><fault><value><struct><member><name>faultCode</name><value><int>1</int></value></member>' +
	'<member><name>faultString</name><value><string>TypeError: cannot marshal None unless allow_none is enabled</string></value></member>' +
	'</struct></value></fault></methodResponse>';

test('a credential without a database is refused before anything is sent', () => {
	expect(() => createOdooClient({ baseUrl: odoo.url, database: ' ', login: 'bot', password: 'x' }, viaFetch)).toThrow(
		'The Odoo credential names no database',
	);
});
