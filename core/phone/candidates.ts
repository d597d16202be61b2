import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { defaultCountry } from './country';

/**
 * The numbers under which somebody with this phone may be known, as E.164 with a plus sign: the one to store first.
 * Empty when the text is no phone number. `country` (ISO 3166, two letters) completes numbers without a country code;
 * it may be empty.
 */
export type PhoneCandidates = (text: string, country: string) => string[];

/**
 * Understands numbers as people type them, and WhatsApp ids such as `31612345678:12@s.whatsapp.net`.
 *
 * @throws ExplainedError when `country` is none.
 */
export const phoneCandidates: PhoneCandidates = (text, country) => {
	const typed = text.normalize('NFKC').trim().replace(/^(whatsapp|tel):/i, '');
	const home = defaultCountry(country);
	const whatsAppDigits = /^(\d{6,15})(?::\d+)?@(?:c\.us|s\.whatsapp\.net)$/i.exec(typed)?.[1];
	if (whatsAppDigits !== undefined) return international(whatsAppDigits);
	if (!/^\+?[\d\s().\-/]{4,30}$/.test(typed)) return [];
	if (typed.startsWith('+')) return international(digitsOf(typed.replace('(0)', '')));
	const national = home === null ? undefined : parsePhoneNumberFromString(typed, home);
	if (national?.isValid() === true) return withVariants(digitsOf(national.number));
	const digits = digitsOf(typed);
	return international(digits.replace(/^00/, ''));
};

/** Digits that begin with a country's calling code. */
function international(digits: string): string[] {
	const candidates = withVariants(digits);
	return candidates.some((candidate) => parsePhoneNumberFromString(candidate)?.isValid() === true) ? candidates : [];
}

/** A valid number goes first: that one is stored. */
function withVariants(digits: string): string[] {
	const numbers = [digits, ...mobileVariants(digits)].map((each) => `+${each}`);
	const isValid = (number: string) => parsePhoneNumberFromString(number)?.isValid() === true;
	return [...numbers.filter(isValid), ...numbers.filter((number) => !isValid(number))];
}

/**
 * Mobile numbers that are written in two ways: Argentina with and without 9 after the country code, Mexico with and
 * without 1 (until 2019 part of the number, and WhatsApp still writes it), Brazil with and without a ninth digit.
 */
function mobileVariants(digits: string): string[] {
	const rules: Array<[pattern: RegExp, before: string]> = [
		[/^54()9(\d{10})$/, ''],
		[/^54()([1-8]\d{9})$/, '9'],
		[/^52()1(\d{10})$/, ''],
		[/^52()(\d{10})$/, '1'],
		[/^55(\d{2})9([6-9]\d{7})$/, ''],
		[/^55(\d{2})([6-9]\d{7})$/, '9'],
	];
	return rules.flatMap(([pattern, before]) => {
		const [, area = '', subscriber] = pattern.exec(digits) ?? [];
		return subscriber === undefined ? [] : [`${digits.slice(0, 2)}${area}${before}${subscriber}`];
	});
}

function digitsOf(text: string): string {
	return text.replace(/\D/g, '');
}
