import type { Model } from '../method';
import { reading } from '../method';

export const TODO_TYPE_ID = 4;

/** As a fresh database has them. */
export const ACTIVITY_TYPES = [
	{ id: 1, name: 'Email', model: false },
	{ id: 2, name: 'Call', model: false },
	{ id: 3, name: 'Meeting', model: false },
	{ id: TODO_TYPE_ID, name: 'To-Do', model: false },
	{ id: 5, name: 'Upload Document', model: false },
	{ id: 6, name: 'Step', model: 'project.task' },
] as const;

export const mailActivityType: Model = {
	label: 'Activity Type',
	methods: reading({
		fields: () => ['id', 'name', 'display_name', 'res_model', 'active'],
		rows: () => ACTIVITY_TYPES.map(({ id, name, model }) => ({ id, name, display_name: name, res_model: model, active: true })),
	}),
};
