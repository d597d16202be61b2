/** Makes text safe inside HTML: between tags and inside a quoted attribute. */
export function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (character) => HTML_ENTITIES[character] ?? character);
}

/** Plain text as HTML that shows it as it is, line by line. */
export function textAsHtmlLines(text: string): string {
	return escapeHtml(text.trim()).replace(/\r\n|\r|\n/g, '<br>');
}

const HTML_ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * Makes text safe inside Slack's mrkdwn, where `<…>` marks links and mentions (`<!channel>`, `<@U123>`): these three
 * characters are the ones Slack asks to escape, and the only entities it knows.
 */
export function escapeSlack(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * Makes text safe inside the Markdown of Mattermost and Rocket.Chat: a zero-width space keeps `@all` from calling
 * everybody, and `[…](…)`, `![…](…)` and Slack's `<…>` from being links and images.
 */
export function escapeChat(text: string): string {
	return text.replace(/[@<\]]/g, (character) => `${character}\u200B`);
}

/**
 * Keeps chats and mail programs from making links of the addresses in a text. Zero-width spaces stand on both sides of
 * what an address is known by: Mattermost goes by `scheme:` and `www.`, Rocket.Chat by the end of a domain as well
 * (`evil.com`), and both take one that follows `://` for a part of the host, which browsers leave out again (UTS 46).
 */
export function defuseLinks(text: string): string {
	return text.replace(/:(?=[/%\p{L}\d])|\.(?=[\p{L}\d])|(?<=www\d{0,3})\./giu, '\u200B$&\u200B');
}
