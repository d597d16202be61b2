import { createHash } from 'node:crypto';
import { ExplainedError } from '../errors';
import { ExpiringCache } from '../expiring-cache';
import { normaliseBaseUrl } from '../http/base-url';
import type { HttpTransport } from '../http/transport';
import { chooseProtocol } from './auto-protocol';
import { OdooTimedOut } from './exchange';
import type { FaultKind } from './faults';
import { OdooFault } from './faults';
import type { CheckedCredential, OdooCall, OdooCredential, OdooProtocol } from './protocol';

/** One Odoo with one credential. Every failure is an ExplainedError; a refusal by Odoo is an OdooFault. */
export interface OdooClient {
	/** The protocol in use, found out at the first call. */
	protocolName(): Promise<OdooProtocol['name']>;
	/** Such as `19.0`; needs no sign-in and is remembered. */
	version(): Promise<string>;
	/** The user id of the credential. */
	signIn(): Promise<number>;
	/**
	 * Calls a method and gives what it returned, to be parsed by the caller. `create` with a list `vals_list` answers
	 * a list of ids over both protocols. With `mayAnswerNothing` the fault of a method that did its work and has nothing
	 * to return over XML-RPC is the value null, as it is over JSON-2.
	 */
	execute(call: OdooCall, options?: { mayAnswerNothing?: boolean }): Promise<unknown>;
	/**
	 * `execute` for a call that only reads and whose answer seldom changes: remembered with the sign-in. An empty list
	 * is not: what was missing may be there a moment later.
	 */
	lookUp(call: OdooCall): Promise<unknown>;
}

/** Waits some milliseconds. */
export type Pause = (ms: number) => Promise<void>;

/**
 * Protocol and sign-in are remembered across clients for ten minutes, so that a workflow's executions share them. The
 * sign-in is dropped, with all look-ups, when Odoo denies access, lacks rights or misses a record; after "Access
 * Denied" on a remembered sign-in the client signs in once again and repeats the call (Odoo has not acted on it).
 *
 * A failure that is safe to try again (see exchange.ts) is, at most twice, after a pause; without `pause` never.
 *
 * @throws ExplainedError when the address or the database cannot be one.
 */
export function createOdooClient(typed: OdooCredential, transport: HttpTransport, pause?: Pause): OdooClient {
	const credential = check(typed);
	const sessionKey = keyOf(credential);
	const persistently = <Result>(act: () => Promise<Result>) => withRepeats(act, pause);
	const protocolInUse = () => persistently(() => chooseProtocol(credential, transport));
	let refusal: OdooFault | null = null;

	const openSession = async (): Promise<Session> => {
		// Failed sign-ins add up at Odoo, which may then bar the address: one client does not try a secret twice.
		if (refusal !== null) throw refusal;
		const protocol = await protocolInUse();
		try {
			const uid = await persistently(() => protocol.authenticate());
			if (uid === null) throw wrongLogin(credential);
			return { uid, lookUps: new ExpiringCache(LOOK_UP_LIMITS) };
		} catch (error) {
			if (error instanceof OdooFault && error.kind === 'access-denied') refusal = error;
			throw error;
		}
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

	const callAs = async (uid: number, call: OdooCall): Promise<unknown> => {
		const protocol = await protocolInUse();
		return persistently(() => protocol.execute(uid, call));
	};

	return {
		protocolName: async () => (await protocolInUse()).name,
		async version() {
			const protocol = await protocolInUse();
			return versions.get(`${protocol.name} ${credential.baseUrl}`, () => persistently(() => protocol.version()));
		},
		signIn: () => inSession(({ uid }) => Promise.resolve(uid)),
		async execute(call, { mayAnswerNothing = false } = {}) {
			try {
				return await inSession(({ uid }) => callAs(uid, call));
			} catch (error) {
				if (mayAnswerNothing && error instanceof OdooFault && error.kind === 'no-answer-value') return null;
				throw error;
			}
		},
		lookUp: (call) =>
			inSession(async ({ uid, lookUps }) => {
				const key = JSON.stringify([call.model, call.method, call.ids, call.params, call.options]);
				const answer = await lookUps.get(key, () => callAs(uid, call));
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

/** By protocol and address. */
const versions = new ExpiringCache<string>({ ttlMs: TEN_MINUTES_MS, maxEntries: 100 });

const STALE_SESSION: ReadonlySet<FaultKind> = new Set<FaultKind>(['access-denied', 'rights', 'missing-record']);

const PAUSES_MS = [500, 2000];

/** A server that did not answer in time is not asked again: whoever waits, and all other channels, wait already. */
async function withRepeats<Result>(act: () => Promise<Result>, pause: Pause | undefined): Promise<Result> {
	if (pause === undefined) return act();
	for (const pauseMs of PAUSES_MS) {
		try {
			return await act();
		} catch (error) {
			if (!(error instanceof ExplainedError) || !error.retryable || error instanceof OdooTimedOut) throw error;
			await pause(pauseMs);
		}
	}
	return act();
}

/** Paths of Odoo's own pages and endpoints: an address copied from the browser is cut there. */
const ODOO_PATHS = ['/web', '/odoo', '/xmlrpc', '/jsonrpc', '/json'];

function check({ baseUrl, database, login, password, apiKey = '', protocol = 'auto' }: OdooCredential): CheckedCredential {
	if (database.trim() === '') {
		throw new ExplainedError('The Odoo credential names no database', {
			advice: 'Enter it there: Odoo lists its databases under /web/database/selector, where that page is on',
		});
	}
	return {
		baseUrl: normaliseBaseUrl(baseUrl, ODOO_PATHS),
		database: database.trim(),
		login: login.trim(),
		password,
		apiKey: apiKey.trim(),
		protocol,
	};
}

function keyOf({ baseUrl, database, login, password, apiKey, protocol }: CheckedCredential): string {
	return createHash('sha256').update(JSON.stringify([baseUrl, database, login, password, apiKey, protocol])).digest('hex');
}

function wrongLogin({ login, database, apiKey }: CheckedCredential): OdooFault {
	const secret = apiKey === '' ? 'password' : 'API key';
	return new OdooFault('access-denied', `Odoo does not let "${login}" in on database "${database}": login or ${secret} is wrong`, {
		advice: `Check both in the Odoo credential: the login is case-sensitive${apiKey === '' ? '; an API key works as the password' : ''}`,
	});
}
