import type { Alert } from './alert';
import { cutEscaped } from '../cut-text';
import { alertDetails, alertHeadline, conversationLink, oneLine } from './details';
import { colourOf } from './email-html';
import { escapeChat } from './escape';
import { COLOURS } from './html-page';
import { languageOf } from './language/language';
import { lastMessage } from './last-message';
import { promiseLines } from './promises';
import type { ChatOptions } from './slack-message';
import { iconOf } from './slack-message';
import { whyText } from './why';

/** What the incoming webhooks of Mattermost and Rocket.Chat take: neither knows Block Kit, both know attachments. */
export interface ChatMessage {
	/** Markdown. */
	text: string;
	attachments: ChatAttachment[];
}

export interface ChatAttachment {
	fallback: string;
	color: string;
	title: string;
	title_link?: string;
	/** Markdown. */
	text: string;
	fields: Array<{ title: string; value: string; short: boolean }>;
}

/**
 * In characters. A Mattermost server may keep no more than 4,000 in a message and 8,000 in its attachments, written as
 * JSON; a Rocket.Chat server takes 5,000 in a message unless it is set to more.
 */
export const CHAT_LIMITS = { text: 3000, attachmentText: 2500, attachments: 7500, field: 200, link: 1000 } as const;

/** Renders an alert for Mattermost and Rocket.Chat. What customers wrote calls nobody and is no link. */
export function renderChatMessage(alert: Alert, { hideLastMessage = false }: ChatOptions = {}): ChatMessage {
	const language = languageOf(alert);
	const link = chatLink(alert);
	const headline = alertHeadline(alert, language);
	const message = hideLastMessage ? null : lastMessage(alert, language);
	const lines = [
		...promiseLines(alert, language).map(({ name, stateName, due }) => `${name}: ${stateName}${due === '' ? '' : `, ${due}`}`),
		...(message === null ? [] : [`${message.label}: ${message.text}`]),
		...[whyText(alert, language)].filter((why) => why !== ''),
	];
	const text = chatText(oneLine(alert.text) || headline);
	return {
		text,
		attachments: [
			{
				fallback: chatField(oneLine(alert.text)),
				color: COLOURS[colourOf(alert)].light,
				title: chatField(`${iconOf(alert)} ${language.say('slack.header', { headline, id: alert.conversation.id })}`),
				...(link === null ? {} : { title_link: link }),
				text: cutEscaped(lines.join('\n'), CHAT_LIMITS.attachmentText, escapeChat),
				fields: alertDetails(alert, language).map(({ label, value }) => ({ title: chatField(label), value: chatField(value), short: true })),
			},
		],
	};
}

/** Escaped and cut to what a message takes; lists and bold words stay what they are. */
export function chatText(text: string): string {
	return cutEscaped(text, CHAT_LIMITS.text, escapeChat);
}

export function chatField(text: string): string {
	return cutEscaped(text, CHAT_LIMITS.field, escapeChat);
}

/** Null for an address that a chat or a browser should not be given. */
export function chatLink(alert: Alert): string | null {
	const link = conversationLink(alert);
	return link === null || link.length > CHAT_LIMITS.link ? null : link;
}
