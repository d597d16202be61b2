/** Odoo's cleaning of HTML as far as a test can see it: scripts and handlers go, plain text becomes a paragraph. */
export function cleanHtml(html: string): string {
	const clean = html
		.replace(/<(script|style)\b[\s\S]*?(<\/\1\s*>|$)/gi, '')
		.replace(/\son\w+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, '')
		.replace(/(href|src)\s*=\s*(["'])\s*javascript:[\s\S]*?\2/gi, '');
	return clean === '' || clean.trimStart().startsWith('<') ? clean : `<p>${clean}</p>`;
}

/** Text as Odoo 19 makes a message's body of it. */
export function escapedParagraph(text: string): string {
	return `<p>${text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')}</p>`;
}
