import type { HttpTransport } from '../core/http/transport';

/** core's transport over fetch, with Chatwoot's token. */
export function chatwootTransport(token: string): HttpTransport {
	return async ({ method, url, headers, body }) => {
		const response = await fetch(url, { method, headers: { ...headers, api_access_token: token }, ...(body === undefined ? {} : { body }) });
		return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
	};
}
