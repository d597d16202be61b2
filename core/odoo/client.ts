import { createHash } from 'node:crypto';
import { ExplainedError } from '../errors';
import { ExpiringCache } from '../expiring-cache';
import { normaliseBaseUrl } from '../http/base-url';
import type { HttpTransport } from '../http/transport';
import type { FaultKind } from './faults';
import { OdooFault } from './faults';
import type { OdooCall, OdooCredential, OdooProtocol } from './protocol';
import { xmlRpcProtocol } from './xml-rpc-protocol';

/** One Odoo with one credential. Every failure is an ExplainedError; a refusal by Odoo is an OdooFault. */
export interface OdooClient {
	/** Such as `19.0`. Needs no sign-in. */
	version(): Promise<string>;
	/** The user id of the credential. */
	signIn(): Promise<number>;
	/**
	 * Calls a method and gives what it returned, to be parsed by the caller. With `mayAnswerNothing` the fault of a
	 * method that did its work and has nothing to return over XML-RPC is the value null.
	 */
	execute(call: OdooCall, options?: { mayAnswerNothing?: boolean }): Promise<unknown>;
	/**
	 * `execute` for a call that only reads and whose answer seldom changes: remembered with the sign-in. An empty list
	 * is not: what was missing may be there a moment later.
	 */
	lookUp(call: OdooCall): Promise<unknown>;
}

/**
 * The sign-in is remembered across clients for ten minutes, so that a workflow's executions share it. It is dropped,
 * with all look-ups, when Odoo denies access, lacks rights or misses a record; after "Access Denied" on a remembered
 * sign-in the client signs in once again and repeats the call (Odoo has not acted on it).
 *
 * @throws ExplainedError when the address or the database cannot be one.
 */
export function createOdooClient(
	typed: OdooCredential,
	transport: HttpTransport,
	makeProtocol: (credential: OdooCredential, transport: HttpTransport) => OdooProtocol = xmlRpcProtocol,
): OdooClient {
	const credential = normalise(typed);
	const protocol = makeProtocol(credential, transport);
	const sessionKey = keyOf(credential);
	let refusal: ExplainedError | null = null;

	const openSession = async (): Promise<Session> => {
		// Failed sign-ins add up at Odoo, which may then bar the address: one client does not try a password twice.
		if (refusal !== null) throw refusal;
		const uid = await protocol.authenticate();
		if (uid !== null) return { uid, lookUps: new ExpiringCache(LOOK_UP_LIMITS) };
		refusal = wrongLogin(credential);
		throw refusal;
	};

	const inSession = async <Result>(act: (session: Session) => Promise<Result>): Promise<Result> => {
		const isRemembered = sessions.has(sessionKey);
		const session = await sessions.get(sessionKey, openSession);
		try {
			return await act(session);
		} catch (error) {
			if (!(error instanceof OdooFault) || !STALE_SESSION.has(error.kind)) throw error;
			sessions.delete(sessionKey);
			if (error.kind !== 'access-denied' || !isRemembered) throw error;
		}
		return act(await sessions.get(sessionKey, openSession));
	};

	return {
		version: () => protocol.version(),
		signIn: () => inSession(({ uid }) => Promise.resolve(uid)),
		async execute(call, { mayAnswerNothing = false } = {}) {
			try {
				return await inSession(({ uid }) => protocol.execute(uid, call));
			} catch (error) {
				if (mayAnswerNothing && error instanceof OdooFault && error.kind === 'no-answer-value') return null;
				throw error;
			}
		},
		lookUp: (call) =>
			inSession(async ({ uid, lookUps }) => {
				const key = JSON.stringify([call.model, call.method, call.args, call.kwargs]);
				const answer = await lookUps.get(key, () => protocol.execute(uid, call));
				if (Array.isArray(answer) && answer.length === 0) lookUps.delete(key);
				return answer;
			}),
	};
}

interface Session {
	uid: number;
	lookUps: ExpiringCache<unknown>;
}

const TEN_MINUTES_MS = 600_000;
const LOOK_UP_LIMITS = { ttlMs: TEN_MINUTES_MS, maxEntries: 1000 };
const sessions = new ExpiringCache<Session>({ ttlMs: TEN_MINUTES_MS, maxEntries: 100 });

const STALE_SESSION: ReadonlySet<FaultKind> = new Set<FaultKind>(['access-denied', 'rights', 'missing-record']);

/** Paths of Odoo's own pages and endpoints: an address copied from the browser is cut there. */
const ODOO_PATHS = ['/web', '/odoo', '/xmlrpc', '/jsonrpc'];

function normalise({ baseUrl, database, login, password }: OdooCredential): OdooCredential {
	if (database.trim() === '') {
		throw new ExplainedError('The Odoo credential names no database', {
			advice: 'Enter it there: Odoo lists its databases under /web/database/selector, where that page is on',
		});
	}
	return { baseUrl: normaliseBaseUrl(baseUrl, ODOO_PATHS), database: database.trim(), login: login.trim(), password };
}

function keyOf({ baseUrl, database, login, password }: OdooCredential): string {
	return createHash('sha256').update(JSON.stringify([baseUrl, database, login, password])).digest('hex');
}

function wrongLogin({ login, database }: OdooCredential): ExplainedError {
	return new ExplainedError(`Odoo does not let "${login}" in on database "${database}": login or password is wrong`, {
		advice: 'Check both in the Odoo credential: the login is case-sensitive; an API key works as the password',
	});
}
