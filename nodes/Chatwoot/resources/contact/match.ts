import { findContact } from '../../../../core/chatwoot/contacts';
import { person } from '../../fields';
import { forEach } from '../../operation';
import { readPerson } from '../../read';

export const description = person;

/**
 * Gives `{ contact, matchedBy, phones, problem }`, without a contact where none has the phone, e-mail or identifier.
 * `phones` are the numbers it was looked for with, so that other systems can be asked for the same.
 */
export const execute = forEach(readPerson, async (api, { keys, problem }) => {
	const match = await findContact(api, keys);
	return { contact: match?.contact ?? null, matchedBy: match?.matchedBy ?? null, phones: keys.phones, problem };
});
