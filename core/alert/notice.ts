import { createHash } from 'node:crypto';
import type { AlertEmail } from './email';
import { oneLine } from './details';
import { escapeHtml } from './escape';
import { escapeAndCut, SLACK_LIMITS, type SlackMessage } from './slack-message';

/** A message of the user's own words beside the alerts, e.g. a list of what could not be delivered. */
export interface Notice {
	subject: string;
	text: string;
}

/** `to` and what is said make the message's id: a repeated send has the same. `domain` is the sender's. */
export function renderNoticeEmail({ subject, text }: Notice, { to, domain }: { to: string; domain: string }): AlertEmail {
	const id = createHash('sha256').update([to, subject, text].join('\n')).digest('hex').slice(0, 32);
	return {
		subject: oneLine(subject),
		text: `${text}\n`,
		html: `<div style="white-space: pre-wrap; font-family: sans-serif">${escapeHtml(text)}</div>`,
		messageId: `<chatwoot-sla.${id}@${domain}>`,
		inReplyTo: '',
		references: '',
	};
}

/** Escaped, and cut to Slack's limit. */
export function renderNoticeSlack({ text }: Notice): SlackMessage {
	const escaped = escapeAndCut(text, SLACK_LIMITS.sectionText);
	return { text: escaped, blocks: [{ type: 'section', text: { type: 'mrkdwn', text: escaped, verbatim: true } }] };
}
