import type { ChatwootApi } from '../../core/chatwoot/api';
import type { ContactKeys } from '../../core/chatwoot/contacts';
import type { TemplateParams } from '../../core/chatwoot/messages';
import { requireParameters } from '../../core/chatwoot/placeholders';
import { ExplainedError } from '../../core/errors';
import { phoneCandidates } from '../../core/phone/candidates';
import type { Parameters } from './parameters';

export interface Person {
	keys: ContactKeys;
	/** Why the phone is of no use; null when it is, or when there is none. */
	problem: string | null;
}

/**
 * The fields of `person`. A phone that is no phone number is no mistake of the workflow's: it is told in the result.
 *
 * @throws ExplainedError when all fields are empty.
 */
export function readPerson(parameters: Parameters): Person {
	const [phone, email, identifier] = [parameters.text('phone'), parameters.text('email'), parameters.text('identifier')];
	if (phone === '' && email === '' && identifier === '') {
		throw new ExplainedError('Phone, E-Mail and Identifier are all empty', { advice: 'Fill in at least one of them.' });
	}
	const phones = phone === '' ? [] : phoneCandidates(phone, parameters.text('defaultCountry'));
	return {
		keys: { phones, email, identifier },
		problem: phone !== '' && phones.length === 0 ? NO_PHONE : null,
	};
}

export const NO_PHONE = 'The phone is no phone number that can be understood; without a country code it needs Default Country';

export function readTemplate(parameters: Parameters): TemplateParams {
	const processed = parameters.object('templateParameters', 'Template Parameters');
	requireParameters(processed);
	return {
		name: parameters.requiredText('templateName', 'Template Name'),
		language: parameters.requiredText('templateLanguage', 'Template Language'),
		category: parameters.requiredText('templateCategory', 'Template Category'),
		processed_params: processed,
	};
}

/** The field Send As. */
export function readSender(parameters: Parameters, api: ChatwootApi): 'bot' | 'user' {
	const wanted = parameters.oneOf('sendAs', 'Send As', ['botIfSet', 'bot', 'user']);
	if (wanted === 'bot' && !api.hasBot) {
		throw new ExplainedError('The credential has no Agent Bot Token', {
			advice: "Fill it in, or choose another sender. A user's message counts as the reply of a person.",
		});
	}
	return wanted !== 'user' && api.hasBot ? 'bot' : 'user';
}
