import { accessError } from '../fault';
import type { Model } from '../method';

/** The bus to the browsers: no user may write on it, and what sends is private. */
export const busBus: Model = {
	label: 'Communication Bus',
	methods: {
		create: {
			on: 'model',
			params: ['vals_list'],
			required: ['vals_list'],
			run: () => {
				throw accessError('create', 'bus.bus', 'Communication Bus', []);
			},
		},
	},
};
