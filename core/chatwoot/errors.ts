import { z } from 'zod';
import { ExplainedError, messageOf } from '../errors';
import { parseJson } from '../http/json';
import { networkCode, TIMED_OUT } from '../http/network-code';
import type { HttpRequest, HttpResponse } from '../http/transport';

/** A request to Chatwoot that failed. `status` is the HTTP status; null when there was no answer at all. */
export class ChatwootError extends ExplainedError {
	constructor(
		message: string,
		details: { advice: string; retryable?: boolean; serverAway?: boolean; cause?: unknown },
		readonly status: number | null,
	) {
		super(message, details);
		this.name = 'ChatwootError';
	}
}

/**
 * What a transport's rejection means: nobody answered. The system's code stays out of the message, because n8n (2.41)
 * replaces a message that holds ECONNREFUSED and the like with a general one.
 */
export function unreachable(request: HttpRequest, cause: unknown): ChatwootError {
	const code = networkCode(cause);
	const failure = NETWORK_FAILURES.find(({ codes }) => codes.test(code ?? ''));
	const { happened, advice, notSent = false } = failure ?? UNKNOWN_FAILURE;
	const details = {
		advice: `${advice} (${code ?? messageOf(cause).slice(0, 200)})`,
		retryable: notSent || request.method === 'GET',
		// A connection that broke off says nothing of the next one.
		serverAway: failure !== undefined,
		cause,
	};
	return new ChatwootError(`Chatwoot at ${new URL(request.url).origin} ${happened}`, details, null);
}

/** What an answer that is no success means. `what` names what was asked for, e.g. "conversation 12". */
export function refusedBy(response: HttpResponse, request: HttpRequest, what: string): ChatwootError {
	const { status } = response;
	const serverAway = status === 429 || (status >= 502 && status <= 504);
	const explain = (message: string, advice: string, retryable = false) => new ChatwootError(message, { advice, retryable, serverAway }, status);
	if (status === 401 || status === 403) {
		return explain(
			`Chatwoot refused access to ${what} (${status})`,
			'Check the access token in the credential. Webhooks need the token of an administrator of this account. If the token is right, a proxy may drop headers with underscores (nginx: underscores_in_headers on).',
		);
	}
	if (status === 404) {
		return explain(
			`Chatwoot has no ${what} (404)`,
			'Check the number, and the address and account ID in the credential.',
		);
	}
	if (status === 422) {
		return explain(
			`Chatwoot did not accept ${what} (422)${quoted(saidBy(response))}`,
			'Correct what Chatwoot names and try again.',
		);
	}
	if (status === 429) {
		return explain(
			'Chatwoot refuses more requests for now (429)',
			'Try again in a minute, or raise the rate limit of the Chatwoot server.',
			true,
		);
	}
	if (status >= 500) {
		return explain(
			`Chatwoot failed on ${what} (${status})`,
			'Look into the log of the Chatwoot server, or try again later.',
			request.method === 'GET',
		);
	}
	return explain(`Chatwoot answered ${what} with status ${status}`, CHECK_ADDRESS);
}

/** A success with an answer that Chatwoot would not give: mostly another server, or a sign-in page. */
export function unexpectedAnswer(what: string, problem: string): ChatwootError {
	return new ChatwootError(`The answer for ${what} is not Chatwoot's: ${problem}`, { advice: CHECK_ADDRESS }, 200);
}

const CHECK_ADDRESS = 'Check the address in the credential: it should be where agents open Chatwoot, e.g. https://chat.example.com';

interface NetworkFailure {
	happened: string;
	advice: string;
	/** The request never left, so nothing happened on the server and trying again is safe. */
	notSent?: boolean;
}

const UNKNOWN_FAILURE: NetworkFailure = {
	happened: 'did not answer',
	advice: 'Check that n8n can reach this address (network, firewall, proxy) and that Chatwoot is running.',
};

const NETWORK_FAILURES: ReadonlyArray<NetworkFailure & { codes: RegExp }> = [
	{
		codes: /^ECONNREFUSED$/,
		happened: 'refused the connection',
		advice: 'Nothing listens there: check the address and port in the credential, and that Chatwoot is running.',
		notSent: true,
	},
	{
		codes: /^(ENOTFOUND|EAI_AGAIN)$/,
		happened: 'was not found',
		advice: 'No server has this name: check the address in the credential.',
		notSent: true,
	},
	{
		codes: /^(EHOSTUNREACH|ENETUNREACH)$/,
		happened: 'cannot be reached',
		advice: 'Check the network, firewall and proxy between n8n and Chatwoot.',
		notSent: true,
	},
	{
		codes: /CERT|SSL|TLS|UNABLE_TO/,
		happened: 'shows a certificate that is not trusted',
		advice: 'Check the scheme and name in the address, or make the authority known to n8n (NODE_EXTRA_CA_CERTS).',
		notSent: true,
	},
	{
		codes: TIMED_OUT,
		happened: 'did not answer in time',
		advice: UNKNOWN_FAILURE.advice,
	},
];

const complaintSchema = z.object({ message: z.string(), error: z.string() }).partial();

/** The line Chatwoot gives as the reason. */
function saidBy(response: HttpResponse): string {
	const complaint = complaintSchema.safeParse(parseJson(response.body));
	if (!complaint.success) return '';
	return (complaint.data.message ?? complaint.data.error ?? '').split('\n')[0]?.slice(0, 200) ?? '';
}

function quoted(text: string): string {
	return text === '' ? '' : `: ${text}`;
}
