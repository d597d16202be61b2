import { DateTime, IANAZone } from 'luxon';
import { z } from 'zod';
import { formatDuration } from '../../duration';
import type { OwnTexts, TextName, Texts } from './texts';
import { fill, isEnglish, isShipped, OwnTextsSchema, textsFor } from './texts';

/** How somebody is spoken to: in which words, and with the time on which clock. */
export interface Language {
	/** BCP 47, of the texts: for an HTML `lang`. */
	locale: string;
	/** IANA */
	timeZone: string;
	texts: Texts;
	/** Whether they are the English ones as they are shipped. */
	isPlainEnglish: boolean;
	/** A text with its placeholders filled in. Values are not escaped. */
	say(name: TextName, values?: Readonly<Record<string, string | number>>): string;
	/** A moment on the person's clock: `Fri 2 Jan 2026, 11:05 CET`. */
	time(moment: Date | string): string;
	/** `2 min 10 s` */
	duration(seconds: number): string;
}

/** What a delivery says of its reader's language. */
export interface Reader {
	locale: string;
	timeZone: string;
	/** Texts of the user's own for the locale. */
	texts?: OwnTexts | undefined;
}

/** English, and UTC's clock. */
export const NOBODY_IN_PARTICULAR: Reader = { locale: 'en', timeZone: 'UTC' };

/** A locale without texts is spoken to in English, dates included; an unknown time zone is UTC. */
export function languageFor({ locale, timeZone, texts: own }: Reader): Language {
	const texts = textsFor(locale, own);
	const spoken = canonical(own !== undefined || isShipped(locale) ? locale : NOBODY_IN_PARTICULAR.locale);
	const zone = isTimeZone(timeZone) ? timeZone : NOBODY_IN_PARTICULAR.timeZone;
	const units = { d: texts['unit.d'], h: texts['unit.h'], min: texts['unit.min'], s: texts['unit.s'] };
	return {
		locale: spoken,
		timeZone: zone,
		texts,
		isPlainEnglish: own === undefined && isEnglish(locale),
		say: (name, values = {}) => fill(texts[name], values),
		time: (moment) => DateTime.fromJSDate(new Date(moment)).setZone(zone).setLocale(withCountry(spoken)).toFormat(texts['format.time']),
		duration: (seconds) => formatDuration(seconds, units),
	};
}

/** The language of who gets an item: what Route SLA Alert wrote into its `delivery`, as far as there is one. */
export function languageOf(item: object): Language {
	const { delivery } = itemSchema.parse(item);
	return languageFor(delivery ?? NOBODY_IN_PARTICULAR);
}

/** The part of a delivery that says who reads it. */
export const readerShape = {
	locale: z.string().default(NOBODY_IN_PARTICULAR.locale),
	timeZone: z.string().default(NOBODY_IN_PARTICULAR.timeZone),
	texts: OwnTextsSchema.optional(),
};

const itemSchema = z.object({ delivery: z.object(readerShape).optional().catch(undefined) });

/** Whether a locale is written as browsers and ICU expect it, e.g. `es` or `pt-BR`; `pt_BR` is meant well. */
export function isLocale(text: string): boolean {
	try {
		return Intl.getCanonicalLocales(text.replaceAll('_', '-')).length === 1;
	} catch {
		return false;
	}
}

/** Whether a name is one of the IANA list. */
export function isTimeZone(name: string): boolean {
	return IANAZone.isValidZone(name);
}

function canonical(locale: string): string {
	return isLocale(locale) ? locale.replaceAll('_', '-') : NOBODY_IN_PARTICULAR.locale;
}

/** Names of time zones such as CET are known by country: without one, English is Europe's. */
function withCountry(locale: string): string {
	return locale === 'en' ? 'en-GB' : locale;
}
