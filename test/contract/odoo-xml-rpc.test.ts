import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Deserializer from 'xmlrpc/lib/deserializer';
import { z } from 'zod';
import { ExplainedError } from '../../core/errors';
import type { HttpRequest, HttpTransport } from '../../core/http/transport';
import { createOdooClient } from '../../core/odoo/client';
import { xmlRpcProtocol } from '../../core/odoo/xml-rpc-protocol';
import type { RpcAnswer, RpcValue } from '../../core/odoo/xml-rpc';
import { decodeAnswer, encodeCall } from '../../core/odoo/xml-rpc';
import { OdooSimulator } from '../../sandbox/odoo/simulator';

/** Recorded exchanges with real Odoo 16 and 19 servers. Only the developers' machines have them. */
const FIXTURES = path.resolve(__dirname, '../../../shared/fixtures/odoo');
const describeRecorded = existsSync(FIXTURES) ? describe : describe.skip;

/** Recorded methods the simulator does not play: the pack does not use them yet. */
const NOT_PLAYED = /^xmlrpc-(message-notify|message-post|message-post-plain-string-body|partner-create|returns-none-fault|server-action-.*)$/;

const Exchange = z.object({
	name: z.string(),
	request: z.object({ method: z.string(), path: z.string(), headers: z.record(z.string()), body: z.string() }),
	response: z.object({ status: z.number(), body: z.string() }),
});
type Exchange = z.infer<typeof Exchange>;

describeRecorded.each([16, 19] as const)('recorded exchanges with Odoo %i', (version) => {
	const exchanges = existsSync(FIXTURES) ? readExchanges(version) : [];

	test('there are recordings', () => {
		expect(exchanges.length).toBeGreaterThan(25);
	});

	test.each(exchanges)('$name: our request says what the recorded one says', ({ request }) => {
		const call = decodeCall(request.body);
		expect(decodeCall(encodeCall(call.method, call.params))).toEqual(call);
	});

	test.each(exchanges)('$name: the client sends the same call and gives its answer, or a clear error', async (exchange) => {
		const recorded = decodeCall(exchange.request.body);
		const sent: HttpRequest[] = [];
		const transport: HttpTransport = (request) => {
			sent.push(request);
			return Promise.resolve({ status: exchange.response.status, headers: {}, body: exchange.response.body });
		};

		const outcome = await replay(recorded, transport).then(
			(value) => ({ value }),
			(error: unknown) => ({ error }),
		);

		expect(sent).toHaveLength(1);
		expect(sent[0]?.url).toBe(`https://odoo.example.com${exchange.request.path}`);
		expect(decodeCall(String(sent[0]?.body ?? ''))).toEqual(recorded);
		const answer = decodeRecorded(exchange.response.body);
		const isRefusal = 'fault' in answer || (recorded.method === 'authenticate' && answer.value === false);
		if (isRefusal) expectClearError('error' in outcome ? outcome.error : undefined);
		else expect(outcome).toEqual({ value: expectedValue(recorded.method, answer.value) });
	});

	describe('the simulator', () => {
		let simulator: OdooSimulator;
		const [skye, anita] = version === 16 ? [6, 7] : [5, 6];

		beforeAll(async () => {
			simulator = await OdooSimulator.start({
				version,
				database: `odoo${version}`,
				firstActivityId: version === 16 ? 14791 : 16625,
				users: [
					{ id: 2, login: 'admin', password: 'admin', isAdmin: true },
					{ id: skye, login: 'skye@example.com', password: 'x', name: 'Skye Sender' },
					{ id: anita, login: 'anita@example.com', password: 'demo-pass-1', mayWriteContacts: false },
				],
			});
		});
		afterAll(() => simulator.stop());

		test.each(inRecordedOrder(exchanges))('$name: the simulator answers alike', async ({ request, response }) => {
			const answered = await fetch(simulator.url + request.path, {
				method: request.method,
				headers: request.headers,
				body: request.body,
			});
			expect(answered.status).toBe(response.status);
			expect(kindOf(decodeRecorded(await answered.text()))).toEqual(kindOf(decodeRecorded(response.body)));
		});
	});
});

function readExchanges(version: number): Exchange[] {
	const folder = path.join(FIXTURES, String(version));
	return readdirSync(folder)
		.filter((file) => file.startsWith('xmlrpc-'))
		.map((file) => Exchange.parse(JSON.parse(readFileSync(path.join(folder, file), 'utf8'))));
}

/** The single activity was recorded before the batch, and marked done before it was searched. */
function inRecordedOrder(exchanges: Exchange[]): Exchange[] {
	const first = ['xmlrpc-activity-create', 'xmlrpc-activity-done'];
	const rank = ({ name }: Exchange) => (first.includes(name) ? first.indexOf(name) : first.length);
	return exchanges.filter(({ name }) => !NOT_PLAYED.test(name)).sort((a, b) => rank(a) - rank(b));
}

const Value: z.ZodType<RpcValue> = z.lazy(() =>
	z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(Value), z.record(Value)]),
);

function decodeCall(xml: string): { method: string; params: RpcValue[] } {
	let call: { method: string; params: RpcValue[] } | undefined;
	new Deserializer().deserializeMethodCall(
		{ setEncoding: () => undefined, on: () => undefined, pipe: (parser) => parser.end(xml) },
		(error, method, params) => {
			if (error === null || error === undefined) call = { method, params: z.array(Value).parse(params) };
		},
	);
	if (call === undefined) throw new Error('the recorded request is no call');
	return call;
}

function decodeRecorded(xml: string): RpcAnswer {
	const answer = decodeAnswer(xml);
	if (answer === null) throw new Error('this is no XML-RPC answer');
	return answer;
}

/** Makes a recorded call through the code a node uses. */
function replay({ method, params }: { method: string; params: RpcValue[] }, transport: HttpTransport): Promise<unknown> {
	const baseUrl = 'https://odoo.example.com';
	if (method === 'version') {
		return createOdooClient({ baseUrl, database: 'x', login: 'x', password: 'x' }, transport).version();
	}
	if (method === 'authenticate') {
		const [database, login, password] = z.tuple([z.string(), z.string(), z.string()]).rest(z.unknown()).parse(params);
		return createOdooClient({ baseUrl, database, login, password }, transport).signIn();
	}
	const [database, uid, password, model, name, args, kwargs] = z
		.tuple([z.string(), z.number(), z.string(), z.string(), z.string(), z.array(Value), z.record(Value)])
		.parse(params);
	const protocol = xmlRpcProtocol({ baseUrl, database, login: 'the login', password }, transport);
	return protocol.execute(uid, { model, method: name, args, kwargs });
}

function expectedValue(method: string, value: unknown): unknown {
	return method === 'version' ? z.object({ server_version: z.string() }).parse(value).server_version : value;
}

function expectClearError(error: unknown): void {
	if (!(error instanceof ExplainedError)) throw new Error(`not an explained error: ${String(error)}`);
	expect(error.message).toMatch(/^[^\n]{10,400}$/);
	expect(error.message).not.toContain('Traceback');
	expect(error.advice).not.toContain('Traceback');
}

function kindOf(answer: RpcAnswer): string {
	if ('fault' in answer) return `fault ${answer.fault.code}`;
	return Array.isArray(answer.value) ? `list of ${typeof answer.value[0]}` : typeof answer.value;
}
