import { missingRecord, pythonError, securityRestriction, userError } from './fault';
import type { Row } from './domain';

/** An activity that was created, for tests to look at. */
export interface SimulatedActivity {
	id: number;
	summary: string;
	/** HTML as Odoo keeps it: cleaned. */
	note: string;
	/** `YYYY-MM-DD`. */
	deadline: string;
	typeId: number | false;
	userId: number | false;
	/** The record it hangs on; for a user's own activities the user's contact. */
	resModel: string | false;
	resId: number | false;
	/** The user whose login created it. */
	createdBy: number;
}

/** What the rules below need to know of the server. */
export interface ActivityWorld {
	version: 16 | 19;
	uid: number;
	toDoTypeId: number;
	hasPartner(id: number): boolean;
	hasUser(id: number): boolean;
	/** Whether the caller may write on contacts, which an activity on one needs on 19. */
	mayWriteContacts: boolean;
}

export const ACTIVITY_FIELDS = [
	'id', 'summary', 'note', 'date_deadline', 'activity_type_id', 'user_id', 'res_model', 'res_model_id', 'res_id', 'create_uid',
];

/**
 * What `create` on mail.activity makes of values and context, without its id.
 *
 * @throws Fault as Odoo 16 and 19 do.
 */
export function newActivity(values: Row, context: Row, world: ActivityWorld): Omit<SimulatedActivity, 'id'> {
	const { version, uid } = world;
	const unknownField = Object.keys(values).find((field) => !ACTIVITY_FIELDS.includes(field));
	if (unknownField !== undefined) {
		throw pythonError(`ValueError: Invalid field '${unknownField}' ${version === 16 ? 'on model' : 'in'} 'mail.activity'`);
	}
	const deadline = checkedDate(values['date_deadline'], version);
	const resModel = documentModel(values, context, version);
	const resId = idOrFalse(values['res_id']);
	const userId = values['user_id'] === undefined ? (version === 16 ? uid : false) : idOrFalse(values['user_id']);
	if (userId !== false && !world.hasUser(userId)) throw userError('The operation cannot be completed: unknown user_id.');
	if (resModel === false) checkWithoutDocument(userId, world);
	else checkDocument(resModel, resId, userId, world);
	return {
		summary: textOf(values['summary']),
		note: cleanHtml(textOf(values['note'])),
		deadline,
		typeId: values['activity_type_id'] === undefined && version === 19 ? world.toDoTypeId : idOrFalse(values['activity_type_id']),
		userId,
		resModel,
		resId,
		createdBy: uid,
	};
}

export function activityRow(activity: SimulatedActivity, nameOfUser: (id: number) => string): Row {
	const { userId } = activity;
	return {
		id: activity.id,
		summary: activity.summary === '' ? false : activity.summary,
		note: activity.note === '' ? false : activity.note,
		date_deadline: activity.deadline,
		activity_type_id: activity.typeId === false ? false : [activity.typeId, 'To-Do'],
		user_id: userId === false ? false : [userId, nameOfUser(userId)],
		res_model: activity.resModel,
		res_id: activity.resId,
		create_uid: [activity.createdBy, nameOfUser(activity.createdBy)],
	};
}

/** `res_model` is computed from `res_model_id` and ignored when written; without either the context's default counts. */
function documentModel(values: Row, context: Row, version: 16 | 19): string | false {
	const fromContext = context['default_res_model'];
	if (typeof fromContext === 'string') return fromContext;
	if (values['res_model_id'] !== undefined) return 'res.partner';
	if (version === 16) {
		throw userError(
			'The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n\n' +
				'Model: Activity (mail.activity)\nField: Document Model (res_model_id)\n',
		);
	}
	if (values['res_model'] !== undefined) throw notLinked();
	return false;
}

function checkDocument(resModel: string, resId: number | false, userId: number | false, world: ActivityWorld): void {
	if (resId === false || resId === 0) throw notLinked();
	if (resModel === 'res.users') {
		const method = userId === world.uid ? 'message_subscribe' : 'message_notify';
		throw pythonError(`AttributeError: 'res.users' object has no attribute '${method}'`);
	}
	if (resModel !== 'res.partner') throw pythonError(`KeyError: '${resModel}'`);
	if (!world.hasPartner(resId)) {
		throw world.version === 16
			? missingRecord('res.partner', resId, world.uid)
			: securityRestriction(world.uid, 'Activity', 'create');
	}
	if (world.version === 19 && !world.mayWriteContacts) throw securityRestriction(world.uid, 'Activity', 'create');
}

function checkWithoutDocument(userId: number | false, { uid }: ActivityWorld): void {
	if (userId === false) throw userError('The operation cannot be completed: Activities must be assigned if not attached to a document.');
	if (userId !== uid) throw securityRestriction(uid, 'Activity', 'create');
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

function idOrFalse(value: unknown): number | false {
	return typeof value === 'number' ? value : false;
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

/** Odoo's cleaning of HTML as far as a test can see it: scripts and handlers go, plain text becomes a paragraph. */
function cleanHtml(html: string): string {
	const clean = html
		.replace(/<(script|style)\b[\s\S]*?(<\/\1\s*>|$)/gi, '')
		.replace(/\son\w+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, '')
		.replace(/(href|src)\s*=\s*(["'])\s*javascript:[\s\S]*?\2/gi, '');
	return clean === '' || clean.trimStart().startsWith('<') ? clean : `<p>${clean}</p>`;
}
