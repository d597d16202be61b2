import { ExplainedError } from '../errors';
import { ExpiringCache } from '../expiring-cache';
import type { HttpTransport } from '../http/transport';
import { json2Protocol, json2Version } from './json2-protocol';
import type { CheckedCredential, OdooProtocol } from './protocol';
import { xmlRpcProtocol } from './xml-rpc-protocol';

/**
 * The protocol for a credential: the one it names, or JSON-2 when it holds an API key and the server speaks it
 * (Odoo 19 and later), else XML-RPC. A server is asked once in ten minutes, whoever asks.
 *
 * @throws ExplainedError when the credential lacks what its protocol needs, or when the server does not answer.
 */
export async function chooseProtocol(credential: CheckedCredential, transport: HttpTransport): Promise<OdooProtocol> {
	const { baseUrl, protocol, apiKey, password } = credential;
	if (apiKey === '' && protocol === 'json2') {
		throw new ExplainedError('The Odoo credential has no API key, which JSON-2 needs', { advice: MAKE_A_KEY });
	}
	if (apiKey === '' && password === '') {
		throw new ExplainedError('The Odoo credential has neither a password nor an API key', { advice: MAKE_A_KEY });
	}
	const usesJson2 =
		protocol === 'json2' ||
		(protocol === 'auto' && apiKey !== '' && (await json2Versions.get(baseUrl, () => json2Version(baseUrl, transport))) !== null);
	return usesJson2 ? json2Protocol(credential, transport) : xmlRpcProtocol(credential, transport);
}

/** By address; null for a server without JSON-2. */
const json2Versions = new ExpiringCache<string | null>({ ttlMs: 600_000, maxEntries: 100 });

const MAKE_A_KEY = "Make an API key in the user's own preferences in Odoo (Security > New API Key) and enter it in the credential";
