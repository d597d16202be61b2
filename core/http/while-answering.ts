import { networkCode, TIMED_OUT } from './network-code';
import type { HttpTransport } from './transport';

/**
 * Asks a server no more once a request to it timed out: every later one fails at once, for the same reason. For one
 * execution of a node, whose items would otherwise wait for a time-out each.
 */
export function whileAnswering(transport: HttpTransport): HttpTransport {
	let timedOut: { error: unknown } | null = null;
	return async (request) => {
		if (timedOut !== null) throw timedOut.error;
		try {
			return await transport(request);
		} catch (error) {
			if (TIMED_OUT.test(networkCode(error) ?? '')) timedOut = { error };
			throw error;
		}
	};
}
