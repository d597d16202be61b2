import { createHash } from 'node:crypto';
import type { Alert } from './alert';
import { cutText } from '../cut-text';
import { alertDetails, alertHeadline, conversationLink, oneLine } from './details';
import { type EmailExtras, renderEmailHtml } from './email-html';
import { languageOf } from './language/language';
import { lastMessage } from './last-message';
import { promiseLines } from './promises';
import { whyText } from './why';

/** An alert as an e-mail, addresses apart. Header values are single lines; the ids carry their angle brackets. */
export interface AlertEmail {
	subject: string;
	text: string;
	html: string;
	messageId: string;
	inReplyTo: string;
	references: string;
	/** RFC 2919: what filters sort by. */
	listId: string;
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
	/** Whether to keep back what the customer wrote. */
	hideLastMessage?: boolean;
}

/**
 * Renders an alert as an e-mail that joins the thread of its conversation, in the language and on the clock of its
 * reader.
 *
 * Every alert of a conversation answers the same root id. The root itself is never sent: mail clients thread answers
 * to a message they do not have. Gmail wants the same subject as well, so what changes from alert to alert (the time
 * missed, names a customer chose) stands in the first line of the body, which inboxes show beside the subject.
 */
export function renderEmail(alert: Alert, { deliveryKey, domain, subjectPrefix, hideLastMessage = false }: EmailOptions): AlertEmail {
	const { accountId, id } = alert.conversation;
	const language = languageOf(alert);
	const extras = { language, message: hideLastMessage ? null : lastMessage(alert, language), why: whyText(alert, language) };
	const sentOnce = alert.recovered === null ? deliveryKey : `${deliveryKey} recovered`;
	const ids = idsOf(domain);
	const root = ids.thread(accountId, id);
	return {
		subject: subjectLine(`${subjectPrefix} ${language.say('email.subject', { id })}`),
		text: renderEmailText(alert, extras),
		html: renderEmailHtml(alert, extras),
		messageId: ids.message(sentOnce),
		inReplyTo: root,
		references: root,
		listId: ids.list(accountId),
	};
}

/** One line, and no longer than a line of a header may be (998 characters, RFC 5322). */
export function subjectLine(subject: string): string {
	return cutText(oneLine(subject), 200);
}

/** The ids of what is sent from a domain, angle brackets and all. Headers hold ASCII only, and so do they. */
export function idsOf(domain: string) {
	const host = URL.canParse(`http://${domain}`) ? new URL(`http://${domain}`).hostname : 'localhost';
	return {
		/** Of a message: the same for the same content, so that a repeated send can be recognised as a copy. */
		message: (content: string) => `<chatwoot-sla.${createHash('sha256').update(content).digest('hex').slice(0, 32)}@${host}>`,
		/** Of what all messages about a conversation answer. */
		thread: (accountId: number, conversationId: number) => `<chatwoot-sla.${accountId}.${conversationId}@${host}>`,
		/** Of an account, or of all that is sent from the domain. */
		list: (accountId?: number) => `<${accountId === undefined ? '' : `${accountId}.`}chatwoot-sla.${host}>`,
	};
}

function renderEmailText(alert: Alert, { language, message, why }: EmailExtras): string {
	const link = conversationLink(alert);
	const promises = promiseLines(alert, language);
	return [
		oneLine(alert.text),
		'',
		alertHeadline(alert, language),
		...alertDetails(alert, language).map(({ label, value }) => `${label}: ${value}`),
		...(promises.length === 0 ? [] : ['', `${language.say('promise.title')}:`]),
		...promises.map(({ name, stateName, due }) => `- ${name}: ${stateName}${due === '' ? '' : `, ${due}`}`),
		...(message === null ? [] : ['', `${message.label}:`, `> ${message.text}`]),
		...(link === null ? [] : ['', `${language.say('action.open')}: ${link}`]),
		...(why === '' ? [] : ['', why]),
		'',
	].join('\n');
}
