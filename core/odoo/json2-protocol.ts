import { z } from 'zod';
import { parseJson } from '../http/json';
import type { HttpTransport } from '../http/transport';
import { parseAnswer } from './answer';
import { exchange, foreignAnswer, purposeOf } from './exchange';
import { explainJson2Error, noJson2 } from './faults';
import type { CheckedCredential, OdooCall, OdooProtocol, RpcValue } from './protocol';
import { sendableText } from './sendable-text';

/** JSON-2 under `/json/2`, from Odoo 19 on: the user is the API key's, who needs no sign-in. */
export function json2Protocol(credential: CheckedCredential, transport: HttpTransport): OdooProtocol {
	const { baseUrl, database, login, apiKey } = credential;

	const execute = async (call: OdooCall): Promise<unknown> => {
		const { model, method, ids, params, options } = call;
		const purpose = purposeOf(call);
		const url = `${baseUrl}/json/2/${encodeURIComponent(model)}/${encodeURIComponent(method)}`;
		const headers = { authorization: `bearer ${apiKey}`, 'x-odoo-database': database, 'content-type': 'application/json' };
		const body = encodeBody({ ...(ids === undefined ? {} : { ids }), ...params, ...options });
		const response = await exchange(transport, { method: 'POST', url, headers, body }, purpose);
		const answer = parseJson(response.body);
		if (response.status === 200 && answer !== undefined) return answer;
		const asked = { database, login, operation: purpose.operation };
		const refusal = ErrorAnswer.safeParse(answer);
		if (refusal.success) throw explainJson2Error({ status: response.status, ...refusal.data }, asked);
		if (response.status === 404) throw noJson2(response.body, asked);
		throw foreignAnswer(response, url, 'JSON', purpose);
	};

	return {
		name: 'JSON-2',
		async version() {
			const version = await json2Version(baseUrl, transport);
			if (version === null) throw noJson2('', { database, login, operation: 'version' });
			return version;
		},
		/** By the context, which every user may get; where that holds no id, by the login. */
		async authenticate() {
			const context = await execute({ model: 'res.users', method: 'context_get' });
			const { uid } = parseAnswer(UserContext, context, 'context_get on res.users');
			if (uid !== undefined) return uid;
			const found = await execute({ model: 'res.users', method: 'search', params: { domain: [['login', '=', login]] } });
			return parseAnswer(z.array(z.number().int()), found, 'search on res.users')[0] ?? null;
		},
		execute: (_uid, call) => execute(call),
	};
}

/**
 * The version of an Odoo that speaks JSON-2, or null: what is older has no `/json/version` (16 answers 404).
 *
 * @throws ExplainedError when the server is down or busy, so that nobody knows.
 */
export async function json2Version(baseUrl: string, transport: HttpTransport): Promise<string | null> {
	const url = `${baseUrl}/json/version`;
	const purpose = { operation: 'version', reads: true };
	const response = await exchange(transport, { method: 'GET', url }, purpose);
	const answer = VersionAnswer.safeParse(parseJson(response.body));
	if (response.status === 200 && answer.success) return answer.data.version;
	if (response.status === 429 || response.status >= 500) throw foreignAnswer(response, url, 'JSON', purpose);
	return null;
}

function encodeBody(body: Readonly<Record<string, RpcValue>>): string {
	return JSON.stringify(body, (_name, value: unknown) => (typeof value === 'string' ? sendableText(value) : value));
}

const VersionAnswer = z.object({ version: z.string() });
const UserContext = z.object({ uid: z.number().int().positive().optional() });

/** What else it holds is a traceback and its parts: left where it is. */
const ErrorAnswer = z.object({ name: z.string(), message: z.string() });
