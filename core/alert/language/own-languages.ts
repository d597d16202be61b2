import { z } from 'zod';
import { parseSettings } from '../../settings';
import { isLocale } from './language';
import { withoutCountry } from './locale';
import type { OwnTexts } from './texts';
import { isShipped } from './texts';

/** Texts of the user's own, by locale: those of alerts, or others. */
export type OwnLanguages<Texts = OwnTexts> = Readonly<Record<string, Texts>>;

/**
 * Reads own texts by locale, `{ "nl": { "detail.contact": "Klant" } }`, from JSON or YAML text or what it holds. `texts`
 * says which there are.
 *
 * @throws ExplainedError naming the text that is wrong.
 */
export function parseOwnLanguages<Texts>(settings: unknown, texts: z.ZodType<Texts, z.ZodTypeDef, unknown>): OwnLanguages<Texts> {
	return parseSettings('Languages', settings === '' ? {} : settings, () =>
		z.record(z.string().refine(isLocale, 'expected a language such as nl or pt-BR'), texts),
	);
}

/** For the very locale, else for its language: `es` serves `es-AR`. */
export function ownTexts<Texts>(locale: string, languages: OwnLanguages<Texts>): Texts | undefined {
	return languages[locale] ?? languages[withoutCountry(locale)];
}

/** A line for each language of people that there are no texts in, to be shown to who wrote it. */
export function languageAdvice(people: ReadonlyArray<{ locale: string }>, languages: OwnLanguages<unknown>): string[] {
	const locales = new Set(people.map(({ locale }) => locale));
	return [...locales]
		.filter((locale) => !isShipped(locale) && ownTexts(locale, languages) === undefined)
		.map((locale) => `There are no texts for ${locale}: people with this language are told in English`);
}
