import type { Row } from '../domain';
import type { Method, Model } from '../method';
import { reading } from '../method';
import type { SimulatedUser } from '../users';

const FIELDS = ['id', 'name', 'display_name', 'login', 'email', 'phone', 'partner_id', 'active', 'share'];

/** Of this user only `search`ing, reading and the own context; a user has no mail thread (16 and 19). */
export const resUsers: Model = {
	label: 'User',
	methods: {
		...reading({
			fields: () => FIELDS,
			rows: ({ world, context }) => world.users.filter((user) => user.isActive || context['active_test'] === false).map(userRow),
		}),
		context_get: contextGet(),
	},
};

function contextGet(): Method {
	return { on: 'model', params: [], run: ({ caller }) => ({ lang: 'en_US', tz: 'Europe/Amsterdam', uid: caller.id }) };
}

function userRow(user: SimulatedUser): Row {
	return {
		id: user.id,
		name: user.name,
		display_name: user.name,
		login: user.login,
		email: user.email === '' ? false : user.email,
		phone: user.phone === '' ? false : user.phone,
		partner_id: [user.partnerId, user.name],
		active: user.isActive,
		share: user.isPortal,
	};
}
