import type { RpcValue } from './xml-rpc';

/** Where an Odoo is and as whom to act there. `password` may be an API key; `login` is case-sensitive. */
export interface OdooCredential {
	/** Without a trailing slash, see client.ts. */
	baseUrl: string;
	database: string;
	login: string;
	password: string;
}

/** One method of one model, with Odoo's positional and named arguments. */
export interface OdooCall {
	model: string;
	method: string;
	args: readonly RpcValue[];
	kwargs: Readonly<Record<string, RpcValue>>;
}

/**
 * A way to talk to an Odoo with one credential. It knows the wire; sessions and caches are the client's.
 * Everything it throws is an ExplainedError, a refusal by Odoo an OdooFault.
 */
export interface OdooProtocol {
	/** Such as `19.0`. Needs no sign-in. */
	version(): Promise<string>;
	/** The user id of the credential, or null when Odoo does not know this login with this password. */
	authenticate(): Promise<number | null>;
	execute(uid: number, call: OdooCall): Promise<unknown>;
}
