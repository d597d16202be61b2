import { getOrCreateContact, hasKeys } from '../../../../core/chatwoot/contacts';
import { inbox, person } from '../../fields';
import { forEach } from '../../operation';
import { readPerson } from '../../read';

export const description = [
	...person,
	{
		displayName: 'Name',
		name: 'contactName',
		type: 'string' as const,
		default: '',
		placeholder: 'e.g. Jane Doe',
		description: 'Of a contact that has to be created. Left empty: "WhatsApp" and the phone number.',
	},
	{ ...inbox, required: false, description: 'The inbox that gets to know a contact that has to be created' },
	{
		displayName: 'Custom Attributes',
		name: 'customAttributes',
		type: 'json' as const,
		default: '{}',
		description: 'Of a contact that has to be created, as JSON. A contact that exists keeps its own.',
	},
];

/** Gives `{ contact, created, matchedBy, problem }`; no contact where only a phone is given that is none. */
export const execute = forEach(
	(parameters) => ({
		person: readPerson(parameters),
		details: {
			name: parameters.text('contactName'),
			inboxId: parameters.optionalId('inboxId', 'Inbox'),
			customAttributes: parameters.object('customAttributes', 'Custom Attributes'),
		},
	}),
	async (api, { person: { keys, problem }, details }) => {
		if (!hasKeys(keys)) return { contact: null, created: false, matchedBy: null, problem };
		return { ...(await getOrCreateContact(api, keys, details)), problem };
	},
);
