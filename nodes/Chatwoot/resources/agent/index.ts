import { resourceOf } from '../../resource';
import * as getMany from './getMany';

export const agent = resourceOf('Agent', 'agent', {
	getMany: { ...getMany, name: 'Get Many', action: 'Get many agents', about: 'List the agents of the account' },
});
