import { z } from 'zod';
import { ExplainedError } from '../errors';
import { normaliseBaseUrl } from '../http/base-url';
import { parseJson } from '../http/json';
import type { FormPart } from '../http/multipart';
import { encodeMultipart } from '../http/multipart';
import type { HttpRequest, HttpTransport } from '../http/transport';
import type { Pause } from '../http/with-pauses';
import { withPauses } from '../http/with-pauses';
import { ChatwootError, refusedBy, unexpectedAnswer, unreachable } from './errors';

/** One account on one Chatwoot server. */
export interface ChatwootServer {
	/** As typed: `normaliseBaseUrl` is applied wherever it is used. */
	baseUrl: string;
	accountId: number;
}

/** The REST API (Chatwoot 4.15) of one account. Both methods reject with a ChatwootError. */
export interface ChatwootApi {
	/** Tells servers and accounts apart. */
	readonly account: string;
	/** Whether requests can be made as an agent bot. */
	readonly hasBot: boolean;
	/** Waits before a request is made again; null where none is. */
	readonly pause: Pause | null;
	/** Makes a request and parses the answer. */
	read<Answer>(schema: AnswerSchema<Answer>, request: ApiRequest): Promise<Answer>;
	/** Makes a request whose answer says nothing. */
	send(request: ApiRequest): Promise<void>;
}

export type AnswerSchema<Answer> = z.ZodType<Answer, z.ZodTypeDef, unknown>;

export interface ApiRequest {
	/** GET by default. */
	method?: HttpRequest['method'];
	/** Below the account, with its query. */
	path: string;
	/** For errors: what is asked for, e.g. "conversation 12". */
	what: string;
	/** Sent as JSON. */
	body?: unknown;
	/** Sent as multipart/form-data, in place of `body`. */
	form?: FormPart[];
	/** v1 by default; reports are in v2. */
	version?: 'v1' | 'v2';
	/** With the bot's token, which only a few endpoints take; the user's by default. */
	as?: 'bot' | 'user';
}

export interface ChatwootApiOptions {
	botToken?: string | null;
	/** Waits before a request is made again that the rate limiter refused. Without it none is. */
	pause?: Pause;
}

/** How long to wait before a request that was refused with 429 is made again. Chatwoot (4.15) does not say how long. */
const RATE_LIMIT_PAUSES_MS = [1_000, 4_000, 15_000];

/** @throws ExplainedError when the server's address or account is unusable. */
export function createChatwootApi(server: ChatwootServer, transport: HttpTransport, options: ChatwootApiOptions = {}): ChatwootApi {
	const { botToken = null, pause = null } = options;
	const address = chatwootAddress(server.baseUrl);
	const accountId = accountIdOf(server);

	const attempt = async ({ method = 'GET', path, what, version = 'v1', as = 'user', ...content }: ApiRequest): Promise<string> => {
		const request: HttpRequest = {
			method,
			url: `${address}/api/${version}/accounts/${accountId}${path}`,
			...encodeContent(content, as === 'bot' && botToken !== null ? { api_access_token: botToken } : {}),
		};
		const response = await transport(request).catch((error: unknown) => {
			throw unreachable(request, error);
		});
		if (response.status < 200 || response.status > 299) throw refusedBy(response, request, what);
		return response.body;
	};

	const ask = (request: ApiRequest): Promise<string> =>
		withPauses(() => attempt(request), { isLimit: isRateLimit, pausesMs: RATE_LIMIT_PAUSES_MS, pause });

	return {
		account: `${address} ${accountId}`,
		hasBot: botToken !== null,
		pause,
		read: async (schema, request) => parseAnswer(schema, await ask(request), request.what),
		send: async (request) => {
			await ask(request);
		},
	};
}

/** An address copied from the browser ends in a page of the app. */
export function chatwootAddress(typed: string): string {
	return normaliseBaseUrl(typed, ['/app', '/api']);
}

/** Whether a request failed with this HTTP status. */
export function hasStatus(error: unknown, ...statuses: number[]): error is ChatwootError {
	return error instanceof ChatwootError && error.status !== null && statuses.includes(error.status);
}

/** A query string of what is given: lists as `name[]`, and nothing for what is null, undefined or empty. */
export function queryOf(values: Record<string, string | number | null | undefined | readonly string[]>): string {
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries(values)) {
		if (Array.isArray(value)) for (const each of value as readonly string[]) query.append(`${name}[]`, each);
		else if (value !== null && value !== undefined && value !== '') query.append(name, String(value));
	}
	const text = query.toString();
	return text === '' ? '' : `?${text}`;
}

function isRateLimit(error: unknown): boolean {
	return hasStatus(error, 429);
}

function encodeContent({ body, form }: Pick<ApiRequest, 'body' | 'form'>, signature: Record<string, string>): Pick<HttpRequest, 'headers' | 'body'> {
	const headers = { accept: 'application/json', ...signature };
	if (form !== undefined) {
		const { contentType, bytes } = encodeMultipart(form);
		return { headers: { ...headers, 'content-type': contentType }, body: bytes };
	}
	if (body === undefined) return { headers };
	return { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function accountIdOf({ accountId }: ChatwootServer): number {
	if (Number.isInteger(accountId) && accountId > 0) return accountId;
	throw new ExplainedError('The account ID of Chatwoot is not a whole number above 0', {
		advice: 'Take the number after /accounts/ in the address of your Chatwoot, e.g. 1',
	});
}

function parseAnswer<Answer>(schema: AnswerSchema<Answer>, body: string, what: string): Answer {
	const result = schema.safeParse(parseJson(body));
	if (result.success) return result.data;
	const path = result.error.issues[0]?.path.join('.') ?? '';
	throw unexpectedAnswer(what, path === '' ? 'it is not the JSON expected' : `${path} is missing or wrong`);
}
