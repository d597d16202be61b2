import { z } from 'zod';
import type { SimulatedActivity } from './activities';
import { ACTIVITY_FIELDS, activityRow, newActivity } from './activities';
import type { Row } from './domain';
import { filterRows } from './domain';
import { accessError, Fault, missingRecord, pythonError, userError } from './fault';
import type { SimulatedUser } from './users';
import { PARTNER_FIELDS, partnerRow, USER_FIELDS, userRow } from './users';

/** The database behind the simulator. */
export interface World {
	readonly version: 16 | 19;
	readonly users: readonly SimulatedUser[];
	/** Open activities; `insert` and `remove` change them. */
	readonly activities: readonly SimulatedActivity[];
	insert(activities: ReadonlyArray<Omit<SimulatedActivity, 'id'>>): number[];
	remove(ids: readonly number[]): void;
}

export interface ModelCall {
	model: string;
	method: string;
	args: readonly unknown[];
	kwargs: Row;
}

/**
 * What a method of a model answers to a user.
 *
 * @throws Fault as Odoo 16 and 19 do, for models and methods the simulator does not play as for those Odoo lacks.
 */
export function callModel(world: World, caller: SimulatedUser, call: ModelCall): unknown {
	const { model, method } = call;
	if (method.startsWith('_')) throw privateMethod(world.version, model, method);
	const methods = MODELS[model];
	if (methods === undefined) throw userError(`Object ${model} doesn't exist`);
	const play = methods[method];
	if (play === undefined) {
		throw pythonError(
			world.version === 16
				? `AttributeError: The method '${method}' does not exist on the model '${model}'`
				: `AttributeError: The method '${model}.${method}' does not exist`,
		);
	}
	return play({ world, caller, ...call });
}

type Play = (call: ModelCall & { world: World; caller: SimulatedUser }) => unknown;

const TODO_TYPE_ID = 4;
const IR_MODEL_ID = 90;

const MODELS: Record<string, Record<string, Play>> = {
	'res.users': {
		...reading(USER_FIELDS, ({ world, kwargs }) => {
			const context = Context.parse(kwargs['context']);
			return world.users.filter((user) => user.isActive || context['active_test'] === false).map(userRow);
		}),
	},
	'res.partner': {
		...reading(PARTNER_FIELDS, ({ world }) => world.users.map(partnerRow)),
		write: ({ world, caller, args }) => {
			if (!caller.isAdmin && !caller.mayWriteContacts) throw accessError('modify', 'res.partner', 'Contact', CONTACT_GROUPS);
			const missing = Ids.parse(args[0]).find((id) => !world.users.some((user) => user.partnerId === id));
			if (missing !== undefined) throw missingRecord('res.partner', missing, caller.id);
			return true;
		},
	},
	'mail.activity': {
		...reading(ACTIVITY_FIELDS, ({ world }) =>
			world.activities.map((activity) => activityRow(activity, (id) => world.users.find((user) => user.id === id)?.name ?? '')),
		),
		create: ({ world, caller, args, kwargs }) => {
			const values = ValuesOrList.parse(args[0]);
			const context = Context.parse(kwargs['context']);
			const create = (row: Row) => newActivity(row, context, activityWorld(world, caller));
			// All are checked before one is kept: a bad one undoes the whole call.
			return Array.isArray(values) ? world.insert(values.map(create)) : world.insert([create(values)])[0];
		},
		unlink: ({ world, args }) => {
			world.remove(Ids.parse(args[0]));
			return true;
		},
		action_feedback: ({ world, caller, args }) => {
			const ids = Ids.parse(args[0]);
			const missing = ids.find((id) => !world.activities.some((activity) => activity.id === id));
			if (missing !== undefined) throw missingRecord('mail.activity', missing, caller.id);
			world.remove(ids);
			return 1000 + (ids[0] ?? 0);
		},
	},
	'ir.model.data': {
		check_object_reference: ({ args }) => {
			const [module, name] = args;
			if (module === 'mail' && name === 'mail_activity_data_todo') return ['mail.activity.type', TODO_TYPE_ID];
			throw pythonError(`ValueError: External ID not found in the system: ${String(module)}.${String(name)}`);
		},
		...adminOnly('ir.model.data', 'Model Data', reading(['id', 'module', 'name'], () => [])),
	},
	'ir.model': adminOnly('ir.model', 'Models', reading(['id', 'model'], () => [{ id: IR_MODEL_ID, model: 'res.partner' }])),
};

const CONTACT_GROUPS = ['Contact/Creation'];

function reading(fields: readonly string[], rowsOf: (call: Parameters<Play>[0]) => Row[]): Record<string, Play> {
	const search = (call: Parameters<Play>[0]): Row[] => {
		const found = filterRows(rowsOf(call), call.model, fields, call.args[0] ?? call.kwargs['domain'] ?? []);
		const limit = call.kwargs['limit'];
		return typeof limit === 'number' && limit > 0 ? found.slice(0, limit) : found;
	};
	const project = (call: Parameters<Play>[0], rows: Row[], wanted: unknown): Row[] => {
		const names = wanted === undefined ? fields : z.array(z.string()).parse(wanted);
		const unknownName = names.find((name) => !fields.includes(name));
		if (unknownName !== undefined) {
			throw pythonError(
				`ValueError: Invalid field '${unknownName}' on ${call.world.version === 16 ? 'model ' : ''}'${call.model}'`,
			);
		}
		const plainLinks = call.kwargs['load'] === '';
		return rows.map((row) => Object.fromEntries(['id', ...names].map((name) => [name, fieldOf(row, name, plainLinks)])));
	};
	return {
		search: (call) => search(call).map((row) => row['id']),
		search_count: (call) => search(call).length,
		search_read: (call) => project(call, search(call), call.args[1] ?? call.kwargs['fields']),
		// A missing id is left out, not refused.
		read: (call) => {
			const ids: unknown[] = Ids.parse(call.args[0]);
			const rows = rowsOf(call).filter((row) => ids.includes(row['id']));
			return project(call, rows, call.args[1] ?? call.kwargs['fields']);
		},
	};
}

function fieldOf(row: Row, name: string, plainLinks: boolean): unknown {
	const value = row[name] ?? false;
	const isLink = Array.isArray(value) && value.length === 2 && typeof value[1] === 'string';
	return plainLinks && isLink ? (value[0] as unknown) : value;
}

function adminOnly(model: string, label: string, methods: Record<string, Play>): Record<string, Play> {
	const guarded = (play: Play): Play => (call) => {
		if (!call.caller.isAdmin) throw accessError('access', model, label, ['Administration/Access Rights']);
		return play(call);
	};
	return Object.fromEntries(Object.entries(methods).map(([name, play]) => [name, guarded(play)]));
}

function activityWorld(world: World, caller: SimulatedUser) {
	return {
		version: world.version,
		uid: caller.id,
		toDoTypeId: TODO_TYPE_ID,
		hasPartner: (id: number) => world.users.some((user) => user.partnerId === id),
		hasUser: (id: number) => world.users.some((user) => user.id === id),
		mayWriteContacts: caller.isAdmin || caller.mayWriteContacts,
	};
}

function privateMethod(version: 16 | 19, model: string, method: string): Fault {
	const name = version === 16 ? method : `'${model}.${method}'`;
	return new Fault(4, `Private methods (such as ${name}) cannot be called remotely.`);
}

const Context = z.record(z.unknown()).default({});
const Ids = z.union([z.array(z.number()), z.number().transform((id) => [id])]);
const ValuesOrList = z.union([z.array(z.record(z.unknown())), z.record(z.unknown())]);
