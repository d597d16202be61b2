import type { Alert } from '../alert/alert';
import { alertHeadline } from '../alert/details';
import { escapeHtml } from '../alert/escape';
import { languageOf } from '../alert/language/language';

/** The note of an alert's activity, as HTML, in its reader's language: how far it went, what happened, and a link to the conversation. */
export function alertNoteHtml(alert: Alert): string {
	const { text, url, conversation } = alert;
	const language = languageOf(alert);
	const open = language.say('action.openInChatwoot', { id: conversation.id });
	const link = `<a href="${escapeHtml(url)}" target="_blank">${escapeHtml(open)}</a>`;
	const lines = [`<strong>${escapeHtml(alertHeadline(alert, language))}</strong>`, escapeHtml(text), ...(/^https?:\/\//i.test(url) ? [link] : [])];
	return lines.map((line) => `<p>${line}</p>`).join('');
}
