import { mergeContacts } from '../../../../core/chatwoot/contacts';
import { ExplainedError } from '../../../../core/errors';
import { contactId } from '../../fields';
import { forEach } from '../../operation';

export const description = [
	{ ...contactId, description: 'The contact that stays' },
	{
		...contactId,
		displayName: 'Merged Contact ID',
		name: 'mergedContactId',
		description: 'The contact that goes: its conversations become those of the other',
	},
];

/** Gives the contact that stays. */
export const execute = forEach(
	(parameters) => {
		const ids = { base: parameters.id('contactId', 'Contact ID'), merged: parameters.id('mergedContactId', 'Merged Contact ID') };
		if (ids.base !== ids.merged) return ids;
		throw new ExplainedError('Contact ID and Merged Contact ID are the same', { advice: 'Name two contacts.' });
	},
	(api, { base, merged }) => mergeContacts(api, base, merged),
);
