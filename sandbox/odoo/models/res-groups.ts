import { accessError } from '../fault';
import type { Model } from '../method';
import { reading } from '../method';
import type { SimulatedUser } from '../users';

/** Groups by the names Odoo's data give them. */
export const GROUPS = [
	{ id: 1, module: 'base', name: 'group_user', label: 'Internal User' },
	{ id: 2, module: 'base', name: 'group_system', label: 'Settings' },
	{ id: 3, module: 'base', name: 'group_partner_manager', label: 'Contact / Creation' },
] as const;

/** The simulator gives groups to read to Settings administrators only. */
export const resGroups: Model = {
	label: 'Access Groups',
	methods: reading({
		fields: () => ['id', 'name', 'display_name', 'full_name'],
		guard: ({ caller }) => {
			if (!caller.isAdmin) throw accessError('access', 'res.groups', 'Access Groups', ['Administration/Access Rights']);
		},
		rows: () => GROUPS.map(({ id, label }) => ({ id, name: label, display_name: label, full_name: label })),
	}),
};

export function groupIdsOf(user: SimulatedUser): number[] {
	if (user.isPortal) return [];
	return [1, ...(user.isAdmin ? [2] : []), ...(user.isAdmin || user.mayWriteContacts ? [3] : [])];
}
