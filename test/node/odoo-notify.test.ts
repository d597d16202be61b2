import type { IDataObject } from 'n8n-workflow';
import { OdooNotify } from '../../nodes/OdooNotify/OdooNotify.node';
import { OdooSimulator } from '../../sandbox/odoo/simulator';
import type { NodeRun } from './engine';
import { credentialTestContext, runNode } from './engine';

let odoo: OdooSimulator;
beforeEach(async () => {
	odoo = await OdooSimulator.start({
		database: 'prod',
		users: [
			{ login: 'bot@example.com', password: 'secret', name: 'Bot' },
			{ login: 'anita@example.com', password: 'x', name: 'Anita' },
			{ login: 'bram@example.com', password: 'x', name: 'Bram' },
			{ login: 'weak@example.com', password: 'weak', mayWriteContacts: false },
		],
	});
});
afterEach(() => odoo.stop());

const ANITA = { userId: 3, partnerId: 4 };
const BRAM = { userId: 4, partnerId: 5 };

function credential(overrides: Record<string, string> = {}) {
	return { baseUrl: odoo.url, database: 'prod', login: 'bot@example.com', password: 'secret', ...overrides };
}

function run(options: Omit<NodeRun, 'credentials'> & { credential?: Record<string, string> }) {
	const { credential: data = credential(), ...rest } = options;
	return runNode(new OdooNotify(), { credentials: { chatwootSlaOdooApi: data }, ...rest });
}

function delivery(email: string, overrides: IDataObject = {}): IDataObject {
	return {
		key: '1:123:frt:1763712000:breach',
		metric: 'frt',
		stage: 'breach',
		dueAt: '2026-11-21T08:00:00.000Z',
		thresholdSeconds: 300,
		overdueSeconds: 130,
		text: 'Conversation #123 (Jane Doe, inbox Website) missed its first response time of 5 min by 2 min 10 s',
		url: 'https://chat.example.com/app/accounts/1/conversations/123',
		conversation: {
			accountId: 1,
			id: 123,
			status: 'open',
			priority: null,
			labels: [],
			inbox: { id: 1, name: 'Website' },
			contact: { id: 9, name: 'Jane Doe' },
			assignee: null,
			team: null,
		},
		delivery: {
			key: `1:123:frt:1763712000:breach:odoo:${email}`,
			channel: 'odoo',
			person: { name: 'Somebody', email },
			slackTarget: '',
		},
		...overrides,
	};
}

function user(value: string) {
	return { __rl: true, mode: 'email', value };
}

const TODAY = () => new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format(new Date());

test('a delivery becomes an activity for its person, due today, with a link in the note', async () => {
	const input = delivery('Anita@example.com');
	const { outputs, error } = await run({ input: [input] });
	expect(error).toBeNull();
	const odooData = { activityId: 1, ...ANITA, model: 'res.partner', recordId: ANITA.partnerId, existing: false };
	expect(outputs).toEqual([[{ json: { ...input, odoo: odooData }, pairedItem: { item: 0 } }]]);
	expect(odoo.activities).toEqual([
		{
			id: 1,
			summary: input['text'],
			note: expect.stringContaining(
				'<a href="https://chat.example.com/app/accounts/1/conversations/123" target="_blank">Open conversation #123 in Chatwoot</a>',
			) as string,
			deadline: TODAY(),
			typeId: 4,
			userId: ANITA.userId,
			resModel: 'res.partner',
			resId: ANITA.partnerId,
			createdBy: 2,
		},
	]);
});

test('any item will do with the fields filled in by hand; a note of its own wins', async () => {
	const parameters = {
		user: user('bram@example.com'),
		summary: '={{ $json.todo }}',
		deadline: 'date',
		deadlineDate: '2026-12-24T00:00:00',
		options: { note: '<p>Hello <b>Bram</b></p>' },
	};
	const { outputs } = await run({ parameters, input: [{ todo: 'Call back' }] });
	expect(outputs[0]).toMatchObject([{ json: { todo: 'Call back', odoo: BRAM } }]);
	expect(odoo.activities).toMatchObject([
		{ summary: 'Call back', note: '<p>Hello <b>Bram</b></p>', deadline: '2026-12-24', userId: BRAM.userId },
	]);
});

test('without a note of its own an item that is no alert gets none', async () => {
	await run({ parameters: { user: user('bram@example.com'), summary: 'x', deadline: 'inDays', deadlineDays: 0 } });
	expect(odoo.activities).toMatchObject([{ note: '', deadline: TODAY() }]);
});

test('hostile text stays text: plain in the summary, escaped in the note, control characters gone', async () => {
	const text = 'Conversation #1 (<script>alert(1)</script> ]]>]]> "&\u0000\u001b🔥\n\nJane) missed';
	const { error } = await run({ input: [delivery('anita@example.com', { text, url: 'javascript:alert(1)' })] });
	expect(error).toBeNull();
	expect(odoo.activities).toMatchObject([
		{
			summary: 'Conversation #1 (<script>alert(1)</script> ]]>]]> "&🔥 Jane) missed',
			note: '<p><strong>Missed first response time</strong></p><p>Conversation #1 (&lt;script&gt;alert(1)&lt;/script&gt; ]]&gt;]]&gt; &quot;&amp;🔥\n\nJane) missed</p><p>Alert key: 1:123:frt:1763712000:breach</p>',
		},
	]);
});

test('executions share one sign-in and the look-ups, and the same alert is created once', async () => {
	await run({ input: [delivery('anita@example.com'), delivery('bram@example.com')] });
	const { outputs } = await run({ input: [delivery('bram@example.com'), delivery('anita@example.com')] });
	expect(outputs[0]).toMatchObject([{ json: { odoo: { activityId: 2, existing: true } } }, { json: { odoo: { activityId: 1, existing: true } } }]);
	expect(odoo.activities.map(({ userId }) => userId)).toEqual([3, 4]);
	expect(odoo.requests.map(({ operation }) => operation)).toEqual([
		'authenticate',
		'search_read on res.users',
		'check_object_reference on ir.model.data',
		'search_read on mail.activity',
		'create on mail.activity',
		'search_read on mail.activity',
	]);
});

describe('one clear line, with the item it is about', () => {
	test.each([
		['wrong database', { database: 'Prod' }, 'Odoo has no database "Prod"', 'upper and lower case matter'],
		['wrong password', { password: 'Secret!' }, /^Odoo does not let "bot@example.com" in on database "prod": login or password is wrong$/, 'case-sensitive'],
		['wrong login', { login: 'Bot@example.com' }, /^Odoo does not let "Bot@example.com" in/, 'API key'],
		['missing rights', { login: 'weak@example.com', password: 'weak' }, /^Odoo refused create on mail.activity: /, 'Contact / Creation'],
		['no address', { baseUrl: '' }, '"" is not a web address', 'https://'],
		['no database', { database: '' }, 'The Odoo credential names no database', 'Enter it'],
	])('%s', async (_name, overrides, message, advice) => {
		const { error } = await run({ credential: credential(overrides), input: [delivery('anita@example.com')] });
		expect(error).toMatchObject({
			message: typeof message === 'string' ? message : (expect.stringMatching(message) as string),
			description: expect.stringContaining(advice) as string,
			context: { itemIndex: 0 },
		});
		expect(JSON.stringify(error)).not.toContain('Secret!');
		expect(odoo.activities).toEqual([]);
	});

	test('a server that is down', async () => {
		await odoo.goDown();
		const { error } = await run({ input: [delivery('anita@example.com')] });
		expect(error).toMatchObject({
			message: `Odoo at ${odoo.url} cannot be reached`,
			description: expect.stringContaining(`connect ECONNREFUSED 127.0.0.1:${odoo.port}`) as string,
			context: { itemIndex: 0 },
		});
		expect(JSON.stringify(error)).not.toContain('secret');
		await odoo.comeUp();
		await run({ input: [delivery('anita@example.com')] });
		expect(odoo.activities).toHaveLength(1);
	});

	test('a missing user stops the node before anything is created', async () => {
		const { error } = await run({ input: [delivery('anita@example.com'), delivery('nobody@example.com')] });
		expect(odoo.activities).toEqual([]);
		expect(error).toMatchObject({
			message: 'Odoo has no active user with the e-mail "nobody@example.com"',
			description: expect.stringContaining('Create or activate the user') as string,
			context: { itemIndex: 1 },
		});
	});

	test.each([
		['no e-mail', { user: user('={{ $json.nothing }}'), summary: 'x' }, 'User is empty or no text'],
		['an ID that is none', { user: { __rl: true, mode: 'id', value: 'Anita' }, summary: 'x' }, 'User: this is no ID'],
		['no summary', { user: user('anita@example.com'), summary: '={{ $json.nothing }}' }, 'Summary is empty or no text'],
		['no date', { user: user('anita@example.com'), summary: 'x', deadline: 'date', deadlineDate: '={{ $json.nothing }}' }, 'The deadline is not a date'],
		['days before today', { user: user('anita@example.com'), summary: 'x', deadline: 'inDays', deadlineDays: -1 }, 'The deadline cannot be in -1 days'],
		['days that are no number', { user: user('anita@example.com'), summary: 'x', deadline: 'inDays', deadlineDays: '={{ "soon" }}' }, 'The deadline cannot be in NaN days'],
	])('%s: nothing is sent', async (_name, parameters, message) => {
		const { error } = await run({ parameters });
		expect(error).toMatchObject({ message, context: { itemIndex: 0 } });
		expect(odoo.requests).toEqual([]);
	});
});

test('a bad item in the middle goes to the error output with its key, the others are done', async () => {
	const input = ['anita@example.com', 'nobody@example.com', 'bram@example.com'].map((email) => delivery(email));
	const { outputs, error } = await run({ input, onError: 'continueErrorOutput' });
	expect(error).toBeNull();
	expect(outputs[0]).toMatchObject([
		{ json: { odoo: ANITA }, pairedItem: { item: 0 } },
		{ json: { odoo: BRAM }, pairedItem: { item: 2 } },
	]);
	expect(outputs[1]).toMatchObject([
		{
			json: {
				error: 'Odoo has no active user with the e-mail "nobody@example.com"',
				delivery: { key: '1:123:frt:1763712000:breach:odoo:nobody@example.com' },
			},
		},
	]);
	expect(outputs[1]).toHaveLength(1);
});

test('an unusable credential fails every item alike, and asks Odoo once', async () => {
	const input = ['anita@example.com', 'bram@example.com'].map((email) => delivery(email));
	const { outputs } = await run({ credential: credential({ password: 'wrong' }), input, onError: 'continueErrorOutput' });
	expect(outputs[0]).toEqual([]);
	expect(outputs[1]?.map(({ json }) => json['error'])).toEqual(
		Array<string>(2).fill('Odoo does not let "bot@example.com" in on database "prod": login or password is wrong'),
	);
	expect(odoo.requests).toHaveLength(1);
});

describe('the credential test', () => {
	const { testOdooCredential } = new OdooNotify().methods.credentialTest;
	const check = (overrides: Record<string, string> = {}) =>
		testOdooCredential.call(credentialTestContext(), {
			id: '1',
			name: 'Odoo',
			type: 'chatwootSlaOdooApi',
			data: credential(overrides),
		});

	test('signs in and names the version, whatever follows the address', async () => {
		const ok = { status: 'OK', message: 'Signed in to Odoo 19.0 as user 2 over XML-RPC' };
		expect(await check()).toEqual(ok);
		expect(await check({ baseUrl: `${odoo.url}/web/login` })).toEqual(ok);
	});

	test.each([
		['a wrong password', { password: 'wrong' }, 'login or password is wrong'],
		['a wrong database', { database: 'nosuchdb' }, 'Odoo has no database "nosuchdb"'],
		['another path', { baseUrl: 'PATH' }, 'answered with HTTP 404 and no XML-RPC'],
		['an address that is none', { baseUrl: 'ftp://x' }, 'is not a web address'],
	])('tells %s', async (_name, overrides, message) => {
		const baseUrl = 'baseUrl' in overrides && overrides.baseUrl === 'PATH' ? { baseUrl: `${odoo.url}/shop` } : {};
		expect(await check({ ...overrides, ...baseUrl })).toEqual({
			status: 'Error',
			message: expect.stringContaining(message) as string,
		});
	});

	test('tells a server that is down', async () => {
		await odoo.goDown();
		expect(await check()).toEqual({
			status: 'Error',
			message: expect.stringContaining(`Odoo at ${odoo.url} cannot be reached. connect ECONNREFUSED`) as string,
		});
	});
});
