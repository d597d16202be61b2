import { z } from 'zod';
import { textAsHtmlLines } from '../alert/escape';
import { parseAnswer } from './answer';
import type { OdooClient } from './client';
import type { DocumentModel } from './documents';
import { Id } from './record';

export interface NewMessage {
	model: DocumentModel;
	recordId: number;
	/** HTML; Odoo takes scripts and unknown tags out. */
	bodyHtml: string;
	/** A note is for colleagues; a message goes to the record's followers, customers among them. */
	kind: 'note' | 'message';
}

/** Posts on a record's chatter and gives the message's id. */
export async function postMessage(client: OdooClient, { model, recordId, bodyHtml, kind }: NewMessage): Promise<number> {
	const answer = await client.execute({
		model,
		method: 'message_post',
		ids: [recordId],
		options: {
			body: bodyHtml,
			// Odoo 19 escapes the body without it; 16 takes every body for HTML and ignores arguments it does not know.
			body_is_html: true,
			message_type: 'comment',
			subtype_xmlid: kind === 'note' ? 'mail.mt_note' : 'mail.mt_comment',
		},
	});
	return parseAnswer(MessageId, answer, `message_post on ${model}`);
}

/** Plain text as HTML that shows it as it is, line by line. */
export function textAsHtml(text: string): string {
	return `<p>${textAsHtmlLines(text)}</p>`;
}

/** A list of one on Odoo 19, the id alone on 16. */
const MessageId = z.union([Id, z.tuple([Id]).transform(([id]) => id)]);
