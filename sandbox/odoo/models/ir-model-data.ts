import { z } from 'zod';
import { accessError, pythonError } from '../fault';
import type { Call, Model } from '../method';
import { checkNewFields, reading, Records, ValuesList } from '../method';
import type { World } from '../world';
import { TODO_TYPE_ID } from './mail-activity-type';
import { ACTIVITIES_SUBTYPE_ID } from './mail-message';
import { GROUPS } from './res-groups';

const WRITTEN_FIELDS = ['module', 'name', 'model', 'res_id', 'noupdate'];

/** Names of records: everybody may look one up, Settings administrators may read and make them. */
export const irModelData: Model = {
	label: 'Model Data',
	methods: {
		...reading({
			fields: () => ['id', 'display_name', ...WRITTEN_FIELDS],
			guard: checkAdmin,
			rows: ({ world }) =>
				externalIds(world).map(({ module, name, model, resId }, index) => ({
					id: index + 1,
					display_name: name,
					module,
					name,
					model,
					res_id: resId,
					noupdate: true,
				})),
		}),
		create: {
			on: 'model',
			params: ['vals_list'],
			required: ['vals_list'],
			run: (call) => {
				checkAdmin(call);
				const created = ValuesList.parse(call.args['vals_list']).map((values) => {
					checkNewFields(call, values, WRITTEN_FIELDS);
					const { res_id: resId, ...names } = NewName.parse(values);
					return { ...names, resId };
				});
				const before = externalIds(call.world).length;
				call.world.externalIds.push(...created);
				return new Records('ir.model.data', created.map((_name, index) => before + index + 1));
			},
		},
		check_object_reference: {
			on: 'model',
			params: ['module', 'xml_id', 'raise_on_access_error'],
			required: ['module', 'xml_id'],
			run: ({ world, caller, args }) => {
				const { module, xml_id: name } = Reference.parse(args);
				const found = externalIds(world).find((known) => known.module === module && known.name === name);
				if (found === undefined) throw pythonError(`ValueError: External ID not found in the system: ${module}.${name}`);
				// It looks whether the caller can read the record.
				if (!caller.isAdmin && found.model === 'ir.actions.server') {
					throw accessError('access', 'ir.actions.server', 'Server Action', ['Administration/Settings']);
				}
				return [found.model, found.resId];
			},
		},
	},
};

function externalIds({ externalIds: made }: World) {
	return [
		{ module: 'mail', name: 'mail_activity_data_todo', model: 'mail.activity.type', resId: TODO_TYPE_ID },
		{ module: 'mail', name: 'mt_activities', model: 'mail.message.subtype', resId: ACTIVITIES_SUBTYPE_ID },
		...GROUPS.map(({ id, module, name }) => ({ module, name, model: 'res.groups', resId: id })),
		...made,
	];
}

function checkAdmin({ caller }: Call): void {
	if (!caller.isAdmin) throw accessError('access', 'ir.model.data', 'Model Data', ['Administration/Access Rights']);
}

const NewName = z.object({ module: z.string(), name: z.string(), model: z.string(), res_id: z.number() });
const Reference = z.object({ module: z.string(), xml_id: z.string() });
