import type { HttpRequest, HttpTransport } from '../../core/http/transport';
import { whileAnswering } from '../../core/http/while-answering';

const REQUEST: HttpRequest = { method: 'GET', url: 'https://chat.example.com/' };

/** A server whose first request fails like this, and how often it was asked. */
function failingOnce(code: string) {
	let asked = 0;
	const transport: HttpTransport = () => {
		asked++;
		if (asked > 1) return Promise.resolve({ status: 200, headers: {}, body: '' });
		return Promise.reject(Object.assign(new Error('Request failed'), { cause: Object.assign(new Error(code), { code }) }));
	};
	return { transport, asked: () => asked };
}

test.each(['ETIMEDOUT', 'ECONNABORTED', 'UND_ERR_HEADERS_TIMEOUT'])('who did not answer in time is asked no more: %s', async (code) => {
	const { transport, asked } = failingOnce(code);
	const ask = whileAnswering(transport);
	const first: unknown = await ask(REQUEST).catch((error: unknown) => error);
	await expect(ask(REQUEST)).rejects.toBe(first);
	expect(asked()).toBe(1);
});

test('a connection that broke off says nothing of the next one', async () => {
	const { transport } = failingOnce('ECONNRESET');
	const ask = whileAnswering(transport);
	await expect(ask(REQUEST)).rejects.toThrow('Request failed');
	await expect(ask(REQUEST)).resolves.toMatchObject({ status: 200 });
});
