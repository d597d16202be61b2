import type { HttpRequest, HttpResponse } from '../../core/http/transport';
import { json2Protocol, json2Version } from '../../core/odoo/json2-protocol';

const CREDENTIAL = {
	baseUrl: 'https://odoo.example.com/sub',
	database: 'prod',
	login: 'bot@example.com',
	password: '',
	apiKey: 'key-1',
	protocol: 'json2' as const,
};

function server(answer: Partial<HttpResponse>) {
	const sent: HttpRequest[] = [];
	const transport = (request: HttpRequest): Promise<HttpResponse> => {
		sent.push(request);
		return Promise.resolve({ status: 200, headers: {}, body: 'null', ...answer });
	};
	return { sent, transport, protocol: json2Protocol(CREDENTIAL, transport) };
}

test('ids, arguments and options go by name in one object, the key and the database in headers', async () => {
	const { sent, protocol } = server({ body: '[7]' });
	const call = { model: 'res.partner', method: 'message_post', ids: [3], params: { body: 'hi' }, options: { context: { lang: 'nl_NL' } } };
	expect(await protocol.execute(2, call)).toEqual([7]);
	expect(sent).toEqual([
		{
			method: 'POST',
			url: 'https://odoo.example.com/sub/json/2/res.partner/message_post',
			headers: { authorization: 'bearer key-1', 'x-odoo-database': 'prod', 'content-type': 'application/json' },
			body: '{"ids":[3],"body":"hi","context":{"lang":"nl_NL"}}',
		},
	]);
});

test('a model or method with a slash stays one part of the address', async () => {
	const { sent, protocol } = server({});
	await protocol.execute(2, { model: 'res.users/../x', method: 'a?b' });
	expect(sent[0]?.url).toBe('https://odoo.example.com/sub/json/2/res.users%2F..%2Fx/a%3Fb');
});

test.each([
	['null', null],
	['false', false],
	['3824', 3824],
	['"text"', 'text'],
	['[]', []],
])('the answer %s is a value as it stands', async (body, value) => {
	expect(await server({ body }).protocol.execute(2, { model: 'm', method: 'search' })).toEqual(value);
});

test.each([
	[200, '<html>Sign in</html>', 'answered with HTTP 200 and no JSON', false],
	[302, '', 'answered with HTTP 302 and no JSON', false],
	[415, '<h1>Unsupported Media Type</h1>', 'answered with HTTP 415 and no JSON', false],
	[502, '{"error":"bad gateway"}', 'answered with HTTP 502 and no JSON', true],
])('HTTP %i with %s is no answer of Odoo', async (status, body, message, retryable) => {
	const answer = server({ status, body }).protocol.execute(2, { model: 'm', method: 'search' });
	await expect(answer).rejects.toMatchObject({ message: expect.stringContaining(message) as string, retryable });
});

test('a traceback stays where it is', async () => {
	const body = JSON.stringify({ name: 'builtins.ValueError', message: 'bad', arguments: ['bad'], context: {}, debug: 'Traceback: secret()' });
	const error: unknown = await server({ status: 500, body }).protocol.execute(2, { model: 'm', method: 'x' }).catch((caught: unknown) => caught);
	expect(error).toMatchObject({ message: 'Odoo failed at x on m: ValueError: bad' });
	expect(JSON.stringify(error)).not.toContain('secret');
});

test('the user is the one of the context; a login that is nobody is null', async () => {
	expect(await server({ body: '{"lang":"en_US","uid":7}' }).protocol.authenticate()).toBe(7);
	const bodies = ['{"lang":"en_US"}', '[]'];
	const nobody = json2Protocol(CREDENTIAL, () => Promise.resolve({ status: 200, headers: {}, body: bodies.shift() ?? '' }));
	expect(await nobody.authenticate()).toBeNull();
});

describe('which version speaks JSON-2', () => {
	const ask = (answer: Partial<HttpResponse>) => json2Version('https://odoo.example.com', server(answer).transport);

	test('one that tells it under /json/version', async () => {
		expect(await ask({ body: '{"version_info":[19,0,0,"final",0,""],"version":"19.0"}' })).toBe('19.0');
	});

	test.each([
		[404, '<h1>Not Found</h1>'],
		[200, '<html>A web site</html>'],
		[303, ''],
	])('not one that answers HTTP %i', async (status, body) => {
		expect(await ask({ status, body })).toBeNull();
	});

	test.each([429, 500, 503])('nobody knows after HTTP %i', async (status) => {
		await expect(ask({ status, body: 'oh' })).rejects.toMatchObject({ retryable: true });
	});
});
