import { createHash } from 'node:crypto';
import type { Alert } from './alert';
import { alertDetails, alertHeadline, conversationLink, oneLine } from './details';
import { renderEmailHtml } from './email-html';

/** An alert as an e-mail, addresses apart. Header values are single lines; the ids carry their angle brackets. */
export interface AlertEmail {
	subject: string;
	text: string;
	html: string;
	messageId: string;
	inReplyTo: string;
	references: string;
}

export interface EmailOptions {
	/**
	 * What is sent once, see core/alert/key.ts. The message's own id comes from it, so a repeated send has the same id.
	 * An alert and its recovery share the key, but are two messages.
	 */
	deliveryKey: string;
	/** The domain the ids are made in: the one of the sender's address. */
	domain: string;
	/** Goes before the subject, e.g. `[Support]`. Has to be the same for all alerts of a conversation. */
	subjectPrefix: string;
}

/**
 * Renders an alert as an e-mail that joins the thread of its conversation.
 *
 * Every alert of a conversation answers the same root id. The root itself is never sent: mail clients thread answers
 * to a message they do not have. Gmail wants the same subject as well, so what changes from alert to alert (the time
 * missed, names a customer chose) stands in the first line of the body, which inboxes show beside the subject.
 */
export function renderEmail(alert: Alert, { deliveryKey, domain, subjectPrefix }: EmailOptions): AlertEmail {
	const { accountId, id } = alert.conversation;
	const sentOnce = alert.recovered === null ? deliveryKey : `${deliveryKey} recovered`;
	const root = `<chatwoot-sla.${accountId}.${id}@${domain}>`;
	return {
		subject: oneLine(`${subjectPrefix} SLA alert: conversation #${id}`),
		text: renderEmailText(alert),
		html: renderEmailHtml(alert),
		messageId: `<chatwoot-sla.${createHash('sha256').update(sentOnce).digest('hex').slice(0, 32)}@${domain}>`,
		inReplyTo: root,
		references: root,
	};
}

function renderEmailText(alert: Alert): string {
	const link = conversationLink(alert);
	return [
		oneLine(alert.text),
		'',
		alertHeadline(alert),
		...alertDetails(alert).map(({ label, value }) => `${label}: ${value}`),
		...(link === null ? [] : ['', `Open the conversation: ${link}`]),
		'',
	].join('\n');
}
