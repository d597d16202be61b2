import type { IExecuteFunctions } from 'n8n-workflow';
import { counted } from '../../core/ledger/counted';
import { createTurns } from '../../core/ledger/in-turn';
import type { Ledger } from '../../core/ledger/ledger';
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
 * The ledger in n8n's own database, one a workflow: all Dedupe nodes of a workflow share it.
 * With `maxMarks` the oldest marks beyond that many are forgotten when new ones are kept.
 */
export function n8nDatabaseLedger(context: IExecuteFunctions, { maxMarks }: { maxMarks?: number }): Ledger {
	const workflowId = context.getWorkflow().id ?? '';
	const ledger = createMarkLedger(
		{
			async add(marks) {
				const { new: fresh } = await context.helpers.checkProcessedAndRecord([...marks], 'workflow', {
					mode: 'entries',
					...(maxMarks === undefined ? {} : { maxEntries: maxMarks }),
				});
				return new Set(fresh.map(String));
			},
			async remove(marks) {
				await context.helpers.removeProcessed([...marks], 'workflow', { mode: 'entries' });
			},
		},
		now,
	);
	return counted(
		{
			claim: (keys, leaseSeconds) => inTurn(workflowId, () => ledger.claim(keys, leaseSeconds)),
			confirm: (keys) => inTurn(workflowId, () => ledger.confirm(keys)),
			release: (keys) => inTurn(workflowId, () => ledger.release(keys)),
			resolve: (keys) => inTurn(workflowId, () => ledger.resolve(keys)),
			inspect: (keys, leaseSeconds) => inTurn(workflowId, () => ledger.inspect(keys, leaseSeconds)),
		},
		tallyOf(workflowId),
		now,
	);
}

function tallyOf(workflowId: string): Tally {
	const tally = tallies.get(workflowId) ?? new Tally();
	tallies.set(workflowId, tally);
	return tally;
}
