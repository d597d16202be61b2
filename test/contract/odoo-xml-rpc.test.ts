import Deserializer from 'xmlrpc/lib/deserializer';
import { z } from 'zod';
import type { HttpTransport } from '../../core/http/transport';
import { createOdooClient } from '../../core/odoo/client';
import { OdooFault } from '../../core/odoo/faults';
import type { RpcValue } from '../../core/odoo/protocol';
import type { RpcAnswer } from '../../core/odoo/xml-rpc';
import { decodeAnswer, encodeCall } from '../../core/odoo/xml-rpc';
import { xmlRpcProtocol } from '../../core/odoo/xml-rpc-protocol';
import { OdooSimulator } from '../../sandbox/odoo/simulator';
import { answering, expectClearError, hasFixtures, inRecordedOrder, outcomeOf, readExchanges } from './odoo-fixtures';

const describeRecorded = hasFixtures ? describe : describe.skip;

const ORDER = [/activity-create$/, /activity-done/, /activity-create-batch/, /action-create/, /^(?!.*action-unlink)/, /action-unlink/];

describeRecorded.each([16, 19] as const)('recorded XML-RPC exchanges with Odoo %i', (version) => {
	const exchanges = readExchanges(version, 'xmlrpc');

	test('there are recordings', () => {
		expect(exchanges.length).toBeGreaterThan(25);
	});

	test.each(exchanges)('$name: our request says what the recorded one says', ({ request }) => {
		const call = decodeCall(request.body);
		expect(decodeCall(encodeCall(call.method, call.params))).toEqual(call);
	});

	test.each(exchanges)('$name: the client sends the same call and gives its answer, or a clear error', async (exchange) => {
		const recorded = decodeCall(exchange.request.body);
		const { sent, transport } = answering(exchange);

		const outcome = await outcomeOf(replay(recorded, transport));

		expect(sent).toHaveLength(1);
		expect(sent[0]).toMatchObject({
			method: exchange.request.method,
			url: `https://odoo.example.com${exchange.request.path}`,
			headers: { 'content-type': 'text/xml' },
		});
		expect(decodeCall(String(sent[0]?.body ?? ''))).toEqual(recorded);
		const answer = decodeRecorded(exchange.response.body);
		if ('fault' in answer) {
			expectClearError('error' in outcome ? outcome.error : undefined);
			expect(outcome).toMatchObject({ error: { kind: KINDS[exchange.name] ?? 'other' } });
		} else if (recorded.method === 'authenticate' && answer.value === false) {
			expect(outcome).toMatchObject({ error: expect.any(OdooFault) as unknown });
		} else {
			expect(outcome).toEqual({ value: expectedValue(recorded.method, answer.value) });
		}
	});

	describe('the simulator', () => {
		let simulator: OdooSimulator;
		const [skye, anita] = version === 16 ? [6, 7] : [5, 6];

		beforeAll(async () => {
			simulator = await OdooSimulator.start({
				version,
				database: `odoo${version}`,
				firstIds: version === 16 ? { 'mail.activity': 14791, 'ir.actions.server': 284 } : { 'mail.activity': 16625, 'ir.actions.server': 308 },
				users: [
					{ id: 2, login: 'admin', password: 'admin', isAdmin: true },
					{ id: skye, login: 'skye@example.com', password: 'x', name: 'Skye Sender' },
					{ id: anita, login: 'anita@example.com', password: 'demo-pass-1', mayWriteContacts: version === 16 },
				],
			});
		});
		afterAll(() => simulator.stop());

		test.each(inRecordedOrder(exchanges, ORDER))('$name: the simulator answers alike', async ({ request, response }) => {
			const answered = await fetch(simulator.url + request.path, {
				method: request.method,
				headers: request.headers,
				body: request.body,
			});
			expect(answered.status).toBe(response.status);
			expect(likenessOf(decodeRecorded(await answered.text()))).toEqual(likenessOf(decodeRecorded(response.body)));
		});

		test('the recorded toast went out', () => {
			const toast = { title: 'SLA breach', message: 'Conversation #123', type: 'warning', warning: true, sticky: true };
			expect(simulator.busMessages).toContainEqual({
				channel: [`odoo${version}`, 'res.partner', skye + 1],
				type: 'simple_notification',
				payload: toast,
			});
		});
	});
});

/** What our code takes the recorded faults for; all others are of the kind `other`. */
const KINDS: Record<string, string> = {
	'xmlrpc-access-error-fault': 'rights',
	'xmlrpc-authenticate-wrong-database': 'database',
	'xmlrpc-bus-sendone-fault': 'rights',
	'xmlrpc-execute-access-denied': 'access-denied',
	'xmlrpc-message-notify': 'no-answer-value',
	'xmlrpc-missing-record-fault': 'missing-record',
	'xmlrpc-returns-none-fault': 'no-answer-value',
	'xmlrpc-server-action-run-as-ordinary-user-fault': 'rights',
	'xmlrpc-unknown-model-fault': 'missing-model',
};

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
	const at = { baseUrl: 'https://odoo.example.com', apiKey: '', protocol: 'xmlrpc' as const };
	if (method === 'version') return xmlRpcProtocol({ ...at, database: 'x', login: 'x', password: 'x' }, transport).version();
	if (method === 'authenticate') {
		const [database, login, password] = z.tuple([z.string(), z.string(), z.string()]).rest(z.unknown()).parse(params);
		return createOdooClient({ ...at, database, login, password }, transport).signIn();
	}
	const [database, uid, password, model, name, args, options] = z
		.tuple([z.string(), z.number(), z.string(), z.string(), z.string(), z.array(Value), z.record(Value)])
		.parse(params);
	const protocol = xmlRpcProtocol({ ...at, database, login: 'the login', password }, transport);
	// The names do not go over this wire; the first of a method on records are its ids.
	const named = Object.fromEntries(args.map((value, index) => [`argument ${index}`, value]));
	return protocol.execute(uid, { model, method: name, params: named, options });
}

function expectedValue(method: string, value: unknown): unknown {
	return method === 'version' ? z.object({ server_version: z.string() }).parse(value).server_version : value;
}

/** A refusal by its code and last line or first words, a value by its type: ids and names are each server's own. */
function likenessOf(answer: RpcAnswer): string {
	if ('fault' in answer) {
		const { code, text } = answer.fault;
		const lines = text.trim().split('\n');
		return `fault ${code}: ${(code === 1 ? lines.at(-1) : lines[0]) ?? ''}`;
	}
	return Array.isArray(answer.value) ? `list of ${typeof answer.value[0]}` : typeof answer.value;
}
