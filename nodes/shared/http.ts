import type { IAllExecuteFunctions, IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import type { HttpRequest, HttpResponse, HttpTransport } from '../../core/http/transport';

/** How long a server may take to answer, in milliseconds. */
const TIMEOUT_MS = 30_000;

/** n8n's HTTP helper as core's transport. `credentialType` signs each request the way that credential says. */
export function httpTransport(context: IAllExecuteFunctions, credentialType?: string): HttpTransport {
	return async (request) => {
		const options = requestOptions(request);
		const answer: unknown =
			credentialType === undefined
				? await context.helpers.httpRequest(options)
				: await context.helpers.httpRequestWithAuthentication.call(context, credentialType, options);
		return toResponse(answer as IN8nHttpFullResponse);
	};
}

function requestOptions(request: HttpRequest): IHttpRequestOptions {
	return {
		method: request.method,
		url: request.url,
		headers: request.headers ?? {},
		...(request.body === undefined ? {} : { body: request.body }),
		encoding: 'text',
		json: false,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		timeout: TIMEOUT_MS,
	};
}

function toResponse(answer: IN8nHttpFullResponse): HttpResponse {
	const headers = Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
	const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? '');
	return { status: answer.statusCode, headers: Object.fromEntries(headers), body };
}
