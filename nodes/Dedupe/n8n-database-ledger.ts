import type { IExecuteFunctions } from 'n8n-workflow';
import { counted } from '../../core/ledger/counted';
import { createTurns } from '../../core/ledger/in-turn';
import type { Ledger } from '../../core/ledger/ledger';
import type { SlotLedger } from '../../core/ledger/slots';
import { createMarkLedger } from '../../core/ledger/mark-ledger';
import { Tally } from '../../core/ledger/statistics';

/**
 * n8n's deduplication helper reads, compares and writes in separate steps (n8n 2.41): two executions at once would both
 * find a key new. Every use in this process therefore waits its turn. Across processes (queue mode) it does not help.
 */
const inTurn = createTurns();

/** The helper keeps no numbers: what is counted, by workflow, lasts as long as this process. */
const tallies = new Map<string, Tally>();
export const countingSince = new Date();

const now = () => new Date();

/**
 * The ledger in n8n's own database, one a workflow: all Dedupe nodes of a workflow share it; and the same uncounted, for
 * slots. With `maxMarks` the oldest marks beyond that many are forgotten when new ones are kept.
 */
export function n8nDatabaseLedgers(context: IExecuteFunctions, { maxMarks }: { maxMarks?: number }): { ledger: Ledger; slots: SlotLedger } {
	const workflowId = context.getWorkflow().id ?? '';
	const add = async (marks: readonly string[], bound: { maxEntries?: number }) => {
		const { new: fresh } = await context.helpers.checkProcessedAndRecord(distinct(marks), 'workflow', { mode: 'entries', ...bound });
		return new Set(fresh.map(String));
	};
	const ledger = createMarkLedger(
		{
			add: (marks) => add(marks, maxMarks === undefined ? {} : { maxEntries: maxMarks }),
			addForNow: (marks) => add(marks, {}),
			async remove(marks) {
				await context.helpers.removeProcessed(distinct(marks), 'workflow', { mode: 'entries' });
			},
		},
		now,
	);
	const turns: Omit<Ledger, 'statistics'> = {
		claim: (keys, leaseSeconds, threads) => inTurn(workflowId, () => ledger.claim(keys, leaseSeconds, threads)),
		confirm: (keys, known) => inTurn(workflowId, () => ledger.confirm(keys, known)),
		release: (keys) => inTurn(workflowId, () => ledger.release(keys)),
		resolve: (keys, threads) => inTurn(workflowId, () => ledger.resolve(keys, threads)),
		inspect: (keys, leaseSeconds) => inTurn(workflowId, () => ledger.inspect(keys, leaseSeconds)),
	};
	return { ledger: counted(turns, tallyOf(workflowId), now), slots: turns };
}

/** n8n keeps a mark as often as one call names it, and removes it only once for each time. */
function distinct(marks: readonly string[]): string[] {
	return [...new Set(marks)];
}

function tallyOf(workflowId: string): Tally {
	const tally = tallies.get(workflowId) ?? new Tally();
	tallies.set(workflowId, tally);
	return tally;
}
