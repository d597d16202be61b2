import { resourceOf } from '../../resource';
import * as getOrCreate from './getOrCreate';
import * as match from './match';
import * as merge from './merge';
import * as readPhone from './readPhone';
import * as search from './search';
import * as updateAttributes from './updateAttributes';

export const contact = resourceOf('Contact', 'contact', {
	getOrCreate: {
		...getOrCreate,
		name: 'Get or Create',
		action: 'Get or create a contact',
		about: 'Find a contact by phone, e-mail or identifier, or create it',
	},
	match: { ...match, name: 'Match', action: 'Match a contact', about: 'Find a contact by phone, e-mail or identifier, and create none' },
	merge: { ...merge, name: 'Merge', action: 'Merge two contacts', about: 'Make two contacts one' },
	readPhone: {
		...readPhone,
		name: 'Read Phone',
		action: 'Read a phone number',
		about: 'Tell a phone number in its international form, and the other ways to write it',
	},
	search: { ...search, name: 'Search', action: 'Search contacts', about: 'Find contacts by part of a text' },
	updateAttributes: {
		...updateAttributes,
		name: 'Update Attributes',
		action: 'Update the attributes of a contact',
		about: 'Change some attributes of a contact and leave the others as they are',
	},
});
