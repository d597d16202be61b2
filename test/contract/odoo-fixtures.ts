import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ExplainedError } from '../../core/errors';
import type { HttpRequest, HttpTransport } from '../../core/http/transport';

/** Recorded exchanges with real Odoo 16 and 19 servers. Only the developers' machines have them. */
const FIXTURES = path.resolve(__dirname, '../../../shared/fixtures/odoo');
export const hasFixtures = existsSync(FIXTURES);

const Exchange = z.object({
	request: z.object({ method: z.string(), path: z.string(), headers: z.record(z.string()), body: z.string() }),
	response: z.object({ status: z.number(), contentType: z.string(), body: z.string() }),
});

/** `name` is the file's. */
export type Exchange = z.infer<typeof Exchange> & { name: string };

export function readExchanges(version: 16 | 19, protocol: 'xmlrpc' | 'json2'): Exchange[] {
	if (!hasFixtures) return [];
	const folder = path.join(FIXTURES, String(version));
	return readdirSync(folder)
		.filter((file) => file.startsWith(`${protocol}-`))
		.map((file) => ({ ...Exchange.parse(JSON.parse(readFileSync(path.join(folder, file), 'utf8'))), name: file.replace('.json', '') }));
}

/** The order in which they must have been recorded: what is searched, run or marked done was created before. */
export function inRecordedOrder(exchanges: readonly Exchange[], order: readonly RegExp[]): Exchange[] {
	const rank = ({ name }: Exchange) => order.findIndex((pattern) => pattern.test(name));
	return [...exchanges].sort((one, other) => rank(one) - rank(other));
}

/** A transport that gives one answer, and what was sent over it. */
export function answering({ response }: Exchange): { sent: HttpRequest[]; transport: HttpTransport } {
	const sent: HttpRequest[] = [];
	const transport: HttpTransport = (request) => {
		sent.push(request);
		return Promise.resolve({ status: response.status, headers: { 'content-type': response.contentType }, body: response.body });
	};
	return { sent, transport };
}

export async function outcomeOf(result: Promise<unknown>): Promise<{ value: unknown } | { error: unknown }> {
	try {
		return { value: await result };
	} catch (error) {
		return { error };
	}
}

export function expectClearError(error: unknown): void {
	if (!(error instanceof ExplainedError)) throw new Error(`not an explained error: ${String(error)}`);
	expect(error.message).toMatch(/^[^\n]{10,400}$/);
	expect(`${error.message} ${error.advice}`).not.toContain('Traceback');
}
