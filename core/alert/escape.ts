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
