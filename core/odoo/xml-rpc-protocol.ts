import { z } from 'zod';
import { ExplainedError, messageOf } from '../errors';
import type { HttpResponse, HttpTransport } from '../http/transport';
import { explainFault } from './faults';
import type { OdooCredential, OdooProtocol } from './protocol';
import type { RpcValue } from './xml-rpc';
import { decodeAnswer, encodeCall } from './xml-rpc';

/** XML-RPC under `/xmlrpc/2`: Odoo 16 to 19, deprecated there and announced to go with 20 or 22. */
export function xmlRpcProtocol(credential: OdooCredential, transport: HttpTransport): OdooProtocol {
	const { baseUrl, database, login, password } = credential;

	const call = async (service: string, method: string, params: readonly RpcValue[], about: About): Promise<unknown> => {
		const url = `${baseUrl}/xmlrpc/2/${service}`;
		const response = await post(transport, url, encodeCall(method, params), about);
		const answer = decodeAnswer(response.body);
		if (response.status !== 200 || answer === null) throw noRpcAnswer(response, url, about);
		if ('fault' in answer) throw explainFault(answer.fault, { database, login, operation: about.operation });
		return answer.value;
	};

	return {
		async version() {
			const answer = await call('common', 'version', [], { operation: 'version', reads: true });
			return parseAnswer(VersionAnswer, answer, 'version').server_version;
		},
		async authenticate() {
			const about = { operation: 'the sign-in', reads: true };
			const answer = await call('common', 'authenticate', [database, login, password, {}], about);
			const uid = parseAnswer(AuthenticateAnswer, answer, about.operation);
			return uid === false ? null : uid;
		},
		execute(uid, { model, method, args, kwargs }) {
			const about = { operation: `${method} on ${model}`, reads: READING_METHODS.has(method) };
			return call('object', 'execute_kw', [database, uid, password, model, method, args, kwargs], about);
		},
	};
}

/**
 * An answer of Odoo in the expected shape.
 *
 * @throws ExplainedError naming the operation, with nothing of the answer in it.
 */
export function parseAnswer<Output>(schema: z.ZodType<Output, z.ZodTypeDef, unknown>, answer: unknown, operation: string): Output {
	const parsed = schema.safeParse(answer);
	if (parsed.success) return parsed.data;
	const path = parsed.error.issues[0]?.path.join('.') ?? '';
	throw new ExplainedError(`Odoo answered ${operation} in an unexpected form${path === '' ? '' : ` (at ${path})`}`, {
		advice: 'Check that the address in the credential is that of an Odoo from 16 to 19',
	});
}

interface About {
	operation: string;
	/** It changes nothing, so that trying again is always safe. */
	reads: boolean;
}

const READING_METHODS = new Set(['search', 'search_read', 'search_count', 'read', 'check_object_reference']);

const VersionAnswer = z.object({ server_version: z.string() });
const AuthenticateAnswer = z.union([z.number().int().positive(), z.literal(false)]);

async function post(transport: HttpTransport, url: string, body: string, { reads }: About): Promise<HttpResponse> {
	try {
		return await transport({ method: 'POST', url, headers: { 'content-type': 'text/xml' }, body });
	} catch (error) {
		// The error itself holds the request, and with it the password: only its text goes on. It goes into the advice
		// because n8n swaps a message with a system's code such as ECONNREFUSED for one of its own (n8n 2.41).
		const reason = messageOf(error);
		throw new ExplainedError(`Odoo at ${new URL(url).origin} cannot be reached`, {
			advice: `${reason}. Check the address in the Odoo credential, and that n8n can reach this server`,
			retryable: reads || NEVER_ARRIVED.test(reason),
		});
	}
}

/** Failures before a connection was made: Odoo has seen nothing of the request. */
const NEVER_ARRIVED = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/;

function noRpcAnswer({ status }: HttpResponse, url: string, { reads }: About): ExplainedError {
	const busy = status === 429 || status === 503;
	return new ExplainedError(`${new URL(url).origin} answered with HTTP ${status} and no XML-RPC`, {
		advice: adviceFor(status),
		retryable: busy || (reads && status >= 500),
	});
}

function adviceFor(status: number): string {
	if (status === 405 || (status >= 300 && status < 400)) {
		return 'The address seems to redirect: enter the one it leads to, most often the same with https://';
	}
	if (status >= 500 || status === 429) return 'Odoo or the proxy before it is down or busy: look there, then try again';
	return 'Check the address in the Odoo credential: it is the one of the login page, without /web or /odoo';
}
