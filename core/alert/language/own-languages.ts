import { z } from 'zod';
import { parseSettings } from '../../settings';
import { isLocale } from './language';
import { withoutCountry } from './locale';
import type { OwnTexts } from './texts';
import { OwnTextsSchema } from './texts';

/** Texts of the user's own, by locale. */
export type OwnLanguages = Readonly<Record<string, OwnTexts>>;

/**
 * Reads own texts by locale, `{ "nl": { "detail.contact": "Klant" } }`, from JSON or YAML text or what it holds.
 *
 * @throws ExplainedError naming the text that is wrong.
 */
export function parseOwnLanguages(settings: unknown): OwnLanguages {
	return parseSettings('Languages', settings === '' ? {} : settings, () =>
		z.record(z.string().refine(isLocale, 'expected a language such as nl or pt-BR'), OwnTextsSchema),
	);
}

/** For the very locale, else for its language: `es` serves `es-AR`. */
export function ownTexts(locale: string, languages: OwnLanguages): OwnTexts | undefined {
	return languages[locale] ?? languages[withoutCountry(locale)];
}
