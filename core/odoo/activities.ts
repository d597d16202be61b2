import { z } from 'zod';
import { createTurns } from '../ledger/in-turn';
import { findOpenActivities, noteWithKey, plainKey } from './activity-key';
import { activityTypeFinder } from './activity-types';
import type { ActivityType } from './activity-types';
import { parseAnswer } from './answer';
import type { OdooClient } from './client';
import type { DocumentModel, DocumentReference, FindDocument } from './documents';
import { documentFinder, requireDocument } from './documents';
import { isRefusal } from './is-refusal';
import type { Outcome } from './outcome';
import { outcomes } from './outcome';
import type { RpcValue } from './protocol';
import { Id } from './record';
import type { OdooUser, UserReference } from './users';
import { findUsers } from './users';

/** Something for one Odoo user to do. */
export interface NewActivity {
	user: UserReference;
	/** Plain text, shown as it is; line breaks become spaces. */
	summary: string;
	/** HTML; Odoo takes scripts and unknown tags out. */
	noteHtml: string;
	/** `YYYY-MM-DD`. */
	deadline: string;
	type: ActivityType;
	/** With a key, the user has this activity once at a time. Null: it is created each time. */
	key: string | null;
	/** What it hangs on. Null: the user's own contact, as Odoo refuses activities on `res.users`. */
	document: DocumentReference | null;
	/** Whether an activity for a customer who has no such record hangs on the user's own contact instead. */
	elseOnUser: boolean;
}

/** An activity of which everything is known, so that only Odoo itself can refuse it. */
export interface PlannedActivity {
	user: OdooUser;
	model: DocumentModel;
	recordId: number;
	key: string | null;
	values: Readonly<Record<string, RpcValue>>;
}

export interface CreatedActivity {
	activityId: number;
	userId: number;
	partnerId: number;
	/** What it was to hang on; an activity that existed may hang on something else. */
	model: DocumentModel;
	recordId: number;
	/** Whether the user had an open activity with this key already. */
	existing: boolean;
}

/** Looks up users, types and records of all activities at once: one call each, as far as they are needed. */
export async function planActivities(client: OdooClient, activities: readonly NewActivity[]): Promise<Array<Outcome<PlannedActivity>>> {
	const userOf = await findUsers(client, activities.map(({ user }) => user));
	const typeIdOf = activityTypeFinder(client);
	const find = documentFinder(client, activities.flatMap(({ document }) => document ?? []));
	return outcomes(activities, async (activity) => {
		const user = userOf(activity.user);
		const document = await documentOf(activity, user, find);
		const typeId = await typeIdOf(activity.type);
		return { user, ...document, key: activity.key, values: valuesOf(activity, user, typeId, document.recordId) };
	});
}

const creating = createTurns();

/**
 * Creates activities: one call to find those that exist by their keys, and one to create the others (one for each kind
 * of record they hang on). When Odoo refuses, it undoes the whole call (16 and 19); the bad ones are then found by
 * halving, and the others are created.
 *
 * Within one process the same key is never looked for and created by two at a time. Two processes may both find
 * nothing and create; a ledger before this prevents it.
 */
export async function createActivities(client: OdooClient, planned: readonly PlannedActivity[]): Promise<Array<Outcome<CreatedActivity>>> {
	const slots = planned.map((activity, index) => slotOf(activity) ?? `no key ${index}`);
	const claims = planned.flatMap((activity) => slotOf(activity) ?? []);
	const idBySlot = await creating(claims, async () => {
		const found = await findBySlot(client, planned);
		const missing = new Map<string, PlannedActivity>();
		planned.forEach((activity, index) => {
			const slot = slots[index] ?? '';
			if (!found.has(slot) && !missing.has(slot)) missing.set(slot, activity);
		});
		return new Map([...found, ...(await createMissing(client, missing))]);
	});
	const seen = new Set<string>();
	return planned.map((activity, index) => {
		const slot = slots[index] ?? '';
		const outcome = idBySlot.get(slot);
		if (outcome === undefined) throw new Error('an activity was neither found nor created');
		if ('error' in outcome) return outcome;
		const existing = outcome.value.existing || seen.has(slot);
		seen.add(slot);
		const { user, model, recordId } = activity;
		return { value: { activityId: outcome.value.id, userId: user.id, partnerId: user.partnerId, model, recordId, existing } };
	});
}

type Slots = Map<string, Outcome<{ id: number; existing: boolean }>>;

/** What there is to be one of: a key, for a user. */
function slotOf({ key, user }: PlannedActivity): string | null {
	return key === null ? null : `${user.id} ${plainKey(key)}`;
}

async function documentOf(
	{ document, elseOnUser }: NewActivity,
	user: OdooUser,
	find: FindDocument,
): Promise<{ model: DocumentModel; recordId: number }> {
	const onUser = { model: 'res.partner' as const, recordId: user.partnerId };
	if (document === null) return onUser;
	const recordId = elseOnUser ? await find(document) : await requireDocument(find, document);
	return recordId === null ? onUser : { model: document.model, recordId };
}

function valuesOf({ summary, noteHtml, key, deadline }: NewActivity, user: OdooUser, typeId: number, recordId: number) {
	return {
		activity_type_id: typeId,
		summary: summary.replace(/\s+/g, ' ').trim(),
		note: key === null ? noteHtml : noteWithKey(noteHtml, key),
		date_deadline: deadline,
		user_id: user.id,
		res_id: recordId,
	};
}

async function findBySlot(client: OdooClient, planned: readonly PlannedActivity[]): Promise<Slots> {
	const open = await findOpenActivities(client, { keys: planned.flatMap(({ key }) => key ?? []), ids: [] });
	const found: Slots = new Map();
	for (const { id, userId, key } of open) {
		const slot = `${userId} ${key}`;
		if (!found.has(slot)) found.set(slot, { value: { id, existing: true } });
	}
	return found;
}

async function createMissing(client: OdooClient, missing: ReadonlyMap<string, PlannedActivity>): Promise<Slots> {
	const created: Slots = new Map();
	for (const model of new Set([...missing.values()].map((activity) => activity.model))) {
		const batch = [...missing].filter(([, activity]) => activity.model === model);
		const ids = await createOrHalve(client, model, batch.map(([, { values }]) => values));
		batch.forEach(([slot], index) => {
			const outcome = ids[index];
			if (outcome !== undefined) created.set(slot, 'error' in outcome ? outcome : { value: { id: outcome.value, existing: false } });
		});
	}
	return created;
}

type Values = PlannedActivity['values'];

/** So many refused one by one in the same words, and none created: the reason is not theirs, and the rest is not tried. */
const HOPELESS = 10;

async function createOrHalve(client: OdooClient, model: DocumentModel, batch: readonly Values[]): Promise<Array<Outcome<number>>> {
	const refusals: string[] = [];
	let created = 0;
	const isHopeless = () => created === 0 && refusals.length >= HOPELESS && new Set(refusals).size === 1;
	const create = async (some: readonly Values[]): Promise<Array<Outcome<number>>> => {
		try {
			const ids = await createTogether(client, model, some);
			created += ids.length;
			return ids.map((value) => ({ value }));
		} catch (error) {
			// What is no plain refusal may have been created all the same: it is not tried again.
			if (!isRefusal(error)) return some.map(() => ({ error }));
			if (some.length === 1) refusals.push(error.message);
			if (some.length === 1 || isHopeless()) return some.map(() => ({ error }));
		}
		const middle = Math.ceil(some.length / 2);
		return [...(await create(some.slice(0, middle))), ...(await create(some.slice(middle)))];
	};
	return create(batch);
}

/**
 * The document's model goes in the context and not as `res_model_id`, whose id ordinary users may not look up (Odoo 16
 * and 19).
 */
async function createTogether(client: OdooClient, model: DocumentModel, batch: readonly Values[]): Promise<number[]> {
	const answer = await client.execute({
		model: 'mail.activity',
		method: 'create',
		params: { vals_list: batch },
		options: { context: { default_res_model: model } },
	});
	return parseAnswer(z.array(Id).length(batch.length), answer, 'create on mail.activity');
}
