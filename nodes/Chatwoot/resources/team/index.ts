import { resourceOf } from '../../resource';
import * as getMany from './getMany';

export const team = resourceOf('Team', 'team', {
	getMany: { ...getMany, name: 'Get Many', action: 'Get many teams', about: 'List the teams of the account' },
});
