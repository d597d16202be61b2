import { z } from 'zod';
import type { Row } from '../domain';
import type { Verb } from '../fault';
import { accessError, accessRefused, Fault, missingRecord, pythonError, userError } from '../fault';
import type { Call, Method, Model } from '../method';
import { checkNewFields, checkWrittenFields, reading, Records, Values, ValuesList } from '../method';
import { runServerCode } from '../server-code';
import type { SimulatedServerAction, World } from '../world';
import { modelNameOf } from './ir-model';
import { groupIdsOf } from './res-groups';

/** Server actions: Settings administrators make and read them, others may run some. */
export const irActionsServer: Model = {
	label: 'Server Action',
	methods: {
		...reading({
			fields: ({ world }) => ['id', 'display_name', ...writtenFields(world)],
			guard: (call) => { checkAdmin(call, 'access'); },
			rows: ({ world }) => world.serverActions.map((action) => actionRow(world, action)),
		}),
		create: {
			on: 'model',
			params: ['vals_list'],
			required: ['vals_list'],
			run: (call) => {
				checkAdmin(call, 'create');
				const created = ValuesList.parse(call.args['vals_list']).map((values) => newAction(call, values));
				const actions = created.map((action) => ({ id: call.world.nextId('ir.actions.server'), ...action }));
				call.world.serverActions.push(...actions);
				return new Records('ir.actions.server', actions.map(({ id }) => id));
			},
		},
		write: {
			on: 'records',
			params: ['vals'],
			required: ['vals'],
			run: (call) => {
				checkAdmin(call, 'modify');
				const values = Values.parse(call.args['vals']);
				checkWrittenFields(call, values, writtenFields(call.world));
				const changes = Changes.parse(values);
				if (changes.code !== undefined) checkCode(changes.code);
				const groups = values[groupsField(call.world)];
				for (const action of chosen(call)) {
					if (changes.name !== undefined) action.name = changes.name;
					if (changes.code !== undefined) action.code = changes.code;
					if (groups !== undefined) action.groupIds = idsOfCommands(groups);
				}
				return true;
			},
		},
		unlink: {
			on: 'records',
			params: [],
			run: (call) => {
				checkAdmin(call, 'delete');
				const { serverActions } = call.world;
				const removed = chosen(call);
				serverActions.splice(0, serverActions.length, ...serverActions.filter((action) => !removed.includes(action)));
				return true;
			},
		},
		run: run(),
	},
};

function run(): Method {
	return {
		on: 'records',
		params: [],
		run: (call) => {
			for (const action of chosen(call)) {
				checkMayRun(call, action);
				play(call, action);
			}
			return false;
		},
	};
}

function chosen({ world, ids, caller }: Call): SimulatedServerAction[] {
	return ids.map((id) => {
		const action = world.serverActions.find((known) => known.id === id);
		if (action === undefined) throw missingRecord('ir.actions.server', id, caller.id);
		return action;
	});
}

function checkAdmin({ caller }: Call, verb: Verb): void {
	if (!caller.isAdmin) throw accessError(verb, 'ir.actions.server', 'Server Action', ['Administration/Settings']);
}

/** Groups decide; without any, the right to change records of the action's model. */
function checkMayRun({ world, caller }: Call, { modelId, groupIds }: SimulatedServerAction): void {
	if (groupIds.length > 0) {
		const own = groupIdsOf(caller);
		if (groupIds.some((id) => own.includes(id))) return;
		throw accessRefused("You don't have enough access rights to run this action.");
	}
	if (modelNameOf(world, modelId) === 'res.partner' && !caller.isAdmin && !caller.mayWriteContacts) {
		throw accessError('modify', 'res.partner', 'Contact', ['Contact/Creation', 'Sales/User: Own Documents Only']);
	}
}

function newAction(call: Call, values: Row): Omit<SimulatedServerAction, 'id'> {
	checkNewFields(call, values, writtenFields(call.world));
	const { name, model_id: modelId, code = '', state } = NewAction.parse(values);
	if (state !== 'code') throw pythonError('NotImplementedError: the simulator plays code only');
	if (modelNameOf(call.world, modelId) === undefined) throw userError('The operation cannot be completed: unknown model_id.');
	checkCode(code);
	return { name, modelId, code, groupIds: idsOfCommands(values[groupsField(call.world)] ?? []) };
}

function groupsField({ version }: World): string {
	return version === 16 ? 'groups_id' : 'group_ids';
}

function writtenFields(world: World): string[] {
	return ['name', 'model_id', 'state', 'code', groupsField(world)];
}

function actionRow(world: World, { id, name, modelId, code, groupIds }: SimulatedServerAction): Row {
	return {
		id,
		name,
		display_name: name,
		model_id: [modelId, modelNameOf(world, modelId) ?? ''],
		state: 'code',
		code,
		[groupsField(world)]: [...groupIds],
	};
}

/** What Odoo's safe_eval refuses when code is saved, as far as text shows it. */
function checkCode(code: string): void {
	const withoutTexts = code.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");
	const forbidden = FORBIDDEN.find(({ pattern }) => pattern.test(withoutTexts));
	if (forbidden !== undefined) throw invalid(`forbidden opcode(s) in "${code}": ${forbidden.opcode}`);
	const dunder = /\b__\w+/.exec(withoutTexts)?.[0];
	if (dunder !== undefined) throw pythonError(`NameError: Access to forbidden name '${dunder}'`);
	const count = (character: string) => withoutTexts.split(character).length;
	if (count('(') > count(')')) throw invalid("SyntaxError : '(' was never closed at line 1");
}

const FORBIDDEN = [
	{ pattern: /^\s*(?:import|from)\s/m, opcode: 'IMPORT_NAME' },
	{ pattern: /^\s*with\s/m, opcode: 'WITH_EXCEPT_START, BEFORE_WITH' },
	{ pattern: /^\s*[\w.[\]'()]+\.\w+\s*=(?!=)/m, opcode: 'STORE_ATTR' },
];

function invalid(text: string): Fault {
	return new Fault('odoo.exceptions.ValidationError', text);
}

function play({ world, context }: Call, { code }: SimulatedServerAction): void {
	const { active_model: model, active_ids: ids, active_id: id } = Active.parse(context);
	const recordIds = ids ?? (id === undefined ? [] : [id]);
	runServerCode(code, {
		version: world.version,
		recordIds: model === undefined ? null : recordIds,
		context,
		sendOnBus: (partnerId, type, payload) => {
			world.busMessages.push({ channel: [world.database, 'res.partner', partnerId], type, payload: payload ?? false });
		},
	});
}

const Active = z.object({
	active_model: z.string().optional(),
	active_id: z.union([z.number(), z.literal(false).transform(() => undefined)]).optional(),
	active_ids: z.array(z.number()).optional(),
});
const NewAction = z.object({ name: z.string(), model_id: z.number(), code: z.string().optional(), state: z.string() });
const Changes = z.object({ name: z.string().optional(), code: z.string().optional() });

/** Ids alone, or commands that set (`[6, 0, ids]`) or add one (`[4, id]`). */
function idsOfCommands(value: unknown): number[] {
	return z.array(IdsOfCommand).parse(value).flat();
}

const IdsOfCommand = z.union([
	z.number().transform((id) => [id]),
	z.tuple([z.literal(6), z.unknown(), z.array(z.number())]).transform(([, , ids]) => ids),
	z.tuple([z.literal(4), z.number()]).rest(z.unknown()).transform(([, id]) => [id]),
]);
