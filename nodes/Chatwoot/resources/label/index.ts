import { resourceOf } from '../../resource';
import * as create from './create';
import * as getMany from './getMany';

export const label = resourceOf('Label', 'label', {
	create: { ...create, name: 'Create', action: 'Create a label', about: 'Add a label to the account' },
	getMany: { ...getMany, name: 'Get Many', action: 'Get many labels', about: 'List the labels of the account' },
});
