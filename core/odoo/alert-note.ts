import type { Alert } from '../alert/alert';
import { escapeHtml } from '../alert/escape';

/** The note of an alert's activity, as HTML: what happened, and a link to the conversation. */
export function alertNoteHtml({ text, url, conversation }: Alert): string {
	const link = `<a href="${escapeHtml(url)}" target="_blank">Open conversation #${conversation.id} in Chatwoot</a>`;
	return `<p>${escapeHtml(text)}</p>${/^https?:\/\//i.test(url) ? `<p>${link}</p>` : ''}`;
}
