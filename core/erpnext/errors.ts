import { z } from 'zod';
import { ExplainedError, messageOf } from '../errors';
import { parseJson } from '../http/json';
import { networkCode, NEVER_SENT, TIMED_OUT } from '../http/network-code';
import type { HttpRequest, HttpResponse } from '../http/transport';

/** A request to ERPNext that failed. */
export class ErpNextError extends ExplainedError {
	constructor(
		message: string,
		details: { advice: string; retryable?: boolean; serverAway?: boolean; cause?: unknown },
		/** Null when there was no answer. */
		readonly status: number | null,
		/** The name of Frappe's exception, such as `DoesNotExistError`; null where it gave none. */
		readonly exception: string | null = null,
	) {
		super(message, details);
		this.name = 'ErpNextError';
	}
}

/** Nobody answered. The reason stays out of the message, because n8n (2.41) replaces one that holds a system's code. */
export function unreachable(request: HttpRequest, cause: unknown): ErpNextError {
	const code = networkCode(cause) ?? '';
	const details = {
		advice: `${messageOf(cause).slice(0, 200)}. Check the address in the ERPNext credential, and that n8n can reach this server.`,
		retryable: request.method === 'GET' || NEVER_SENT.test(code),
		// A connection that broke off says nothing of the next one.
		serverAway: NEVER_SENT.test(code) || TIMED_OUT.test(code),
		cause,
	};
	return new ErpNextError(`ERPNext at ${new URL(request.url).origin} cannot be reached`, details, null);
}

/** What an answer that is no success means. `what` names what was asked for, such as a DocType. */
export function refusedBy(response: HttpResponse, request: HttpRequest, what: string): ErpNextError {
	const { status } = response;
	const { exc_type: exception = null, _server_messages: messages = '' } = refusalSchema.parse(parseJson(response.body));
	const serverAway = [401, 429, 502, 503, 504].includes(status);
	const explain = (message: string, advice: string, retryable = false) => new ErpNextError(message, { advice, retryable, serverAway }, status, exception);
	if (status === 401) return explain('ERPNext does not accept the API key and secret (401)', 'Make new ones in ERPNext, in the settings of the user.');
	if (status === 403) return explain(`ERPNext does not let this user at ${what} (403)`, 'Give the user of the credential a role with rights to it, such as Sales User.');
	if (status === 404) return explain(`ERPNext has no such ${what} (404)`, 'Check it in ERPNext, and the address in the credential.');
	if (status === 429 || status === 503) return explain(`ERPNext is busy or down for now (${status})`, 'Try again later.', true);
	if (status >= 500) return explain(`ERPNext failed on ${what} (${status})`, 'Look into its Error Log, or try again later.', request.method === 'GET');
	return explain(`ERPNext did not accept ${what} (${exception ?? status})${saidBy(exception, messages)}`, 'Correct what ERPNext names and try again.');
}

/** A success with an answer that ERPNext would not give: mostly another server, or a sign-in page. */
export function unexpectedAnswer(what: string): ErpNextError {
	return new ErpNextError(`The answer for ${what} is not ERPNext's`, { advice: 'Check the address in the credential: it is the one of the desk, without /app.' }, 200);
}

const refusalSchema = z.object({ exc_type: z.string(), _server_messages: z.string() }).partial().catch({});
const messageSchema = z.object({ message: z.string() }).catch({ message: '' });

/** Exceptions whose text names fields. That of others may hold what a document says of a customer. */
const NAMES_FIELDS = ['DataError', 'MandatoryError'];

/** The messages come as a list of JSON texts, as JSON text. */
function saidBy(exception: string | null, messages: string): string {
	if (exception === null || !NAMES_FIELDS.includes(exception)) return '';
	const [first = ''] = z.array(z.string()).catch([]).parse(parseJson(messages));
	const { message } = messageSchema.parse(parseJson(first));
	return message === '' ? '' : `: ${message.replace(/<[^>]*>/g, '').slice(0, 200)}`;
}
