import { searchContacts } from '../../../../core/chatwoot/contacts';
import { returnAllAndLimit } from '../../fields';
import { forEach } from '../../operation';

export const description = [
	{
		displayName: 'Search Text',
		name: 'searchText',
		type: 'string' as const,
		required: true,
		default: '',
		placeholder: 'e.g. jane',
		description: 'Part of a name, e-mail, phone or identifier',
	},
	...returnAllAndLimit,
];

/** One item a contact. */
export const execute = forEach(
	(parameters) => ({ text: parameters.requiredText('searchText', 'Search Text'), limit: parameters.limit() }),
	(api, { text, limit }) => searchContacts(api, text, limit),
);
