import type { CountryCode } from 'libphonenumber-js/max';
import { defaultCountry } from './country';
import { readNumber, spellings } from './number';

/** A telephone number that was read from text. */
export interface Phone {
	/** As E.164, such as `+31612345678`, in all ways it may be written; empty for a national number of an unknown country. */
	numbers: string[];
	/** To read national spellings of the same number with; null when it is not known. */
	country: CountryCode | null;
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
	if (other === null) return false;
	const areBothNational = other.numbers.length === 0 && phone.numbers.length === 0;
	return areBothNational ? other.digits === phone.digits : other.numbers.some((number) => phone.numbers.includes(number));
}

/** Below this many digits it is an extension or a short code, which says nothing about who it belongs to. */
const MIN_DIGITS = 5;

function parse(text: string, country: CountryCode | null): Phone | null {
	const number = readNumber(text, country);
	if (number === null) {
		const digits = withoutZeros(text.replace(/\D/g, ''));
		return digits.length < MIN_DIGITS ? null : { numbers: [], country, digits };
	}
	const numbers = spellings(number.number);
	const national = numbers.map((each) => withoutZeros(each.slice(1 + number.countryCallingCode.length)));
	return { numbers, country: number.country ?? country, digits: shortest(national) };
}

function shortest(texts: string[]): string {
	return texts.reduce((one, other) => (other.length < one.length ? other : one));
}

function withoutZeros(digits: string): string {
	return digits.replace(/^0+/, '');
}
