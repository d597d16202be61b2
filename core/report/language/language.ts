import { DateTime } from 'luxon';
import type { Language } from '../../alert/language/language';
import { languageFor } from '../../alert/language/language';
import { fill } from '../../alert/language/texts';
import type { ReportTextName, ReportTexts } from './english';
import { ENGLISH } from './english';
import { SPANISH } from './spanish';

const TEXTS: ReadonlyMap<string, ReportTexts> = new Map([
	['en', ENGLISH],
	['es', SPANISH],
]);

/** How moments are written, as in luxon: https://moment.github.io/luxon/#/formatting?id=table-of-tokens */
const FORMATS = {
	day: 'yyyy-MM-dd',
	clock: 'HH:mm',
	clockSeconds: 'HH:mm:ss',
	dayClock: 'd LLL HH:mm',
	dayShort: 'd LLL',
	weekday: 'ccc d',
	hour: 'H',
	full: 'd LLL yyyy, HH:mm ZZZZ',
} as const;

/** How a report speaks to its readers; `texts` are those it shares with alerts. */
export interface ReportLanguage extends Pick<Language, 'locale' | 'timeZone' | 'duration' | 'texts'> {
	/** A text with its placeholders filled in, not escaped. */
	say(name: ReportTextName, values?: Readonly<Record<string, string | number>>): string;
	/** `1,234` */
	number(value: number): string;
	/** A moment on the readers' clock, or on that of another time zone. */
	moment(at: Date | string, format: keyof typeof FORMATS, timeZone?: string): string;
}

/** A locale without texts is spoken to in English; an unknown time zone is UTC. Names of time zones are Europe's in English without a country. */
export function reportLanguage(locale: string, timeZone: string): ReportLanguage {
	const language = languageFor({ locale, timeZone });
	const own = TEXTS.get(language.locale.slice(0, 2)) ?? ENGLISH;
	return {
		locale: language.locale,
		timeZone: language.timeZone,
		duration: language.duration,
		texts: language.texts,
		say: (name, values = {}) => fill(own[name], values),
		number: (value) => new Intl.NumberFormat(language.locale, { maximumFractionDigits: 1 }).format(value),
		moment: (at, format, zone = language.timeZone) => DateTime.fromJSDate(new Date(at)).setZone(zone).setLocale(language.locale === 'en' ? 'en-GB' : language.locale).toFormat(FORMATS[format]),
	};
}
