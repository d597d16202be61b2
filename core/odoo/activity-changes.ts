import { findOpenActivities, plainKey } from './activity-key';
import type { OdooClient } from './client';
import { OdooFault } from './faults';
import { isRefusal } from './is-refusal';
import type { Outcome } from './outcome';
import { outcomes } from './outcome';
import type { UserReference } from './users';
import { findUsers } from './users';

/** Which activities: one by its id, or those with an alert's key, of one user or (null) of everybody. */
export type ActivityReference = { id: number } | { key: string; user: UserReference | null };

/** The ids of the open activities of each reference, with one call, and one for the users. None is no error. */
export async function findActivities(client: OdooClient, references: readonly ActivityReference[]): Promise<Array<Outcome<number[]>>> {
	const userOf = await findUsers(client, references.flatMap((reference) => ('key' in reference ? (reference.user ?? []) : [])));
	const open = await findOpenActivities(client, {
		keys: references.flatMap((reference) => ('key' in reference ? reference.key : [])),
		ids: references.flatMap((reference) => ('id' in reference ? reference.id : [])),
	});
	return outcomes(references, (reference) => {
		if ('id' in reference) return open.filter(({ id }) => id === reference.id).map(({ id }) => id);
		const userId = reference.user === null ? null : userOf(reference.user).id;
		return open
			.filter(({ key, userId: owner }) => key === plainKey(reference.key) && (userId === null || owner === userId))
			.map(({ id }) => id);
	});
}

/**
 * Marks activities as done, with a feedback that Odoo posts on their record: one call for those with the same feedback.
 * Odoo 16 deletes them, 19 archives them. Gives the ids that are done; one that is gone already is left out.
 */
export function completeActivities(
	client: OdooClient,
	changes: ReadonlyArray<{ ids: readonly number[]; feedback: string }>,
): Promise<Array<Outcome<number[]>>> {
	return changeAlike(changes, ({ feedback }) => feedback, async (ids, { feedback }) => {
		await client.execute(
			{ model: 'mail.activity', method: 'action_feedback', ids, options: { feedback } },
			{ mayAnswerNothing: true },
		);
	});
}

/** Gives activities another deadline, `YYYY-MM-DD`: one call for those with the same. Gives the ids that have it now. */
export function rescheduleActivities(
	client: OdooClient,
	changes: ReadonlyArray<{ ids: readonly number[]; deadline: string }>,
): Promise<Array<Outcome<number[]>>> {
	return changeAlike(changes, ({ deadline }) => deadline, async (ids, { deadline }) => {
		await client.execute({ model: 'mail.activity', method: 'write', ids, params: { vals: { date_deadline: deadline } } });
	});
}

/** Makes equal changes with one call. Where Odoo refuses, and so undoes all of it, each activity is tried alone. */
async function changeAlike<Change extends { ids: readonly number[] }>(
	changes: readonly Change[],
	likeness: (change: Change) => string,
	act: (ids: readonly number[], change: Change) => Promise<void>,
): Promise<Array<Outcome<number[]>>> {
	const groups = new Map<string, { change: Change; ids: Set<number> }>();
	for (const change of changes) {
		const group = groups.get(likeness(change)) ?? { change, ids: new Set() };
		groups.set(likeness(change), group);
		for (const id of change.ids) group.ids.add(id);
	}
	const changed = new Map<string, Map<number, Outcome<boolean>>>();
	for (const [like, { change, ids }] of groups) {
		changed.set(like, await actOrOneByOne([...ids], (some) => act(some, change)));
	}
	return changes.map((change) => collect(change.ids, changed.get(likeness(change)) ?? new Map()));
}

async function actOrOneByOne(
	ids: readonly number[],
	act: (ids: readonly number[]) => Promise<void>,
): Promise<Map<number, Outcome<boolean>>> {
	if (ids.length === 0) return new Map();
	try {
		await act(ids);
		return new Map(ids.map((id) => [id, { value: true }]));
	} catch (error) {
		if (ids.length > 1 && isRefusal(error)) {
			const alone: Array<[number, Outcome<boolean>]> = [];
			for (const id of ids) alone.push(...(await actOrOneByOne([id], act)));
			return new Map(alone);
		}
		const isGone = error instanceof OdooFault && error.kind === 'missing-record';
		return new Map(ids.map((id) => [id, isGone ? { value: false } : { error }]));
	}
}

function collect(ids: readonly number[], changed: ReadonlyMap<number, Outcome<boolean>>): Outcome<number[]> {
	const done: number[] = [];
	for (const id of ids) {
		const outcome = changed.get(id);
		if (outcome === undefined) continue;
		if ('error' in outcome) return outcome;
		if (outcome.value) done.push(id);
	}
	return { value: done };
}
