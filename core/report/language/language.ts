import { DateTime } from 'luxon';
import type { Language } from '../../alert/language/language';
import { languageFor } from '../../alert/language/language';
import { withoutCountry } from '../../alert/language/locale';
import type { OwnLanguages } from '../../alert/language/own-languages';
import { ownTexts } from '../../alert/language/own-languages';
import { fill, ownTextsSchema } from '../../alert/language/texts';
import type { ReportTextName, ReportTexts } from './english';
import { ENGLISH, SHARED } from './english';
import { SPANISH } from './spanish';

/** By language, without a country. */
const SHIPPED: ReadonlyMap<string, ReportTexts> = new Map([
	['en', ENGLISH],
	['es', SPANISH],
]);

/** Texts of the user's own: names of english.ts, those that are shared with alerts among them. */
export const OwnReportTextsSchema = ownTextsSchema<ReportTextName>({ ...SHARED, ...ENGLISH });
export type OwnReportLanguages = OwnLanguages<Readonly<Partial<Record<ReportTextName, string>>>>;

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

/** How a report speaks to its readers. */
export interface ReportLanguage extends Pick<Language, 'locale' | 'timeZone' | 'duration'> {
	/** A text with its placeholders filled in, not escaped. */
	say(name: ReportTextName, values?: Readonly<Record<string, string | number>>): string;
	/** `1,234` */
	number(value: number): string;
	/** A moment on the readers' clock, or on that of another time zone. */
	moment(at: Date | string, format: keyof typeof FORMATS, timeZone?: string): string;
}

/** A locale without texts is spoken to in English; an unknown time zone is UTC. Names of time zones are Europe's in English without a country. */
export function reportLanguage(locale: string, timeZone: string, languages: OwnReportLanguages = {}): ReportLanguage {
	const own = ownTexts(locale, languages);
	// A name that alerts use for another text is not asked of `language`: of its texts only the shared ones are.
	const language = languageFor({ locale, timeZone, texts: own });
	const texts = { ...language.texts, ...(SHIPPED.get(withoutCountry(language.locale)) ?? ENGLISH), ...own };
	return {
		locale: language.locale,
		timeZone: language.timeZone,
		duration: language.duration,
		say: (name, values = {}) => fill(texts[name], values),
		number: (value) => new Intl.NumberFormat(language.locale, { maximumFractionDigits: 1 }).format(value),
		moment: (at, format, zone = language.timeZone) => DateTime.fromJSDate(new Date(at)).setZone(zone).setLocale(language.locale === 'en' ? 'en-GB' : language.locale).toFormat(FORMATS[format]),
	};
}
