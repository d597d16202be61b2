import type { Row } from './domain';

/** A user of the simulated Odoo; ids are given out in order when left out. */
export interface SimulatedUserOptions {
	login: string;
	password: string;
	name?: string;
	/** The login when left out; an empty text for none. */
	email?: string;
	id?: number;
	partnerId?: number;
	/** A Settings administrator, who may do everything. */
	isAdmin?: boolean;
	/** Whether the user has the right "Contact / Creation". True when left out. */
	mayWriteContacts?: boolean;
	isActive?: boolean;
	/** A portal user, who is no employee. */
	isPortal?: boolean;
}

export type SimulatedUser = Required<SimulatedUserOptions>;

export const USER_FIELDS = ['id', 'name', 'login', 'email', 'partner_id', 'active', 'share'];
export const PARTNER_FIELDS = ['id', 'name', 'email', 'user_ids'];

/** The first user gets id 2, as Odoo's first administrator does, and so on; contacts have the next id. */
export function makeUsers(options: readonly SimulatedUserOptions[]): SimulatedUser[] {
	return options.map((user, index) => {
		const id = user.id ?? index + 2;
		return {
			id,
			partnerId: user.partnerId ?? id + 1,
			name: user.name ?? user.login,
			email: user.email ?? user.login,
			isAdmin: false,
			mayWriteContacts: true,
			isActive: true,
			isPortal: false,
			...user,
		};
	});
}

export function userRow(user: SimulatedUser): Row {
	return {
		id: user.id,
		name: user.name,
		login: user.login,
		email: user.email === '' ? false : user.email,
		partner_id: [user.partnerId, user.name],
		active: user.isActive,
		share: user.isPortal,
	};
}

export function partnerRow(user: SimulatedUser): Row {
	return { id: user.partnerId, name: user.name, email: user.email === '' ? false : user.email, user_ids: [user.id] };
}
