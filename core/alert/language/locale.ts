/** The language of a locale, without a country: `es` of `es-AR`. */
export function withoutCountry(locale: string): string {
	return locale.split(/[-_]/)[0]?.toLowerCase() ?? '';
}
