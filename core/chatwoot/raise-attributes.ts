import { createTurns } from '../ledger/in-turn';
import type { ChatwootApi } from './api';
import type { Contact, ContactDetails } from './contacts';
import { getContact, updateContact } from './contacts';

const updating = createTurns();

/**
 * Updates a contact, and writes the custom attributes in `raised` only where they are greater than what is there: numbers,
 * or texts that sort, such as times in UTC. So news that arrive late take nothing back. Callers in this process wait in
 * turn; of two processes that write at the same moment the later one counts.
 */
export async function updateContactRaising(api: ChatwootApi, id: number, details: ContactDetails, raised: readonly string[]): Promise<Contact> {
	if (raised.length === 0) return await updateContact(api, id, details);
	return await updating(`${api.account} ${id}`, async () => {
		const { custom_attributes: known } = await getContact(api, id);
		const attributes = Object.entries(details.custom_attributes ?? {}).filter(([name, value]) => !(raised.includes(name) && !isGreater(value, known?.[name])));
		return await updateContact(api, id, { ...details, custom_attributes: Object.fromEntries(attributes) });
	});
}

function isGreater(value: unknown, known: unknown): boolean {
	if (known === undefined || known === null || known === '') return true;
	return typeof value === 'number' && typeof known === 'number' ? value > known : textOf(value) > textOf(known);
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}
