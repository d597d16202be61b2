import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ChatwootSlaApi } from '../../credentials/ChatwootSlaApi.credentials';
import { ChatwootSlaTrigger } from '../../nodes/ChatwootSlaTrigger/ChatwootSlaTrigger.node';
import { replays } from '../../nodes/ChatwootSlaTrigger/verify';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { signatureHeaders } from '../../sandbox/chatwoot/signing';
import { WebhookHost } from './chatwoot-sla-trigger.harness';
import { registerCredentialType } from './engine';

const trigger = new ChatwootSlaTrigger();
registerCredentialType(new ChatwootSlaApi());

const JSON_TYPE = { 'content-type': 'application/json' };
const CUSTOMER_TEXT = 'My card is 4111-1111';
const EVENT = {
	event: 'conversation_updated',
	id: 1,
	account: { id: 1 },
	status: 'open',
	messages: [{ content: CUSTOMER_TEXT }],
	meta: { sender: { id: 1, name: 'Jane Doe', email: 'jane@example.com' } },
};

let chatwoot: ChatwootSimulator;
let n8n: WebhookHost;
let staticData: IDataObject;
let parameters: INodeParameters;
let baseUrl: string;
/** Counts up, so that no two events are alike. */
let serial = 0;

beforeEach(async () => {
	chatwoot = await ChatwootSimulator.start();
	n8n = await WebhookHost.start(trigger, () => ({
		parameters,
		staticData,
		credentials: { chatwootSlaApi: { baseUrl, accountId: 1, accessToken: chatwoot.token } },
	}));
	staticData = {};
	parameters = {};
	baseUrl = chatwoot.url;
	await trigger.webhookMethods.default.create.call(n8n.hooks());
	chatwoot.requests.length = 0;
});
afterEach(async () => {
	await chatwoot.stop();
	await n8n.stop();
	jest.useRealTimers();
});

const text = (more: object = {}) => JSON.stringify({ ...EVENT, serial: serial++, ...more });
const secret = () => chatwoot.webhooks[0]?.secret ?? '';
const lookUps = () => chatwoot.requests.filter(({ path }) => path.endsWith('/webhooks')).length;

function signed(body: string | Buffer, { key = secret(), at = Math.floor(Date.now() / 1000) } = {}): Record<string, string> {
	return { ...JSON_TYPE, ...signatureHeaders(body, key, new Date(at * 1000)) };
}

/** The clock, and nothing else, so many seconds on. */
function laterBy(seconds: number): void {
	const doNotFake = ['nextTick', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'queueMicrotask', 'performance', 'hrtime'] as const;
	jest.useFakeTimers({ now: Date.now() + seconds * 1000, doNotFake: [...doNotFake] });
}

describe('a body that Chatwoot would not send, signed or not, starts nothing:', () => {
	const WRONG_TYPE = 'content type is not application/json';

	test.each([
		['larger than 4 MB', 413, 'body too large', 'application/json', text({ blob: 'a'.repeat(4 * 1024 * 1024) })],
		['plain text', 415, WRONG_TYPE, 'text/plain', text()],
		['no type', 415, WRONG_TYPE, '', text()],
		['a form', 415, WRONG_TYPE, 'application/x-www-form-urlencoded', 'event=message_created'],
		['a form with files', 415, WRONG_TYPE, 'multipart/form-data; boundary=x', '--x--'],
	])('%s: %d', async (_what, status, reason, type, body) => {
		expect(await n8n.send(body, { 'content-type': type })).toEqual({ status, body: { status: 'refused', reason } });
		expect(await n8n.send(body, { ...signed(body), 'content-type': type })).toEqual({ status, body: { status: 'refused', reason } });
		expect(n8n.executions).toEqual([]);
		expect(lookUps()).toBe(0);
	});

	test.each([
		['nothing', '', 'not JSON'],
		['null', 'null', 'not a JSON object'],
		['a list', JSON.stringify([EVENT]), 'not a JSON object'],
		['a text', '"message_created"', 'not a JSON object'],
		['another shape', '{"hello":"world"}', 'This is not a Chatwoot event: event: is missing'],
		['deep JSON', `{"event":"message_created","a":${'['.repeat(5000)}${']'.repeat(5000)}}`, 'nested too deeply'],
		['__proto__', '{"event":"conversation_updated","id":1,"account":{"id":1},"__proto__":{"polluted":true}}', 'forbidden key'],
		['constructor.prototype', '{"event":"x","meta":{"constructor":{"prototype":{"polluted":true}}}}', 'forbidden key'],
	])('%s: 401 unsigned, 400 signed', async (_what, body, reason) => {
		expect((await n8n.send(body, JSON_TYPE)).status).toBe(401);
		expect(await n8n.send(body, signed(body))).toEqual({ status: 400, body: { status: 'refused', reason } });
		expect(n8n.executions).toEqual([]);
		expect({}).not.toHaveProperty('polluted');
	});

	test('a long value is not sent back in full', async () => {
		const body = text({ status: 'x'.repeat(100_000) });
		const { status, body: answer } = await n8n.send(body, signed(body));
		expect(status).toBe(400);
		expect(JSON.stringify(answer).length).toBeLessThan(300);
	});
});

describe('the size limit', () => {
	test('can be moved', async () => {
		const body = text({ blob: 'a'.repeat(2 * 1024 * 1024) });
		parameters = { options: { maxBodyMegabytes: 1 } };
		expect((await n8n.send(body, signed(body))).status).toBe(413);
		parameters = { options: { maxBodyMegabytes: 3 } };
		expect((await n8n.send(body, signed(body))).status).toBe(200);
	});

	test('counts what comes out of a compressed body', async () => {
		const bomb = text({ blob: ' '.repeat(5 * 1024 * 1024) });
		expect((await n8n.send(gzipSync(bomb), { ...signed(bomb), 'content-encoding': 'gzip' })).status).toBe(413);
		const fine = text();
		expect((await n8n.send(gzipSync(fine), { ...signed(fine), 'content-encoding': 'gzip' })).status).toBe(200);
	});
});

describe('an item', () => {
	test('holds what was signed, not what an unsigned header made of it', async () => {
		const body = text({ name: 'Zoë' });
		await n8n.send(body, { ...signed(body), 'content-type': 'application/json; charset=latin1' });
		expect(n8n.executions).toMatchObject([[[{ json: { name: 'Zoë' } }]]]);
	});

	test('is the payload also when that looks like an item of n8n', async () => {
		const body = text({ json: { event: 'forged' }, binary: { data: {} }, error: 'none' });
		await n8n.send(body, signed(body));
		expect(n8n.executions).toEqual([[[{ json: JSON.parse(body) as unknown }]]]);
	});
});

describe('a request that came in before', () => {
	const REPLAY = { status: 200, body: { status: 'ignored', reason: 'replay' } };
	const ACCEPTED = { status: 200, body: { status: 'accepted' } };

	test('starts nothing, whatever its delivery id was changed to', async () => {
		const body = text();
		const headers = { ...signed(body), 'x-chatwoot-delivery': 'one' };
		expect(await n8n.send(body, headers)).toEqual(ACCEPTED);
		expect(await n8n.send(body, headers)).toEqual(REPLAY);
		expect(await n8n.send(body, { ...headers, 'x-chatwoot-delivery': 'two' })).toEqual(REPLAY);
		expect(n8n.executions).toHaveLength(1);
	});

	test('starts nothing when an older Chatwoot sends no delivery id', async () => {
		const body = text();
		const headers = signed(body);
		await n8n.send(body, headers);
		expect(await n8n.send(body, headers)).toEqual(REPLAY);
	});

	test('and is signed anew under the same delivery id starts nothing', async () => {
		const delivery = { 'x-chatwoot-delivery': `again-${Date.now()}` };
		const [first, second] = [text(), text()];
		await n8n.send(first, { ...signed(first), ...delivery });
		expect(await n8n.send(second, { ...signed(second), ...delivery })).toEqual(REPLAY);
	});

	test('twenty times at once starts one execution', async () => {
		const body = text();
		const headers = signed(body);
		const answers = await Promise.all(Array.from({ length: 20 }, () => n8n.send(body, headers)));
		expect(answers.filter(({ body: answer }) => JSON.stringify(answer) === JSON.stringify(ACCEPTED.body))).toHaveLength(1);
		expect(n8n.executions).toHaveLength(1);
	});

	test('is refused once its time is over', async () => {
		const body = text();
		const headers = signed(body);
		await n8n.send(body, headers);
		laterBy(298);
		expect(await n8n.send(body, headers)).toEqual(REPLAY);
		laterBy(4);
		expect(await n8n.send(body, headers)).toMatchObject({ status: 401, body: { reason: 'timestamp outside the time window' } });
	});

	test('is told by its delivery id where signatures are not verified', async () => {
		parameters = { options: { verifySignature: false } };
		const body = text();
		const delivery = { ...JSON_TYPE, 'x-chatwoot-delivery': `unsigned-${Date.now()}` };
		expect(await n8n.send(body, delivery)).toEqual(ACCEPTED);
		expect(await n8n.send(body, delivery)).toEqual(REPLAY);
		expect(await n8n.send(body, JSON_TYPE)).toEqual(ACCEPTED);
		expect(await n8n.send(body, JSON_TYPE)).toEqual(ACCEPTED);
	});

	test('fills no memory, whatever delivery ids are made up for it', async () => {
		const body = text();
		const headers = signed(body);
		const before = replays.size;
		for (let copy = 0; copy < 100; copy++) await n8n.hand(body, { ...headers, 'x-chatwoot-delivery': `${before} ${copy}` });
		expect(replays.size).toBe(before + 2);
		expect(n8n.executions).toHaveLength(1);
	});

	test('while the editor listened is new to the production webhook', async () => {
		const body = text();
		const headers = signed(body, { key: 'typed' });
		parameters = { options: { webhookSecret: 'typed' } };
		const test = await fetch(n8n.webhookUrl({ test: true }), { method: 'POST', headers, body });
		expect(await test.json()).toEqual(ACCEPTED.body);
		expect(await n8n.send(body, headers)).toEqual(ACCEPTED);
	});

	test('and was refused then is not remembered: a forger can block nothing', async () => {
		const body = text();
		const forged = { ...signed(body), 'x-chatwoot-signature': `sha256=${'0'.repeat(64)}`, 'x-chatwoot-delivery': `mine-${Date.now()}` };
		expect((await n8n.send(body, forged)).status).toBe(401);
		expect(await n8n.send(body, { ...signed(body), 'x-chatwoot-delivery': forged['x-chatwoot-delivery'] })).toEqual(ACCEPTED);
	});
});

describe('the log tells', () => {
	test.each([
		[-400, /401.*no forgery.*40[01] s ago.*NTP/],
		[400, /401.*no forgery.*(399|400) s ahead.*NTP/],
	])('wrong clocks (%d s) from forgery', async (offset, line) => {
		const body = text();
		const answer = await n8n.send(body, signed(body, { at: Math.floor(Date.now() / 1000) + offset }));
		expect(answer).toMatchObject({ status: 401, body: { reason: 'timestamp outside the time window' } });
		expect(n8n.log.join()).toMatch(line);
	});

	test('a forgery, or a proxy that writes JSON anew', async () => {
		const body = text();
		const headers = signed(body);
		const rewritten = JSON.stringify(JSON.parse(body), null, 2);
		expect(await n8n.send(rewritten, headers)).toMatchObject({ status: 401, body: { reason: 'signature wrong' } });
		expect(n8n.log.join()).toMatch(/forged.*another secret.*proxy/);
	});

	test('no token, secret or word of a customer, whatever came in', async () => {
		const good = text();
		const guess = 'sha256=' + 'ab'.repeat(32);
		const typed = 'typed-secret-of-ours';
		for (const options of [{}, { webhookSecret: typed }, { verifySignature: false }]) {
			parameters = { options };
			const strange = [{ status: CUSTOMER_TEXT }, { id: CUSTOMER_TEXT }, { event: CUSTOMER_TEXT, [CUSTOMER_TEXT]: {} }].map(text);
			for (const body of [good, CUSTOMER_TEXT, JSON.stringify(CUSTOMER_TEXT), ...strange]) {
				await n8n.hand(body, signed(body, { at: 1 }));
				await n8n.hand(body, { ...signed(body), 'x-chatwoot-signature': guess });
				await n8n.hand(body, { ...signed(body), 'content-type': CUSTOMER_TEXT });
				await n8n.hand(body, { ...signed(body), 'x-chatwoot-timestamp': CUSTOMER_TEXT, 'x-chatwoot-delivery': CUSTOMER_TEXT });
				await n8n.hand(body, signed(body, { key: typed }));
			}
		}
		parameters = {};
		staticData = {};
		laterBy(60);
		chatwoot.answerNextWith(500, { error: `${chatwoot.token} ${CUSTOMER_TEXT}` });
		await n8n.hand(good, { ...signed(good), 'x-chatwoot-signature': guess });

		const log = n8n.log.join('\n');
		expect(n8n.log.length).toBeGreaterThan(40);
		expect(log).toContain('could not be asked');
		for (const word of [secret(), chatwoot.token, typed, guess, CUSTOMER_TEXT, '4111', 'Jane', 'jane@']) expect(log).not.toContain(word);
	});
});

describe('the secret', () => {
	const rotate = () => {
		const [webhook] = chatwoot.webhooks;
		if (webhook !== undefined) webhook.secret = 'the-new-secret';
	};

	test('that was replaced in Chatwoot is read again, and kept', async () => {
		rotate();
		const [first, second] = [text(), text()];
		expect((await n8n.send(first, signed(first))).status).toBe(200);
		expect((await n8n.send(second, signed(second))).status).toBe(200);
		expect(lookUps()).toBe(1);
	});

	test('is asked for once in ten seconds, whatever strangers send', async () => {
		for (let round = 0; round < 50; round++) {
			const body = text();
			expect((await n8n.hand(body, signed(body, { key: 'guessed' }))).status).toBe(401);
		}
		expect(lookUps()).toBe(1);

		laterBy(11);
		rotate();
		const body = text();
		expect((await n8n.hand(body, signed(body))).status).toBe(200);
		expect(lookUps()).toBe(2);
	});

	test('is asked for as seldom while Chatwoot fails', async () => {
		staticData = {};
		for (let round = 0; round < 50; round++) chatwoot.answerNextWith(500);
		for (let round = 0; round < 50; round++) {
			const body = text();
			expect((await n8n.hand(body, signed(body))).status).toBe(401);
		}
		expect(lookUps()).toBe(1);
	});

});

describe('a Chatwoot that does not answer is not waited for as long as it waits itself, five seconds:', () => {
	let silent: Server;
	let startedAt: number;
	beforeEach(async () => {
		silent = createServer(() => undefined).listen(0, '127.0.0.1');
		await once(silent, 'listening');
		baseUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
		startedAt = performance.now();
	});
	afterEach(() => {
		expect(performance.now() - startedAt).toBeLessThan(4500);
		silent.closeAllConnections();
		silent.close();
	});

	test('without its secret the request is refused', async () => {
		staticData = {};
		const body = text();
		expect(await n8n.send(body, signed(body))).toMatchObject({ status: 401, body: { reason: 'secret unknown' } });
	}, 10_000);

	test('without its working hours the event starts an execution', async () => {
		parameters = { startRunsFor: 'slaOnly', policyFrom: 'here', thresholds: { frt: '10m' }, businessHours: 'inbox' };
		const body = text();
		expect(await n8n.send(body, signed(body))).toMatchObject({ status: 200, body: { status: 'accepted' } });
		expect(n8n.executions).toHaveLength(1);
		expect(n8n.log.join()).toContain('could not be read in time');
	}, 10_000);
});

describe('headers', () => {
	test('count in any case, and whatever a proxy adds', async () => {
		const body = text();
		const loud = Object.fromEntries(Object.entries(signed(body)).map(([name, value]) => [name.toUpperCase(), value]));
		const proxied = { 'x-forwarded-for': '10.0.0.1, 10.0.0.2', 'x-forwarded-proto': 'http', 'x-forwarded-host': 'evil.example.com', forwarded: 'for=x' };
		expect((await n8n.hand(body, { ...loud, ...proxied })).status).toBe(200);
		expect(n8n.executions).toHaveLength(1);
	});

	test('as lists of one value count, of several do not', async () => {
		const body = text();
		const { 'x-chatwoot-signature': signature = '', ...others } = signed(body);
		const twice = await n8n.hand(body, { ...others, 'x-chatwoot-signature': [signature, signature] });
		expect(twice).toMatchObject({ status: 401, body: { reason: 'signature malformed' } });
		expect((await n8n.hand(body, { ...others, 'x-chatwoot-signature': [signature] })).status).toBe(200);
	});
});

describe('whatever comes in', () => {
	const header = fc.oneof(
		fc.constant(undefined),
		fc.string(),
		fc.array(fc.string(), { maxLength: 3 }),
		fc.constant('application/json'),
		fc.constant(`sha256=${'a'.repeat(64)}`),
		fc.nat().map(String),
		fc.constant(String(Math.floor(Date.now() / 1000))),
	);
	const headers = fc.record({
		'content-type': fc.oneof({ weight: 4, arbitrary: fc.constant('application/json') }, { weight: 1, arbitrary: fc.string() }),
		'x-chatwoot-signature': header,
		'x-chatwoot-timestamp': header,
		'x-chatwoot-delivery': header,
		'x-forwarded-for': header,
	});
	const event = fc.record({ event: fc.constantFrom('conversation_updated', 'message_created', ''), id: fc.jsonValue(), account: fc.jsonValue(), conversation: fc.jsonValue() });
	const body = fc.oneof(
		fc.uint8Array().map((bytes) => Buffer.from(bytes)),
		fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
		event.map((value) => Buffer.from(JSON.stringify({ ...EVENT, ...value }))),
	);

	test('without a valid signature it is refused, and starts nothing', async () => {
		await fc.assert(
			fc.asyncProperty(body, headers, async (bytes, sent) => {
				const { status } = await n8n.hand(bytes, sent);
				expect([401, 413, 415]).toContain(status);
			}),
			{ numRuns: 300 },
		);
		expect(n8n.executions).toEqual([]);
	});

	test('with a valid signature it is answered, and an item is the payload as it came', async () => {
		await fc.assert(
			fc.asyncProperty(body, async (bytes) => {
				n8n.executions.length = 0;
				const { status } = await n8n.hand(bytes, signed(bytes));
				expect([200, 400]).toContain(status);
				for (const [[item]] of n8n.executions as Array<[[{ json: unknown }]]>) expect(item.json).toEqual(JSON.parse(bytes.toString()));
			}),
			{ numRuns: 300 },
		);
	});

	test('5,000 refused requests leave nothing behind, and cost Chatwoot next to nothing', async () => {
		const [remembered, kept] = [replays.size, JSON.stringify(staticData)];
		for (let round = 0; round < 5000; round++) {
			const bytes = text();
			const refused = signed(bytes, round % 2 === 0 ? { key: 'guessed' } : { at: round });
			const { status } = await n8n.hand(bytes, { ...refused, 'x-chatwoot-delivery': `flood-${round}` });
			expect(status).toBe(401);
		}
		expect(n8n.executions).toEqual([]);
		expect(replays.size).toBe(remembered);
		expect(JSON.stringify(staticData)).toBe(kept);
		expect(lookUps()).toBeLessThanOrEqual(5);
	}, 60_000);
});

test('what fails inside is answered 500 and starts nothing', async () => {
	expect(await n8n.hand(null, signed(text()))).toEqual({
		status: 500,
		body: { status: 'refused', reason: 'the trigger failed; the log of n8n says why' },
	});
	expect(n8n.executions).toEqual([]);
	expect(n8n.log.join()).toContain('the trigger failed');
});
