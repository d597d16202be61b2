import { z } from 'zod';
import type { HttpRequest, HttpTransport } from '../../core/http/transport';
import { createOdooClient } from '../../core/odoo/client';
import type { RpcValue } from '../../core/odoo/protocol';
import { OdooSimulator } from '../../sandbox/odoo/simulator';
import type { Exchange } from './odoo-fixtures';
import { answering, expectClearError, hasFixtures, inRecordedOrder, outcomeOf, readExchanges } from './odoo-fixtures';

const describeRecorded = hasFixtures ? describe : describe.skip;

const ORDER = [/activity-create/, /action-create/, /^(?!.*action-unlink)/, /action-unlink/];

/** Recorded with the key of an ordinary user; all others with an administrator's, written alike in the recordings. */
const AS_ORDINARY_USER = 'json2-access-error';

describeRecorded('recorded JSON-2 exchanges with Odoo 19', () => {
	const exchanges = readExchanges(19, 'json2');

	test('there are recordings', () => {
		expect(exchanges.length).toBeGreaterThan(15);
	});

	test.each(exchanges)('$name: the client sends the same request and gives its answer, or a clear error', async (exchange) => {
		const { request, response } = exchange;
		const { sent, transport } = answering(exchange);

		const outcome = await outcomeOf(replay(exchange, afterSignIn(transport)));

		expect(sent).toHaveLength(1);
		expect(sent[0]).toMatchObject({ method: request.method, url: `https://odoo.example.com${request.path}` });
		expect(sent[0]?.headers).toEqual(lowerCased(request.headers));
		expect(JSON.parse(String(sent[0]?.body ?? ''))).toEqual(JSON.parse(request.body));
		if (response.status === 200) {
			expect(outcome).toEqual({ value: JSON.parse(response.body) as unknown });
		} else {
			expectClearError('error' in outcome ? outcome.error : undefined);
			expect(outcome).toMatchObject({ error: { kind: KINDS[exchange.name], retryable: false } });
		}
	});

	describe('the simulator', () => {
		let simulator: OdooSimulator;

		beforeAll(async () => {
			simulator = await OdooSimulator.start({
				version: 19,
				database: 'odoo19',
				firstIds: { 'mail.activity': 16631, 'ir.actions.server': 309 },
				users: [
					{ id: 2, login: 'admin', password: 'admin', isAdmin: true, apiKeys: ['API-KEY'] },
					{ id: 5, login: 'skye@example.com', password: 'x', name: 'Skye Sender' },
					{ id: 6, login: 'anita@example.com', password: 'x', apiKeys: ['ORDINARY-KEY'] },
				],
			});
		});
		afterAll(() => simulator.stop());

		test.each(inRecordedOrder(exchanges, ORDER))('$name: the simulator answers alike', async ({ name, request, response }) => {
			const answered = await fetch(simulator.url + request.path, {
				method: request.method,
				headers: { ...request.headers, ...(name === AS_ORDINARY_USER ? { Authorization: 'bearer ORDINARY-KEY' } : {}) },
				body: request.body,
			});
			expect(answered.status).toBe(response.status);
			expect(answered.headers.get('content-type')).toBe(response.contentType);
			expect(likenessOf(await answered.text())).toEqual(likenessOf(response.body));
		});
	});
});

const KINDS: Record<string, string> = {
	'json2-access-error': 'rights',
	'json2-bad-key': 'access-denied',
	'json2-missing-argument': 'other',
	'json2-missing-record': 'missing-record',
	'json2-private-method': 'rights',
	'json2-unknown-field': 'other',
	'json2-unknown-method': 'other',
	'json2-unknown-model': 'missing-model',
	'json2-wrong-database': 'database',
};

/** The recordings have no sign-in: its question is answered here. */
function afterSignIn(transport: HttpTransport): HttpTransport {
	return (request: HttpRequest) =>
		request.url.endsWith('/res.users/context_get')
			? Promise.resolve({ status: 200, headers: {}, body: '{"lang":"en_US","tz":false,"uid":2}' })
			: transport(request);
}

const Value: z.ZodType<RpcValue> = z.lazy(() =>
	z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(Value), z.record(Value)]),
);
const Body = z.object({ ids: z.array(z.number()).optional(), context: z.record(Value).optional() }).catchall(Value);

/** Makes a recorded call through the code a node uses. */
function replay({ name, request }: Exchange, transport: HttpTransport): Promise<unknown> {
	const [, , , model = '', method = ''] = request.path.split('/');
	const { ids, context, ...params } = Body.parse(JSON.parse(request.body));
	const { authorization = '', 'x-odoo-database': database = '' } = lowerCased(request.headers);
	const apiKey = authorization.replace('bearer ', '');
	const credential = { baseUrl: 'https://odoo.example.com', database, login: name, password: '', apiKey, protocol: 'json2' as const };
	return createOdooClient(credential, transport).execute({
		model,
		method,
		...(ids === undefined ? {} : { ids }),
		params,
		...(context === undefined ? {} : { options: { context } }),
	});
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
	return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** A refusal by its name and words, a value by its type (ids are each server's own), a page by its one sentence. */
function likenessOf(body: string): unknown {
	if (body.startsWith('<')) return /No database is selected[^<]*/.exec(body)?.[0];
	const answer: unknown = JSON.parse(body);
	const refusal = z.object({ name: z.string(), message: z.string() }).safeParse(answer);
	if (refusal.success) return { ...refusal.data, message: refusal.data.message.split('\n')[0] };
	return Array.isArray(answer) ? `list of ${typeof answer[0]}` : typeof answer;
}
