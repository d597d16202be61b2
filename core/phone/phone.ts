import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import { defaultCountry } from './country';

/** A telephone number that was read from text. */
export interface Phone {
	/** Such as `+31612345678`; null when the text is a national number and no country is known. */
	e164: string | null;
	/** Such as `NL`, to read national spellings of the same number with; null when it is not known. */
	country: string | null;
	/** What all spellings have in common: the number without country code and leading zeros. */
	digits: string;
}

/**
 * Reads a telephone number in any spelling, or gives null when the text is none. `country` (two letters, such as `NL`,
 * or empty) is the one of numbers without a country code.
 *
 * @throws ExplainedError when there is no such country.
 */
export function parsePhone(text: string, country: string): Phone | null {
	return parse(text, defaultCountry(country));
}

/** A pattern for `like`: the digits with anything between them finds `+31 6 12 34 56 78` and `06-12345678` alike. */
export function phonePattern({ digits }: Phone): string {
	return digits.split(/(?=\d)/).join('%');
}

/** Whether a number as somebody typed it is this one. The pattern finds others too, so each find is checked. */
export function isSamePhone(typed: string, phone: Phone): boolean {
	const other = parse(typed, phone.country);
	return other !== null && other.e164 === phone.e164 && other.digits === phone.digits;
}

/** Below this many digits it is an extension or a short code, which says nothing about who it belongs to. */
const MIN_DIGITS = 5;

function parse(text: string, country: string | null): Phone | null {
	const known = country !== null && isSupportedCountry(country) ? { defaultCountry: country } : {};
	const parsed = parsePhoneNumberFromString(text.trim(), { ...known, extract: false });
	if (parsed?.isPossible() === true) {
		return { e164: parsed.number, country: parsed.country ?? country, digits: withoutZeros(parsed.nationalNumber) };
	}
	const digits = withoutZeros(text.replace(/\D/g, ''));
	return digits.length < MIN_DIGITS ? null : { e164: null, country, digits };
}

function withoutZeros(digits: string): string {
	return digits.replace(/^0+/, '');
}
