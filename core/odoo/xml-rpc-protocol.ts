import { z } from 'zod';
import type { HttpTransport } from '../http/transport';
import { parseAnswer } from './answer';
import type { Purpose } from './exchange';
import { exchange, foreignAnswer, purposeOf } from './exchange';
import { explainRpcFault } from './faults';
import type { CheckedCredential, OdooProtocol, RpcValue } from './protocol';
import { decodeAnswer, encodeCall } from './xml-rpc';

/** XML-RPC under `/xmlrpc/2`: Odoo 16 to 19, deprecated there and announced to go with 20 or 22. */
export function xmlRpcProtocol(credential: CheckedCredential, transport: HttpTransport): OdooProtocol {
	const { baseUrl, database, login } = credential;
	// An API key works as the password (16 and 19), also for users whose password alone does not do (two factors).
	const secret = credential.apiKey === '' ? credential.password : credential.apiKey;

	const call = async (service: string, method: string, params: readonly RpcValue[], purpose: Purpose): Promise<unknown> => {
		const url = `${baseUrl}/xmlrpc/2/${service}`;
		const request = { method: 'POST' as const, url, headers: { 'content-type': 'text/xml' }, body: encodeCall(method, params) };
		const response = await exchange(transport, request, purpose);
		const answer = decodeAnswer(response.body);
		if (response.status !== 200 || answer === null) throw foreignAnswer(response, url, 'XML-RPC', purpose);
		if ('fault' in answer) throw explainRpcFault(answer.fault, { database, login, operation: purpose.operation });
		return answer.value;
	};

	return {
		name: 'XML-RPC',
		async version() {
			const answer = await call('common', 'version', [], { operation: 'version', reads: true });
			return parseAnswer(VersionAnswer, answer, 'version').server_version;
		},
		async authenticate() {
			const purpose = { operation: 'the sign-in', reads: true };
			const answer = await call('common', 'authenticate', [database, login, secret, {}], purpose);
			const uid = parseAnswer(AuthenticateAnswer, answer, purpose.operation);
			return uid === false ? null : uid;
		},
		execute(uid, request) {
			const { model, method, ids, params = {}, options = {} } = request;
			const args = [...(ids === undefined ? [] : [ids]), ...Object.values(params)];
			return call('object', 'execute_kw', [database, uid, secret, model, method, args, options], purposeOf(request));
		},
	};
}

const VersionAnswer = z.object({ server_version: z.string() });
const AuthenticateAnswer = z.union([z.number().int().positive(), z.literal(false)]);
