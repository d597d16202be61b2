import { z } from 'zod';
import { ExplainedError, messageOf } from '../errors';
import type { HttpRequest, HttpResponse, HttpTransport } from '../http/transport';
import type { OdooCall } from './protocol';

/** What a request is for. */
export interface Purpose {
	/** Such as `create on mail.activity`. */
	operation: string;
	/** It changes nothing, so that trying again is always safe. */
	reads: boolean;
}

/** Odoo did not answer in time: whoever waits has waited long enough. */
export class OdooTimedOut extends ExplainedError {}

export function purposeOf({ model, method }: OdooCall): Purpose {
	return { operation: `${method} on ${model}`, reads: READING_METHODS.has(method) };
}

/**
 * Sends a request to Odoo.
 *
 * @throws ExplainedError when there is no answer, retryable when Odoo cannot have acted on the request, or when the
 * request only reads. Whoever sends again after another failure may do the same thing twice.
 */
export async function exchange(transport: HttpTransport, request: HttpRequest, purpose: Purpose): Promise<HttpResponse> {
	try {
		return await transport(request);
	} catch (error) {
		// The error itself holds the request, and with it the secret: only its text goes on. It goes into the advice
		// because n8n swaps a message with a system's code such as ECONNREFUSED for one of its own (n8n 2.41).
		throw noAnswer(new URL(request.url).origin, reasonOf(error), purpose);
	}
}

/** An answer that is none of Odoo's, such as a proxy's page. `protocol` is the form it should have had. */
export function foreignAnswer({ status }: HttpResponse, url: string, protocol: string, { operation, reads }: Purpose): ExplainedError {
	const notReached = status === 429 || status === 503;
	const isUnsure = !reads && !notReached && status >= 500;
	return new ExplainedError(`${new URL(url).origin} answered with HTTP ${status} and no ${protocol}`, {
		advice: `${adviceFor(status)}${isUnsure ? `. ${maybeDone(operation)}` : ''}`,
		retryable: notReached || (reads && status >= 500),
	});
}

const READING_METHODS = new Set([
	'search', 'search_read', 'search_count', 'read', 'name_search', 'fields_get', 'context_get', 'check_object_reference',
]);

function noAnswer(origin: string, reason: string, { operation, reads }: Purpose): ExplainedError {
	const [hasTimedOut, hasArrived] = [TIMED_OUT.test(reason), !NEVER_ARRIVED.test(reason)];
	const serverAway = hasTimedOut || !hasArrived;
	const Failure = hasTimedOut ? OdooTimedOut : ExplainedError;
	if (reads || !hasArrived) {
		return new Failure(`Odoo at ${origin} cannot be reached`, {
			advice: `${reason}. Check the address in the Odoo credential, and that n8n can reach this server`,
			retryable: true,
			serverAway,
		});
	}
	return new Failure(`Odoo at ${origin} gave no answer to ${operation}`, { advice: `${reason}. ${maybeDone(operation)}`, serverAway });
}

/** Failures before a connection was made: Odoo has seen nothing of the request. */
const NEVER_ARRIVED = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/;

/** Axios, which n8n asks with (2.41), gives up with ECONNABORTED. */
const TIMED_OUT = /timeout|ETIMEDOUT|ECONNABORTED/i;

/** The system's code stands in the text, on the error, or on the error behind it. */
function reasonOf(error: unknown): string {
	const coded = Coded.safeParse(error);
	const code = coded.success ? (coded.data.code ?? coded.data.cause?.code) : undefined;
	const text = messageOf(error);
	return code === undefined || text.includes(code) ? text : `${text} (${code})`;
}

const Code = z.string().optional().catch(undefined);
const Coded = z.object({ code: Code, cause: z.object({ code: Code }).optional().catch(undefined) });

function maybeDone(operation: string): string {
	return `Odoo may have done ${operation} all the same: it was not repeated; look there before you do it again`;
}

function adviceFor(status: number): string {
	if (status === 405 || (status >= 300 && status < 400)) {
		return 'The address seems to redirect: enter the one it leads to, most often the same with https://';
	}
	if (status >= 500 || status === 429) return 'Odoo or the proxy before it is down or busy: look there, then try again';
	return 'Check the address in the Odoo credential: it is the one of the login page, without /web or /odoo';
}
