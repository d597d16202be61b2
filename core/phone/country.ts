import type { CountryCode } from 'libphonenumber-js/max';
import { isSupportedCountry } from 'libphonenumber-js/max';
import { ExplainedError } from '../errors';

/**
 * The country of numbers without a country code, as a person types it (two letters, ISO 3166); null when left empty.
 *
 * @throws ExplainedError when there is no such country.
 */
export function defaultCountry(typed: string): CountryCode | null {
	const code = typed.trim().toUpperCase();
	if (code === '') return null;
	if (isSupportedCountry(code)) return code;
	throw new ExplainedError(`Default Country: "${typed.trim()}" is no country code`, { advice: 'Enter the two letters of a country, e.g. NL.' });
}
