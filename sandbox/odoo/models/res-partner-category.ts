import { userError } from '../fault';
import type { Model } from '../method';
import { checkNewFields, reading, Records, ValuesList } from '../method';
import { checkMayWrite } from './res-partner';

/** The tags of contacts. Odoo lets two have the same name. */
export const resPartnerCategory: Model = {
	label: 'Partner Tags',
	methods: {
		...reading({
			fields: () => ['id', 'name', 'display_name'],
			rows: ({ world }) => world.partnerTags.map(({ id, name }) => ({ id, name, display_name: name })),
		}),
		create: {
			on: 'model',
			params: ['vals_list'],
			required: ['vals_list'],
			run: (call) => {
				checkMayWrite(call, 'create');
				const ids = ValuesList.parse(call.args['vals_list']).map((values) => {
					checkNewFields(call, values, ['name']);
					const { name } = values;
					if (typeof name !== 'string' || name === '') throw userError('Missing required value for the field \'Name\' (name)');
					const id = call.world.nextId('res.partner.category');
					call.world.partnerTags.push({ id, name });
					return id;
				});
				return new Records('res.partner.category', ids);
			},
		},
	},
};
