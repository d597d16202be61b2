import type { CountryCode, PhoneNumber } from 'libphonenumber-js/max';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/**
 * The number that a text means: as people type it, with or without a country code, or a WhatsApp id such as
 * `31612345678:12@s.whatsapp.net`. `home` is the country of numbers without a country code; null when it is not known.
 *
 * @returns null when the text is no number, or one of an unknown country.
 */
export function readNumber(text: string, home: CountryCode | null): PhoneNumber | null {
	const typed = plain(text);
	if (typed === null) return null;
	const asWritten = parse(withoutTrunkZero(typed), home);
	const withTrunkZero = typed === withoutTrunkZero(typed) ? null : parse(typed, null);
	const withoutPlus = typed.startsWith('+') ? null : parse(`+${digitsOf(typed).replace(/^00/, '')}`, null);
	const readings = [asWritten, withTrunkZero, withoutPlus].flatMap((reading) => (reading === null ? [] : [withoutOldPrefix(reading)]));
	return readings.find((reading) => isWritable(reading.number)) ?? (asWritten?.isPossible() === true ? asWritten : null);
}

/** The ways to write a number that may all be in use for it, as E.164: the one to store first. */
export function spellings(number: string): string[] {
	const all = [number, ...mobileVariants(number)];
	return [...all.filter(isValid), ...all.filter((each) => !isValid(each))];
}

/** Whether a number exists in one of its spellings. */
export function isWritable(number: string): boolean {
	return spellings(number).some(isValid);
}

/** What is left of a text without what people and programs put around a number; null when that is none. */
function plain(text: string): string | null {
	const typed = text.normalize('NFKC').trim().replace(/^(whatsapp|tel):/i, '').replace(/\s*(?:ext|x)\.?\s*\d{1,6}$/i, '');
	const whatsAppDigits = WHATSAPP_ID.exec(typed)?.[1];
	if (whatsAppDigits !== undefined) return `+${whatsAppDigits}`;
	return /^\+?[\d\s().\-/]{4,30}$/.test(typed) ? typed : null;
}

const WHATSAPP_ID = /^(\d{6,15})(?::\d+)?@(?:c\.us|s\.whatsapp\.net)$/i;

/** Whether a text is the id of somebody on WhatsApp, whose number exists whatever our lists of number ranges say. */
export function isWhatsAppId(text: string): boolean {
	return WHATSAPP_ID.test(text.trim());
}

/** `+49 (0)30 …`: the zero is dialled within the country only, except where it is part of the number, as in Italy. */
function withoutTrunkZero(typed: string): string {
	return typed.replace(/^(\+.*)\(0\)/, '$1');
}

function parse(typed: string, home: CountryCode | null): PhoneNumber | null {
	return parsePhoneNumberFromString(typed, { ...(home === null ? {} : { defaultCountry: home }), extract: false }) ?? null;
}

/**
 * Numbers that are still written with prefixes which are no part of them any more: Mexico's 01, 044, 045 and 1 (until
 * 2019; WhatsApp still writes the 1), and Argentina's 15 behind a country code, with its 9 or without.
 */
function withoutOldPrefix(number: PhoneNumber): PhoneNumber {
	const better = number.isValid() ? null : parse(...asWrittenToday(number));
	return better?.isValid() === true ? better : number;
}

function asWrittenToday({ nationalNumber, countryCallingCode }: PhoneNumber): Parameters<typeof parse> {
	if (countryCallingCode === '52') return [nationalNumber.replace(/^(?:01|04[45]|1)(?=\d{10}$)/, ''), 'MX'];
	if (countryCallingCode === '54') return [`0${nationalNumber.replace(/^9/, '')}`, 'AR'];
	return [nationalNumber, null];
}

/**
 * Mobile numbers that are written in two ways: Argentina with and without 9 after the country code, Mexico with and
 * without 1, Brazil with and without a ninth digit.
 */
function mobileVariants(number: string): string[] {
	const rules: Array<[pattern: RegExp, replacement: string]> = [
		[/^\+549(\d{10})$/, '+54$1'],
		[/^\+54([1-8]\d{9})$/, '+549$1'],
		[/^\+52(\d{10})$/, '+521$1'],
		[/^\+55(\d{2})9([6-9]\d{7})$/, '+55$1$2'],
		[/^\+55(?<area>\d{2})(?<line>[6-9]\d{7})$/, '+55$<area>9$<line>'],
	];
	return rules.flatMap(([pattern, replacement]) => (pattern.test(number) ? [number.replace(pattern, replacement)] : []));
}

function isValid(number: string): boolean {
	return parse(number, null)?.isValid() === true;
}

function digitsOf(text: string): string {
	return text.replace(/\D/g, '');
}
