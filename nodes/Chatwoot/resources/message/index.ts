import { resourceOf } from '../../resource';
import * as getMany from './getMany';
import * as send from './send';

export const message = resourceOf('Message', 'message', {
	send: { ...send, name: 'Send', action: 'Send a message', about: 'Write to the customer, or a private note for agents' },
	getMany: { ...getMany, name: 'Get Many', action: 'Get many messages', about: 'List the latest messages of a conversation' },
});
