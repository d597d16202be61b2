import { resourceOf } from '../../resource';
import * as getMany from './getMany';

export const slaPolicy = resourceOf('SLA Policy', 'slaPolicy', {
	getMany: { ...getMany, name: 'Get Many', action: 'Get many SLA policies', about: 'List the SLA policies of the account (Enterprise edition)' },
});
