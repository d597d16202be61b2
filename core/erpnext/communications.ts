import { DateTime } from 'luxon';
import { z } from 'zod';
import { escapeHtml, textAsHtmlLines } from '../alert/escape';
import { isEmailAddress } from '../email-address';
import type { ErpNextApi } from './api';
import type { Reference } from './reference';

export interface LoggedMessage {
	/** What tells the message from all others. */
	key: string;
	/** Plain text; may be empty where there are links. */
	text: string;
	/** Addresses of attachments. */
	links: string[];
	direction: 'sent' | 'received';
	author: { name: string; email: string };
	at: Date;
	reference: Reference;
}

const Named = z.object({ name: z.string() });
/** A subject of Frappe (15) has 140 characters. */
const LONGEST_SUBJECT = 140;

/** Writes a message down as a Communication, once: one with its key stays as it is. */
export async function logMessage(api: ErpNextApi, message: LoggedMessage): Promise<{ communication: string; created: boolean }> {
	const { key, text, links, direction, author, at, reference } = message;
	const messageId = `<chatwoot.${key}>`;
	const [known] = await api.list(Named, 'Communication', {
		fields: ['name'],
		filters: [['message_id', '=', messageId]],
		orderBy: 'creation asc',
		limit: 1,
	});
	if (known !== undefined) return { communication: known.name, created: false };
	const { name } = await api.insert(Named, 'Communication', {
		subject: subjectOf(text, direction),
		content: contentOf(text, links),
		communication_type: 'Communication',
		communication_medium: 'Chat',
		sent_or_received: direction === 'sent' ? 'Sent' : 'Received',
		communication_date: DateTime.fromJSDate(at, { zone: await api.timeZone() }).toFormat('yyyy-MM-dd HH:mm:ss'),
		sender_full_name: author.name,
		// Frappe refuses a sender that is no e-mail address.
		...(isEmailAddress(author.email) ? { sender: author.email } : {}),
		message_id: messageId,
		status: 'Linked',
		reference_doctype: reference.doctype,
		reference_name: reference.name,
		timeline_links: [{ link_doctype: reference.doctype, link_name: reference.name }],
	});
	return { communication: name, created: true };
}

function subjectOf(text: string, direction: LoggedMessage['direction']): string {
	const [line = ''] = text.trim().split(/\r\n|\r|\n/);
	if (line === '') return direction === 'sent' ? 'Files sent in Chatwoot' : 'Files received in Chatwoot';
	return line.length > LONGEST_SUBJECT ? `${line.slice(0, LONGEST_SUBJECT - 1)}…` : line;
}

function contentOf(text: string, links: string[]): string {
	const lines = text.trim() === '' ? [] : [`<p>${textAsHtmlLines(text)}</p>`];
	const safe = links.filter((link) => /^https?:\/\//i.test(link));
	return [...lines, ...safe.map((link) => `<p><a href="${escapeHtml(link)}">${escapeHtml(link)}</a></p>`)].join('');
}
