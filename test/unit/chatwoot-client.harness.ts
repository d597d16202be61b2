import type { HttpTransport } from '../../core/http/transport';

/** core's transport over fetch, with Chatwoot's token where a request brings none of its own. */
export function fetchTransport(token: string): HttpTransport {
	return async ({ method, url, headers, body }) => {
		const response = await fetch(url, {
			method,
			headers: { api_access_token: token, ...headers },
			...(body === undefined ? {} : { body }),
		});
		return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
	};
}
