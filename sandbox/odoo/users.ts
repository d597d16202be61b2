/** A user of the simulated Odoo; ids are given out in order when left out. */
export interface SimulatedUserOptions {
	login: string;
	password: string;
	/** Keys for JSON-2, which work as the password over XML-RPC too. */
	apiKeys?: readonly string[];
	name?: string;
	/** The login when left out; an empty text for none. */
	email?: string;
	phone?: string;
	id?: number;
	partnerId?: number;
	/** A Settings administrator, who may do everything. */
	isAdmin?: boolean;
	/** Whether the user has the right "Contact / Creation". True when left out. */
	mayWriteContacts?: boolean;
	/** The apps whose records the user may see and change; all when left out. */
	apps?: readonly App[];
	isActive?: boolean;
	/** A portal user, who is no employee. */
	isPortal?: boolean;
}

export type App = 'crm' | 'project';
export type SimulatedUser = Required<SimulatedUserOptions>;

/** The first user gets id 2, as Odoo's first administrator does, and so on; contacts have the next id. */
export function makeUsers(options: readonly SimulatedUserOptions[]): SimulatedUser[] {
	return options.map((user, index) => {
		const id = user.id ?? index + 2;
		return {
			id,
			partnerId: user.partnerId ?? id + 1,
			name: user.name ?? user.login,
			email: user.email ?? user.login,
			phone: '',
			apiKeys: [],
			isAdmin: false,
			mayWriteContacts: true,
			apps: ['crm', 'project'],
			isActive: true,
			isPortal: false,
			...user,
		};
	});
}

export function isSecretOf(user: SimulatedUser, secret: string): boolean {
	return secret !== '' && (secret === user.password || user.apiKeys.includes(secret));
}
