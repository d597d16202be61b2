import type { ActivityReference } from '../../../../core/odoo/activity-changes';
import type { Outcome } from '../../../../core/odoo/outcome';

/** Adds to each change the ids of the activities it is for. */
export async function withFound<Change extends { reference: ActivityReference }>(
	changes: readonly Change[],
	find: (references: ActivityReference[]) => Promise<Array<Outcome<number[]>>>,
): Promise<Array<Outcome<Change & { ids: number[] }>>> {
	const found = await find(changes.map(({ reference }) => reference));
	return changes.map((change, index): Outcome<Change & { ids: number[] }> => {
		const outcome = found[index] ?? { value: [] };
		return 'error' in outcome ? outcome : { value: { ...change, ids: outcome.value } };
	});
}
