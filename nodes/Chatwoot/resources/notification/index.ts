import { resourceOf } from '../../resource';
import * as send from './send';

export const notification = resourceOf('Notification', 'notification', {
	send: {
		...send,
		name: 'Send to a Person',
		action: 'Send a notification to a person',
		about: 'Find or create contact and conversation, and write to the customer',
	},
});
