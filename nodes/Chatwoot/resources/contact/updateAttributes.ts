import type { ContactDetails } from '../../../../core/chatwoot/contacts';
import { updateContactRaising } from '../../../../core/chatwoot/raise-attributes';
import { ExplainedError } from '../../../../core/errors';
import { phoneCandidates } from '../../../../core/phone/candidates';
import { contactId, person } from '../../fields';
import { forEach } from '../../operation';
import type { Parameters } from '../../parameters';

export const description = [
	contactId,
	{
		displayName: 'Custom Attributes',
		name: 'customAttributes',
		type: 'json' as const,
		default: '{}',
		description: 'As JSON, e.g. { "last_visit": "2026-11-21" }. Attributes that are not named stay.',
	},
	{
		displayName: 'Only Raise',
		name: 'onlyRaise',
		type: 'string' as const,
		default: '',
		placeholder: 'e.g. last_visit',
		description:
			'Names of custom attributes, with commas between them, that are written only when they are greater than what is there: numbers, or times as ISO text',
	},
	{ displayName: 'Name', name: 'contactName', type: 'string' as const, default: '', placeholder: 'e.g. Jane Doe', description: 'Left empty: it stays' },
	...person.map((field) => (field.name === 'defaultCountry' ? field : { ...field, description: 'Left empty: it stays' })),
];

/** Gives the contact as it is afterwards. */
export const execute = forEach(
	(parameters) => ({ id: parameters.id('contactId', 'Contact ID'), details: readDetails(parameters), raised: parameters.list('onlyRaise') }),
	(api, { id, details, raised }) => updateContactRaising(api, id, details, raised),
);

function readDetails(parameters: Parameters): ContactDetails {
	const [name, email, identifier] = [parameters.text('contactName'), parameters.text('email'), parameters.text('identifier')];
	const phone = readPhone(parameters);
	return {
		custom_attributes: parameters.object('customAttributes', 'Custom Attributes'),
		...(name === '' ? {} : { name }),
		...(email === '' ? {} : { email }),
		...(identifier === '' ? {} : { identifier }),
		...(phone === null ? {} : { phone_number: phone }),
	};
}

/** Chatwoot drops a phone that is no E.164 without a word. */
function readPhone(parameters: Parameters): string | null {
	const typed = parameters.text('phone');
	if (typed === '') return null;
	const [phone] = phoneCandidates(typed, parameters.text('defaultCountry'));
	if (phone !== undefined) return phone;
	throw new ExplainedError('Phone is no phone number', { advice: 'Write it with its country code, or fill in Default Country.' });
}
