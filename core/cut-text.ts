/** At most `limit` UTF-16 units of a text, cut at a whole character and marked where something is missing. */
export function cutText(text: string, limit: number): string {
	return cutEscaped(text, limit, (character) => character);
}

/** The same of what `escape` makes of the text, character by character: no entity is left in half. */
export function cutEscaped(text: string, limit: number, escape: (text: string) => string): string {
	const escaped = escape(text);
	if (escaped.length <= limit) return escaped;
	let kept = '';
	for (const character of text) {
		const next = escape(character);
		if (kept.length + next.length >= limit) break;
		kept += next;
	}
	return `${kept}…`;
}
