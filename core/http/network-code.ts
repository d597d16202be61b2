import { z } from 'zod';

/** The codes of a server that did not answer in time: of Node.js, of Axios, which n8n asks with (2.41), and of undici. */
export const TIMED_OUT = /^(ETIMEDOUT|ECONNABORTED|UND_ERR_.*TIMEOUT)$/;

/** The codes of a request that never left: the server has seen nothing of it. */
export const NEVER_SENT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;

/** The system's code (ECONNREFUSED …), which HTTP libraries wrap in errors of their own, several deep; null without one. */
export function networkCode(error: unknown, depth = 0): string | null {
	const failure = failureSchema.safeParse(error);
	if (!failure.success || depth > 5) return null;
	const { code, cause, errors } = failure.data;
	if (typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code)) return code;
	const inner: unknown[] = [cause, ...(Array.isArray(errors) ? (errors as unknown[]) : [])];
	return inner.map((each) => networkCode(each, depth + 1)).find((found) => found !== null) ?? null;
}

const failureSchema = z.object({ code: z.unknown(), cause: z.unknown(), errors: z.unknown() }).partial();
