import { resourceOf } from '../../resource';
import * as getMany from './getMany';

export const inbox = resourceOf('Inbox', 'inbox', {
	getMany: { ...getMany, name: 'Get Many', action: 'Get many inboxes', about: 'List the inboxes of the account' },
});
