import type { Row } from '../domain';
import { accessError, missingRecord } from '../fault';
import type { Call, Method, Model } from '../method';
import { reading } from '../method';
import type { App } from '../users';
import type { SimulatedDocument, World } from '../world';
import { threadMethods } from './mail-thread';
import { createTasks } from './project-task';

/** Records of an app that activities and messages can hang on. */
export interface DocumentModel {
	name: string;
	label: string;
	app: App;
	group: string;
	records(world: World): readonly SimulatedDocument[];
	fields(version: 16 | 19): readonly string[];
	row(document: SimulatedDocument): Row;
	/** What can be done beyond reading and posting. */
	methods?: Readonly<Record<string, Method>>;
}

export const LEAD: DocumentModel = {
	name: 'crm.lead',
	label: 'Lead/Opportunity',
	app: 'crm',
	group: 'Sales/User: Own Documents Only',
	records: (world) => world.leads,
	// 19 has one phone number a lead.
	fields: (version) => ['email_from', 'phone', ...(version === 16 ? ['mobile'] : [])],
	row: ({ email, phone, mobile }) => ({ email_from: orFalse(email), phone: orFalse(phone), mobile: orFalse(mobile) }),
};

export const TASK: DocumentModel = {
	name: 'project.task',
	label: 'Task',
	app: 'project',
	group: 'Project/User',
	records: (world) => world.tasks,
	fields: () => ['description', 'project_id'],
	row: ({ description, projectId }) => ({ description: orFalse(description), project_id: projectId }),
	methods: { create: { on: 'model', params: ['vals_list'], required: ['vals_list'], run: createTasks } },
};

export const DOCUMENTS: readonly DocumentModel[] = [LEAD, TASK];

/** Reading and the mail thread, for users of the app. */
export function documentModel(document: DocumentModel): Model {
	return {
		label: document.label,
		methods: {
			...reading({
				fields: ({ world }) => ['id', 'name', 'display_name', 'partner_id', 'active', ...document.fields(world.version)],
				guard: (call) => { checkApp(document, call, 'access'); },
				rows: ({ world, context }) =>
					document
						.records(world)
						.filter(({ isActive }) => isActive || context['active_test'] === false)
						.map((record) => ({ ...commonRow(world, record), ...document.row(record) })),
			}),
			...threadMethods({ check: (call) => { checkDocuments(document, call); } }),
			...document.methods,
		},
	};
}

/** @throws Fault for who has no right to the app, and for a missing record. */
export function checkDocuments(document: DocumentModel, call: Call): void {
	checkApp(document, call, 'modify');
	const missing = call.ids.find((id) => !document.records(call.world).some((record) => record.id === id));
	if (missing !== undefined) throw missingRecord(document.name, missing, call.caller.id);
}

function checkApp({ app, name, label, group }: DocumentModel, { caller }: Call, verb: 'access' | 'modify'): void {
	if (!caller.isAdmin && !caller.apps.includes(app)) throw accessError(verb, name, label, [group]);
}

function commonRow(world: World, { id, name, partnerId, isActive }: SimulatedDocument): Row {
	return {
		id,
		name,
		display_name: name,
		partner_id: partnerId === false ? false : [partnerId, world.nameOfPartner(partnerId)],
		active: isActive,
	};
}

function orFalse(text: string): string | false {
	return text === '' ? false : text;
}
