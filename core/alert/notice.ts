import { textParts } from '../text-parts';
import { CHAT_LIMITS, type ChatAttachment, type ChatMessage } from './chat-message';
import type { AlertEmail } from './email';
import { idsOf, subjectLine } from './email';
import { escapeChat, escapeHtml, escapeSlack } from './escape';
import { COLOURS } from './html-page';
import { SLACK_LIMITS, type SlackMessage, slackText, textBlock } from './slack-message';

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

/** Its Markdown stays what it is, but it calls nobody. What is too long for the text goes on in attachments. */
export function renderNoticeChat({ text }: Pick<Notice, 'text'>): ChatMessage {
	const [first = '', ...others] = textParts(text, {
		escape: escapeChat,
		most: CHAT_LIMITS.attachmentText,
		fit: ([, ...more]) => JSON.stringify(more.map(attachmentOf)).length <= CHAT_LIMITS.attachments,
	});
	return { text: first, attachments: others.map(attachmentOf) };
}

function attachmentOf(text: string): ChatAttachment {
	return { fallback: '', color: COLOURS.grey.light, title: '', text, fields: [] };
}

/** Escaped, in as many sections as it needs and Slack takes. */
export function renderNoticeSlack({ text }: Pick<Notice, 'text'>): SlackMessage {
	const sections = textParts(text, {
		escape: escapeSlack,
		most: SLACK_LIMITS.section,
		fit: (parts) => parts.length <= SLACK_LIMITS.blocks && JSON.stringify(parts.map(textBlock)).length <= SLACK_LIMITS.json,
	});
	return { text: slackText(text), blocks: sections.map(textBlock) };
}
