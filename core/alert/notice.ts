import { type ChatMessage, chatText } from './chat-message';
import type { AlertEmail } from './email';
import { idsOf, subjectLine } from './email';
import { escapeHtml } from './escape';
import { type SlackMessage, slackText } from './slack-message';

/** A message of the user's own words beside the alerts, e.g. a list of what could not be delivered. */
export interface Notice {
	subject: string;
	text: string;
	/** A page of the user's own in place of the text; empty for none. */
	html: string;
}

/**
 * `to`, what is said and the run that says it make the message's id: a repeated send has the same, and what is said
 * again another day is no copy. `domain` is the sender's.
 */
export function renderNoticeEmail({ subject, text, html }: Notice, { to, domain, run }: { to: string; domain: string; run: string }): AlertEmail {
	const ids = idsOf(domain);
	return {
		subject: subjectLine(subject),
		text: `${text}\n`,
		html: html === '' ? `<div style="white-space: pre-wrap; font-family: sans-serif">${escapeHtml(text)}</div>` : html,
		messageId: ids.message([run, to, subject, text].join('\n')),
		inReplyTo: '',
		references: '',
		listId: ids.list(),
	};
}

/** Its Markdown stays what it is, but it calls nobody. */
export function renderNoticeChat({ text }: Pick<Notice, 'text'>): ChatMessage {
	return { text: chatText(text), attachments: [] };
}

/** Escaped, and cut to Slack's limit. */
export function renderNoticeSlack({ text }: Pick<Notice, 'text'>): SlackMessage {
	const escaped = slackText(text);
	return { text: escaped, blocks: [{ type: 'section', text: { type: 'mrkdwn', text: escaped, verbatim: true } }] };
}
