import { phoneCandidates } from '../../../../core/phone/candidates';
import { person } from '../../fields';
import { forEach } from '../../operation';
import { NO_PHONE } from '../../read';

export const description = person.filter(({ name }) => name === 'phone' || name === 'defaultCountry');

/**
 * Gives `{ phone, phones, problem }`: the number to store, all under which somebody may be known, and what is wrong with
 * the one given. Asks nothing of Chatwoot.
 */
export const execute = forEach(
	(parameters) => {
		const typed = parameters.text('phone');
		const phones = typed === '' ? [] : phoneCandidates(typed, parameters.text('defaultCountry'));
		return { phone: phones[0] ?? null, phones, problem: phones.length > 0 || typed === '' ? null : NO_PHONE };
	},
	(_api, phone) => Promise.resolve(phone),
);
