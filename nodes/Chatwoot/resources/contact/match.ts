import { findContact } from '../../../../core/chatwoot/contacts';
import { person } from '../../fields';
import { forEach } from '../../operation';
import { readPerson } from '../../read';

export const description = person;

/** Gives `{ contact, matchedBy, problem }`, without a contact where none has the phone, e-mail or identifier. */
export const execute = forEach(readPerson, async (api, { keys, problem }) => {
	const match = await findContact(api, keys);
	return { contact: match?.contact ?? null, matchedBy: match?.matchedBy ?? null, problem };
});
