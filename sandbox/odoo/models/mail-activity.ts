import { z } from 'zod';
import type { Row } from '../domain';
import { missingRecord, pythonError, securityRestriction, userError } from '../fault';
import { cleanHtml } from '../html';
import type { Call, Method, Model } from '../method';
import { checkNewFields, checkWrittenFields, reading, Records, Values, ValuesList } from '../method';
import type { SimulatedActivity, World } from '../world';
import { DOCUMENTS } from './documents';
import { ACTIVITY_TYPES, TODO_TYPE_ID } from './mail-activity-type';

const WRITTEN_FIELDS = ['summary', 'note', 'date_deadline', 'activity_type_id', 'user_id', 'res_model', 'res_model_id', 'res_id'];

export const mailActivity: Model = {
	label: 'Activity',
	methods: {
		...reading({
			fields: ({ world }) => [
				'id', 'display_name', 'create_uid', 'res_name', ...WRITTEN_FIELDS, ...(world.version === 19 ? ['active'] : []),
			],
			rows: ({ world, context }) => [
				...world.activities.map((activity) => activityRow(world, activity, true)),
				...(context['active_test'] === false ? doneRows(world) : []),
			],
			hiddenRows: ({ world, context }) => (context['active_test'] === false ? [] : doneRows(world)),
			checkIds: (call) => {
				if (call.world.version === 16) chosenActivities(call);
			},
		}),
		create: {
			on: 'model',
			params: ['vals_list'],
			required: ['vals_list'],
			run: (call) => {
				// All are checked before one is kept: a bad one undoes the whole call.
				const created = ValuesList.parse(call.args['vals_list']).map((values) => newActivity(call, values));
				const activities = created.map((activity) => ({ id: call.world.nextId('mail.activity'), ...activity }));
				call.world.activities.push(...activities);
				call.world.events.emit('activities');
				return new Records('mail.activity', activities.map(({ id }) => id));
			},
		},
		write: {
			on: 'records',
			params: ['vals'],
			required: ['vals'],
			run: (call) => {
				const values = Values.parse(call.args['vals']);
				checkWrittenFields(call, values, WRITTEN_FIELDS);
				const chosen = chosenActivities(call);
				for (const activity of chosen) checkMayWrite(call, activity);
				const changes = changesOf(call, values);
				for (const activity of chosen) Object.assign(activity, changes);
				return true;
			},
		},
		unlink: {
			on: 'records',
			params: [],
			run: (call) => {
				remove(call);
				return true;
			},
		},
		action_feedback: done('action_feedback'),
		action_done: done('action_done'),
	},
};

/**
 * Marking done answers the id of the message about it. 16 deletes the activity, 19 archives it, where a second time
 * finds nothing to do.
 */
function done(name: 'action_feedback' | 'action_done'): Method {
	return {
		on: 'records',
		params: name === 'action_done' ? [] : ['feedback', 'attachment_ids'],
		run: (call) => {
			const { world } = call;
			const isArchived = (id: number) => world.version === 19 && world.doneActivities.some((activity) => activity.id === id);
			const openIds = call.ids.filter((id) => !isArchived(id));
			const removed = remove({ ...call, ids: openIds });
			if (removed.length === 0) return false;
			world.doneActivities.push(...removed);
			const { feedback } = Feedback.parse(call.args);
			const messageIds = removed.map((activity) => {
				const id = world.nextId('mail.message');
				world.messages.push({
					id,
					resModel: activity.resModel,
					resId: activity.resId,
					body: cleanHtml(doneBody(activity, feedback, world.version)),
					type: 'notification',
					subtype: 'mail.mt_activities',
					partnerIds: [],
					authorId: call.caller.partnerId,
					createdBy: call.caller.id,
					createdAt: new Date(),
				});
				return id;
			});
			return messageIds[0];
		},
	};
}

/** The message on the record holds the activity's note. */
function doneBody({ summary, note }: SimulatedActivity, feedback: string, version: 16 | 19): string {
	const [title, told] = [`<p>${version === 16 ? 'To-Do done: ' : ''}${summary}</p>`, feedback === '' ? '' : `<div>${feedback}</div>`];
	return version === 16 ? `<div>${title}${told}<div>Original note:</div>${note}</div>` : `<div>${title}<div>${note}</div>${told}</div>`;
}

const Feedback = z.object({ feedback: z.union([z.string(), z.literal(false).transform(() => '')]).default('') });

function chosenActivities({ world, ids, caller }: Call): SimulatedActivity[] {
	const missing = ids.find((id) => !world.activities.some((activity) => activity.id === id));
	if (missing !== undefined) throw missingRecord('mail.activity', missing, caller.id);
	return world.activities.filter((activity) => ids.includes(activity.id));
}

function remove(call: Call): SimulatedActivity[] {
	const { activities } = call.world;
	const removed = chosenActivities(call);
	const kept = activities.filter((activity) => !removed.includes(activity));
	activities.splice(0, activities.length, ...kept);
	return removed;
}

/** On 19 whoever may not write on the document may change only activities of one's own. */
function checkMayWrite(call: Call, { resModel, userId }: SimulatedActivity): void {
	const { world, caller } = call;
	if (world.version === 16 || userId === caller.id || mayWriteOn(call, resModel)) return;
	throw securityRestriction(caller.id, 'Activity', 'write');
}

function mayWriteOn({ caller }: Call, resModel: string | false): boolean {
	if (caller.isAdmin) return true;
	if (resModel === 'res.partner') return caller.mayWriteContacts;
	return caller.apps.some((app) => DOCUMENTS.some((document) => document.app === app && document.name === resModel));
}

/** What `create` makes of values and context; throws as Odoo 16 and 19 do. */
function newActivity(call: Call, values: Row): Omit<SimulatedActivity, 'id'> {
	const { world, caller } = call;
	checkNewFields(call, values, WRITTEN_FIELDS);
	const deadline = checkedDate(values['date_deadline'], world.version);
	const resModel = documentModelOf(call, values);
	const resId = idOrFalse(values['res_id']);
	const userId = values['user_id'] === undefined ? (world.version === 16 ? caller.id : false) : idOrFalse(values['user_id']);
	const typeId = values['activity_type_id'] === undefined && world.version === 19 ? TODO_TYPE_ID : idOrFalse(values['activity_type_id']);
	checkLinks(world, userId, typeId);
	if (resModel === false) checkWithoutDocument(call, userId);
	else checkDocument(call, resModel, resId, userId);
	return {
		summary: textOf(values['summary']),
		note: cleanHtml(textOf(values['note'])),
		deadline,
		typeId,
		userId,
		resModel,
		resId,
		createdBy: caller.id,
	};
}

function changesOf({ world }: Call, values: Row): Partial<SimulatedActivity> {
	const userId = idOrFalse(values['user_id']);
	const typeId = idOrFalse(values['activity_type_id']);
	checkLinks(world, userId, typeId);
	return {
		...('summary' in values ? { summary: textOf(values['summary']) } : {}),
		...('note' in values ? { note: cleanHtml(textOf(values['note'])) } : {}),
		...('date_deadline' in values ? { deadline: checkedDate(values['date_deadline'], world.version) } : {}),
		...('user_id' in values ? { userId } : {}),
		...('activity_type_id' in values ? { typeId } : {}),
	};
}

function checkLinks(world: World, userId: number | false, typeId: number | false): void {
	if (userId !== false && !world.users.some((user) => user.id === userId)) throw brokenLink(world, 'user_id');
	if (typeId !== false && !ACTIVITY_TYPES.some((type) => type.id === typeId)) throw brokenLink(world, 'activity_type_id');
}

function brokenLink({ version }: World, field: string) {
	const detail = version === 16 ? `Constraint: mail_activity_${field}_fkey` : `Another model is using the record (${field}).`;
	return userError(`The operation cannot be completed:\n${detail}`);
}

/** `res_model` is computed from `res_model_id` and ignored when written; without either the context's default counts. */
function documentModelOf({ world, context }: Call, values: Row): string | false {
	const fromContext = context['default_res_model'];
	if (typeof fromContext === 'string') return fromContext;
	if (values['res_model_id'] !== undefined) return 'res.partner';
	if (world.version === 16) {
		throw userError(
			'The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n\n' +
				'Model: Activity (mail.activity)\nField: Document Model (res_model_id)\n',
		);
	}
	if (values['res_model'] !== undefined) throw notLinked();
	return false;
}

function checkDocument(call: Call, resModel: string, resId: number | false, userId: number | false): void {
	const { world, caller } = call;
	if (resId === false || resId === 0) throw notLinked();
	if (resModel === 'res.users') {
		const method = userId === caller.id ? 'message_subscribe' : 'message_notify';
		throw pythonError(`AttributeError: 'res.users' object has no attribute '${method}'`);
	}
	if (!hasDocument(world, resModel, resId)) {
		throw world.version === 16 ? missingRecord(resModel, resId, caller.id) : securityRestriction(caller.id, 'Activity', 'create');
	}
	const mayCreate = (world.version === 16 && resModel === 'res.partner') || mayWriteOn(call, resModel);
	if (!mayCreate) throw securityRestriction(caller.id, 'Activity', 'create');
}

function hasDocument(world: World, resModel: string, resId: number): boolean {
	if (resModel === 'res.partner') return world.hasPartner(resId);
	const document = DOCUMENTS.find(({ name, app }) => name === resModel && world.apps.includes(app));
	if (document === undefined) throw pythonError(`KeyError: '${resModel}'`);
	return document.records(world).some(({ id }) => id === resId);
}

function checkWithoutDocument({ caller }: Call, userId: number | false): void {
	if (userId === false) throw userError('The operation cannot be completed: Activities must be assigned if not attached to a document.');
	if (userId !== caller.id) throw securityRestriction(caller.id, 'Activity', 'create');
}

function notLinked() {
	return userError('The operation cannot be completed: Activities have to be linked to records with a not null res_id.');
}

/** A time behind the date is cut off; without a value the deadline is today. */
function checkedDate(value: unknown, version: 16 | 19): string {
	if (value === undefined) return new Date().toISOString().slice(0, 10);
	if (value === false) throw userError('The operation cannot be completed: Missing required value for the field Due Date (date_deadline)');
	if (value instanceof Date && version === 19) return value.toISOString().slice(0, 10);
	if (typeof value !== 'string') throw pythonError("TypeError: 'DateTime' object is not subscriptable");
	const date = value.slice(0, 10);
	if (/^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(date))) return date;
	throw pythonError(
		version === 16
			? `psycopg2.errors.InvalidDatetimeFormat: invalid input syntax for type date: "${date}"`
			: `ValueError: time data '${date}' does not match format '%Y-%m-%d'`,
	);
}

function doneRows(world: World): Row[] {
	return world.version === 16 ? [] : world.doneActivities.map((activity) => activityRow(world, activity, false));
}

function activityRow(world: World, activity: SimulatedActivity, isActive: boolean): Row {
	const { userId, typeId } = activity;
	const typeName = ACTIVITY_TYPES.find(({ id }) => id === typeId)?.name ?? '';
	return {
		id: activity.id,
		display_name: activity.summary === '' ? typeName : activity.summary,
		summary: activity.summary === '' ? false : activity.summary,
		note: activity.note === '' ? false : activity.note,
		date_deadline: activity.deadline,
		activity_type_id: typeId === false ? false : [typeId, typeName],
		user_id: userId === false ? false : [userId, world.nameOfUser(userId)],
		res_model: activity.resModel,
		res_id: activity.resId,
		res_name: activity.resModel === 'res.partner' && activity.resId !== false ? world.nameOfPartner(activity.resId) : false,
		create_uid: [activity.createdBy, world.nameOfUser(activity.createdBy)],
		active: isActive,
	};
}

function idOrFalse(value: unknown): number | false {
	return typeof value === 'number' ? value : false;
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}
