import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { isLocale, isTimeZone } from '../../core/alert/language/language';

/** Fields of an Options collection: their values are those of `languageShape`. `example` is one of own texts. */
export function languageOptions(example: string): INodeProperties[] {
	return [
		{
			displayName: 'Language',
			name: 'language',
			type: 'string',
			default: 'en',
			placeholder: 'e.g. es',
			description: 'For readers without a language of their own',
		},
		{
			displayName: 'Own Texts (JSON or YAML)',
			name: 'languages',
			type: 'string',
			typeOptions: { rows: 6 },
			default: example,
			description: 'Texts in other languages, or in other words, by language and name. What is missing stays as it is shipped.',
		},
		{
			displayName: 'Time Zone',
			name: 'timeZone',
			type: 'string',
			default: '',
			placeholder: 'e.g. Europe/Madrid',
			description: 'For readers without a time zone of their own. Left empty: the time zone of this workflow.',
		},
	];
}

export const languageShape = {
	language: z.string().trim().refine(isLocale, 'expected a language such as en, es or es-AR').default('en'),
	timeZone: z
		.string()
		.trim()
		.refine((name) => name === '' || isTimeZone(name), 'expected a time zone such as Europe/Amsterdam')
		.default(''),
	languages: z.unknown().default(''),
};
