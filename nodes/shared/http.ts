import type { IAllExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { z } from 'zod';
import type { HttpRequest, HttpResponse, HttpTransport } from '../../core/http/transport';

/** How long a server may take to answer, in milliseconds. */
const TIMEOUT_MS = 30_000;

/** n8n's HTTP helper as core's transport. `credentialType` signs each request the way that credential says. */
export function httpTransport(context: IAllExecuteFunctions, credentialType?: string): HttpTransport {
	return async (request) => {
		const options = requestOptions(request);
		return httpAnswerSchema.parse(
			credentialType === undefined
				? await context.helpers.httpRequest(options)
				: await context.helpers.httpRequestWithAuthentication.call(context, credentialType, options),
		);
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

/** A full response of n8n's HTTP helpers. An empty answer has no body; JSON arrives parsed where a server says so in spite of `json`. */
export const httpAnswerSchema = z
	.object({
		statusCode: z.number(),
		headers: z.record(z.unknown()),
		body: z.unknown(),
	})
	.transform(({ statusCode, headers, body }): HttpResponse => {
		const lowerCased = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
		return {
			status: statusCode,
			headers: Object.fromEntries(lowerCased),
			body: typeof body === 'string' ? body : JSON.stringify(body ?? ''),
		};
	});
