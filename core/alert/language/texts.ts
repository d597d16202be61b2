import { z } from 'zod';
import { ENGLISH } from './english';
import { withoutCountry } from './locale';
import { SPANISH } from './spanish';

export type TextName = keyof typeof ENGLISH;

/** All texts in one language by name; english.ts says what each is for. */
export type Texts = Readonly<Record<TextName, string>>;

/** What somebody wrote in a language of their own. What is missing stays as it is shipped. */
export type OwnTexts = Readonly<Partial<Texts>>;

/** By language, without a country. */
const SHIPPED: ReadonlyMap<string, Texts> = new Map<string, Texts>([
	['en', ENGLISH],
	['es', SPANISH],
]);

/** The texts for a locale such as `es-AR`: shipped, else English; with `own` in place of what it names. */
export function textsFor(locale: string, own: OwnTexts = {}): Texts {
	return { ...(SHIPPED.get(withoutCountry(locale)) ?? ENGLISH), ...own };
}

/** Whether there are texts for the locale without own ones. */
export function isShipped(locale: string): boolean {
	return SHIPPED.has(withoutCountry(locale));
}

/** Whether the locale is spoken to in English: for want of another language, or because it is. */
export function isEnglish(locale: string): boolean {
	return (SHIPPED.get(withoutCountry(locale)) ?? ENGLISH) === ENGLISH;
}

/** Puts values in place of `{names}`, in one pass: braces in a value stay braces. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
	return text.replace(PLACEHOLDER, (placeholder, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : placeholder));
}

/** The names that stand in braces in a text. */
export function placeholdersOf(text: string): string[] {
	return [...text.matchAll(PLACEHOLDER)].flatMap(([, name]) => name ?? []);
}

const PLACEHOLDER = /\{(\w+)\}/g;

/** Own texts as JSON: names of the English ones, and in each text no placeholder that the English one lacks. */
export function ownTextsSchema<Name extends string>(english: Readonly<Record<Name, string>>): z.ZodType<Readonly<Partial<Record<Name, string>>>, z.ZodTypeDef, unknown> {
	const isName = (name: string): name is Name => Object.hasOwn(english, name);
	return z.record(z.string()).transform((own, context) => {
		const texts: Partial<Record<Name, string>> = {};
		for (const [name, text] of Object.entries(own)) {
			const mistake = isName(name) ? mistakeIn(text, english[name]) : 'there is no text of this name';
			if (mistake !== null) context.addIssue({ code: 'custom', path: [name], message: mistake });
			else if (isName(name)) texts[name] = text;
		}
		return texts;
	});
}

/** Of alerts. */
export const OwnTextsSchema = ownTextsSchema<TextName>(ENGLISH);

function mistakeIn(text: string, english: string): string | null {
	const known = placeholdersOf(english);
	const unknown = placeholdersOf(text).find((name) => !known.includes(name));
	if (unknown === undefined) return null;
	const possible = known.length === 0 ? 'there are none in this text' : `possible are ${known.map((name) => `{${name}}`).join(', ')}`;
	return `{${unknown}} is not filled in: ${possible}`;
}
