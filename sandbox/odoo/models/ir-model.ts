import { accessError } from '../fault';
import type { Model } from '../method';
import { reading } from '../method';
import type { World } from '../world';

/** Models by id; which can have activities and messages. */
export const irModel: Model = {
	label: 'Models',
	methods: reading({
		fields: () => ['id', 'name', 'display_name', 'model', 'is_mail_activity', 'is_mail_thread'],
		guard: ({ world, caller }) => {
			if (caller.isAdmin) return;
			throw accessError('access', 'ir.model', 'Models', [world.version === 16 ? 'Administration/Access Rights' : 'Access Rights']);
		},
		rows: ({ world }) =>
			modelsOf(world).map(({ id, model, label, isThread }) => ({
				id,
				name: label,
				display_name: label,
				model,
				is_mail_activity: isThread,
				is_mail_thread: isThread,
			})),
	}),
};

export function modelNameOf(world: World, id: number): string | undefined {
	return modelsOf(world).find((model) => model.id === id)?.model;
}

function modelsOf({ version, apps }: World) {
	const partnerId = version === 16 ? 85 : 90;
	return [
		{ id: partnerId, model: 'res.partner', label: 'Contact', isThread: true },
		{ id: partnerId + 10, model: 'res.users', label: 'User', isThread: false },
		...(apps.includes('crm') ? [{ id: 301, model: 'crm.lead', label: 'Lead/Opportunity', isThread: true }] : []),
		...(apps.includes('project') ? [{ id: 302, model: 'project.task', label: 'Task', isThread: true }] : []),
	];
}
