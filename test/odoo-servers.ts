import type { HttpTransport } from '../core/http/transport';
import type { OdooClient } from '../core/odoo/client';
import { createOdooClient } from '../core/odoo/client';
import type { OdooSimulator } from '../sandbox/odoo/simulator';

/** The servers and protocols that Odoo's operations are tried on. */
export const ODOO_SERVERS = [
	{ name: 'Odoo 16, XML-RPC', version: 16, protocol: 'xmlrpc' },
	{ name: 'Odoo 19, XML-RPC', version: 19, protocol: 'xmlrpc' },
	{ name: 'Odoo 19, JSON-2', version: 19, protocol: 'json2' },
] as const;
export type OdooServer = (typeof ODOO_SERVERS)[number];

/** An administrator (2), the login n8n uses (3), three people (4 to 6; their contacts have the next id), a weak login (7). */
export const ODOO_USERS = [
	{ login: 'admin', password: 'admin', apiKeys: ['admin-key'], name: 'Administrator', email: '', isAdmin: true },
	{ login: 'bot@example.com', password: 'secret', apiKeys: ['key'], name: 'Bot' },
	{ login: 'anita@example.com', password: 'x', name: 'Anita' },
	{ login: 'bram@example.com', password: 'x', name: 'Bram' },
	{ login: 'cleo', email: 'Cleo@Example.com', password: 'x', name: 'Cleo' },
	{ login: 'weak@example.com', password: 'weak', apiKeys: ['weak-key'], mayWriteContacts: false, apps: [] },
] as const;

type Login = 'admin' | 'bot@example.com' | 'weak@example.com';

/** Credential data for a simulated server, as n8n keeps it. */
export function odooCredential(odoo: OdooSimulator, protocol: OdooServer['protocol'], login: Login = 'bot@example.com') {
	const { password, apiKeys } = ODOO_USERS.filter((user) => 'apiKeys' in user).find((user) => user.login === login) ?? ODOO_USERS[0];
	const secret = protocol === 'json2' ? { password: '', apiKey: apiKeys[0] } : { password };
	return { baseUrl: odoo.url, database: odoo.database, login, protocol, ...secret };
}

export function odooClient(odoo: OdooSimulator, protocol: OdooServer['protocol'], login?: Login): OdooClient {
	return createOdooClient(odooCredential(odoo, protocol, login), viaFetch);
}

/** The requests so far that were no sign-in, as `method on model`; forgets them. */
export function takeCalls(odoo: OdooSimulator): string[] {
	return odoo.requests
		.splice(0)
		.map(({ operation }) => operation)
		.filter((operation) => operation.includes(' on ') && operation !== 'context_get on res.users');
}

export const viaFetch: HttpTransport = async ({ method, url, headers = {}, body }) => {
	const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
	return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
};
