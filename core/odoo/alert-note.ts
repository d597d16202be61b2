import type { Alert } from '../alert/alert';
import { alertHeadline } from '../alert/details';
import { escapeHtml } from '../alert/escape';

/** The note of an alert's activity, as HTML: how far it went, what happened, and a link to the conversation. */
export function alertNoteHtml(alert: Alert): string {
	const { text, url, conversation } = alert;
	const link = `<a href="${escapeHtml(url)}" target="_blank">Open conversation #${conversation.id} in Chatwoot</a>`;
	const lines = [`<strong>${escapeHtml(alertHeadline(alert))}</strong>`, escapeHtml(text), ...(/^https?:\/\//i.test(url) ? [link] : [])];
	return lines.map((line) => `<p>${line}</p>`).join('');
}
