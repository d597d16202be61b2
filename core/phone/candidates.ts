import { defaultCountry } from './country';
import { isWhatsAppId, isWritable, readNumber, spellings } from './number';

/**
 * The numbers under which somebody with this phone may be known, as E.164 with a plus sign: the one to store first.
 * Empty when the text is no phone number. `country` (ISO 3166, two letters) completes numbers without a country code;
 * it may be empty.
 *
 * @throws ExplainedError when `country` is none.
 */
export function phoneCandidates(text: string, country: string): string[] {
	const number = readNumber(text, defaultCountry(country))?.number ?? '';
	return isWritable(number) || (number !== '' && isWhatsAppId(text)) ? spellings(number) : [];
}
