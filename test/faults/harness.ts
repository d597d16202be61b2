import type { Ports } from '../../sandbox/credentials';
import { FaultProxy } from '../../sandbox/faults';
import { missingFor, type Stage, type StageOptions } from '../../sandbox/stage';
import { until } from '../../sandbox/until';
import { describeEndToEnd } from '../e2e/harness';

export { type Stage, startStage } from '../../sandbox/stage';
export { until } from '../../sandbox/until';

export const MINUTE = 60_000;

/** `describeEndToEnd`, skipped with the reason where a server that it needs is not installed. */
export function describeFaults(needs: Pick<StageOptions, 'mode' | 'ledger'>, name: string, body: () => void): void {
	const missing = missingFor(needs);
	if (missing.length === 0) describeEndToEnd(name, body);
	else describe.skip(`${name} (${missing.join(', ')} not installed)`, body);
}

export type Proxies = Record<keyof Ports, FaultProxy>;

export async function startProxies(): Promise<Proxies> {
	const start = () => FaultProxy.start();
	return { chatwoot: await start(), odoo: await start(), mailbox: await start(), slack: await start(), redis: await start() };
}

export async function stopProxies(proxies: Proxies): Promise<void> {
	await Promise.all(Object.values(proxies).map((proxy) => proxy.stop()));
}

/**
 * The main workflow's nodes with all waits shortened: what is not delivered is offered again every few seconds, and a
 * claim that nobody confirms lasts `leaseSeconds`, longer than sending ever takes here.
 */
export function impatient(leaseSeconds = 6): Record<string, Record<string, unknown>> {
	return {
		'Chatwoot SLA Monitor Trigger': { options: { sweepEverySeconds: 10, offerAgainEveryMinutes: 5 / 60 } },
		Claim: { options: { leaseMinutes: leaseSeconds / 60 } },
	};
}

/** A customer who wrote ten minutes ago, where five are promised; Chatwoot tells n8n now. @returns the conversation's number */
export function customerWaits({ chatwoot }: Stage, name = `Customer ${chatwoot.conversations.length + 1}`): number {
	const inbox = chatwoot.inboxes[0] ?? chatwoot.addInbox({ name: 'Website' });
	const at = new Date(Date.now() - 10 * MINUTE);
	return chatwoot.customerWrites({ inbox, contact: { name }, text: 'Is anybody there?', at }).id;
}

export interface Told {
	email: number;
	odoo: number;
	slack: number;
}

/** How often each channel was told of a conversation. */
export function toldOf({ mailbox, odoo, slack }: Stage, id: number): Told {
	const names = new RegExp(`#${id}\\b`);
	return {
		email: mailbox.messages.filter(({ text }) => names.test(text)).length,
		odoo: odoo.activities.filter(({ summary }) => names.test(summary)).length,
		slack: slack.messages.filter(({ text }) => names.test(text)).length,
	};
}

export function isTold({ email, odoo, slack }: Told): boolean {
	return email > 0 && odoo > 0 && slack > 0;
}

/** Messages beyond the first on each channel. */
export function duplicates({ email, odoo, slack }: Told): number {
	return [email, odoo, slack].reduce((sum, count) => sum + Math.max(0, count - 1), 0);
}

/** Resolves when no execution is under way: what was sent is confirmed by then. */
export async function untilIdle({ n8n, workflowId }: Stage, timeoutMs = MINUTE): Promise<void> {
	await until('all executions have ended', async () => (await n8n.client.unfinished(workflowId)) === 0, timeoutMs);
}

/** Numbers from 0 to below 1, always the same for a seed (mulberry32). */
export function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** Rows under headings, in columns, for a test's report on the console. */
export function printTable(title: string, rows: Array<Record<string, string | number>>): void {
	const headings = Object.keys(rows[0] ?? {});
	const cells = [headings, ...rows.map((row) => headings.map((heading) => String(row[heading])))];
	const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
	const lines = cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
	process.stdout.write(`\n${title}\n${lines.join('\n')}\n`);
}
