import { z } from 'zod';
import { ODOO_API_KEY, ODOO_LOGIN, type Ports, SMTP_LOGIN } from '../../sandbox/credentials';
import { FaultProxy } from '../../sandbox/faults';
import type { Execution } from '../../sandbox/n8n/client';
import { missingFor, type Stage, type StageOptions } from '../../sandbox/stage';
import { until } from '../../sandbox/until';
import { describeEndToEnd } from '../e2e/harness';

export { type Stage, startStage } from '../../sandbox/stage';
export { until } from '../../sandbox/until';

export const MINUTE = 60_000;
export const MONITOR = 'Chatwoot SLA Monitor Trigger';

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
 * claim that nobody confirms lasts `leaseSeconds`: longer than sending takes, on a busy machine too. Nothing escalates:
 * each channel is told once of a conversation, however long a test lasts.
 */
export function impatient(leaseSeconds: number): Record<string, Record<string, unknown>> {
	return {
		[MONITOR]: { escalations: '', options: { sweepEverySeconds: 10, offerAgainEveryMinutes: 5 / 60 } },
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

/** What of the servers' secrets and of what customers are called and wrote stands in a log. */
export function leaksIn(log: string, { chatwoot, slack }: Stage): string[] {
	const ofChatwoot = [chatwoot.token, chatwoot.botToken, ...chatwoot.webhooks.flatMap(({ secret }) => secret ?? [])];
	const secrets = [...ofChatwoot, slack.token, ODOO_API_KEY, ODOO_LOGIN.password, SMTP_LOGIN.password];
	const customers = chatwoot.conversations.flatMap(({ contact, messages }) => [contact.name, ...messages.map(({ content }) => content)]);
	return [...new Set([...secrets, ...customers])].filter((text) => text !== '' && log.includes(text));
}

/** Resolves when no execution is under way: what was sent is confirmed by then. */
export async function untilIdle({ n8n, workflowId }: Stage, timeoutMs = MINUTE): Promise<void> {
	await until('all executions have ended', async () => (await n8n.client.unfinished(workflowId)) === 0, timeoutMs);
}

/** The number of the newest execution, of those that n8n's main process does not run right now. */
export async function latestExecution({ n8n, workflowId }: Stage): Promise<number> {
	return Math.max(0, ...(await n8n.client.executions(workflowId)).map(({ id }) => Number(id)));
}

/** Resolves when the monitor has offered these conversations in executions after that one, and nothing is under way. */
export async function untilOffered(stage: Stage, conversations: readonly number[], after: number, timeoutMs = 3 * MINUTE): Promise<void> {
	const { n8n, workflowId } = stage;
	await until(
		`the monitor has offered ${conversations.length} conversations`,
		async () => {
			const ids = offeredIn((await n8n.client.executions(workflowId)).filter(({ id }) => Number(id) > after));
			return conversations.every((id) => ids.has(id));
		},
		timeoutMs,
	);
	await untilIdle(stage, timeoutMs);
}

const offerSchema = z.object({ id: z.number() });

/** The conversations that the monitor brought, and that were claimed or refused. */
function offeredIn(executions: readonly Execution[]): Set<number> {
	const runs = executions.filter(({ nodes }) => nodes['Claim'] !== undefined).flatMap(({ nodes }) => nodes[MONITOR] ?? []);
	return new Set(runs.flatMap(({ outputs }) => outputs.flat().map((item) => offerSchema.parse(item).id)));
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

/** A test's report on the console: a title and a table in Markdown, to be pasted into docs/testing.md. */
export function printTable(title: string, rows: Array<Record<string, string | number>>): void {
	const headings = Object.keys(rows[0] ?? {});
	const cells = [headings, headings.map(() => '---'), ...rows.map((row) => headings.map((heading) => String(row[heading])))];
	const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
	const lines = cells.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
	process.stdout.write(`\n${title}\n\n${lines.join('\n')}\n\n`);
}
