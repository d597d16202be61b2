/** At most `limit` UTF-16 units of a text, cut at a whole character and marked where something is missing. */
export function cutText(text: string, limit: number): string {
	return cutEscaped(text, limit, (character) => character);
}

/**
 * The same of what `escape` makes of the text, character by character: no entity is left in half. `lengthOf` is how the
 * limit counts.
 */
export function cutEscaped(
	text: string,
	limit: number,
	escape: (text: string) => string,
	lengthOf: (text: string) => number = ({ length }) => length,
): string {
	const escaped = escape(text);
	if (lengthOf(escaped) <= limit) return escaped;
	let kept = '';
	let length = 0;
	for (const character of text) {
		const next = escape(character);
		length += lengthOf(next);
		if (length >= limit) break;
		kept += next;
	}
	return `${kept}…`;
}

/** The length of a text within JSON, without its quotes. */
export function jsonLength(text: string): number {
	return JSON.stringify(text).length - 2;
}
