/** Where an Odoo is and as whom to act there, as a person enters it. */
export interface OdooCredential {
	baseUrl: string;
	database: string;
	/** Case-sensitive. */
	login: string;
	/** May be an API key, and may be empty when `apiKey` is given. */
	password: string;
	apiKey?: string;
	/** `auto` when left out: JSON-2 on Odoo 19 and later when there is an API key, else XML-RPC. */
	protocol?: ProtocolChoice;
}

export type ProtocolChoice = 'auto' | 'json2' | 'xmlrpc';

/** A credential as a protocol takes it: `baseUrl` without a trailing slash, the rest trimmed; `password` or `apiKey` may be empty. */
export type CheckedCredential = Required<OdooCredential>;

/** What both of Odoo's protocols can carry. */
export type RpcValue = string | number | boolean | null | readonly RpcValue[] | { readonly [name: string]: RpcValue };

/** One method of one model. */
export interface OdooCall {
	model: string;
	method: string;
	/** The records it is called on; left out for methods of the model itself (create, search, …). */
	ids?: readonly number[];
	/** Arguments in the order of the method's signature: XML-RPC sends them by position, JSON-2 by name. */
	params?: Readonly<Record<string, RpcValue>>;
	/** Arguments by name on both, `context` among them. */
	options?: Readonly<Record<string, RpcValue>>;
}

/**
 * A way to talk to an Odoo with one credential. It knows the wire; sessions, caches and repeats are the client's.
 * Everything it throws is an ExplainedError, a refusal by Odoo an OdooFault.
 */
export interface OdooProtocol {
	readonly name: 'JSON-2' | 'XML-RPC';
	/** Such as `19.0`. Needs no sign-in. */
	version(): Promise<string>;
	/** The user id of the credential, or null when Odoo does not know this login with this secret. */
	authenticate(): Promise<number | null>;
	execute(uid: number, call: OdooCall): Promise<unknown>;
}
