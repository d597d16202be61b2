import type { Alert } from './alert';
import { type ChatMessage, CHAT_LIMITS, chatText } from './chat-message';
import { cutEscaped } from '../cut-text';
import { conversationLink, oneLine } from './details';
import { type AlertEmail, type EmailOptions, listId, messageId, subjectLine } from './email';
import { colourOf } from './email-html';
import { escapeChat, escapeHtml, escapeSlack } from './escape';
import { COLOURS, headingRow, htmlPage, smallRow, tableRow } from './html-page';
import type { Language } from './language/language';
import { languageOf } from './language/language';
import { contextBlock, headerBlock, iconOf, openButton, SLACK_LIMITS, type SlackBlock, type SlackMessage, textBlock } from './slack-message';

/** Alerts for one person in one message, at least one, e.g. those beyond what the person takes an hour. */
export interface Overflow {
	alerts: readonly [Alert, ...Alert[]];
	/** How many an hour; null where that is not why. */
	capPerHour: number | null;
}

/** How many are listed one by one; of the others only their number is told. */
const MOST_LISTED = 45;
const LINE_CHARACTERS = 500;

/** One e-mail, in no thread: it is about many conversations. `deliveryKeys` make its id. */
export function renderOverflowEmail(
	overflow: Overflow,
	{ deliveryKeys, domain, subjectPrefix }: Omit<EmailOptions, 'deliveryKey' | 'hideLastMessage'> & { deliveryKeys: readonly string[] },
): AlertEmail {
	const { language, headline, listed, notes } = partsOf(overflow);
	return {
		subject: subjectLine(`${subjectPrefix} ${headline}`),
		text: [headline, '', ...listed.map(textLine), '', ...notes, ''].join('\n'),
		html: htmlPage({
			language,
			title: headline,
			preview: oneLine(overflow.alerts[0].text),
			colour: COLOURS.red.light,
			rows: [
				headingRow(headline, 'red'),
				tableRow(listed.map((alert) => htmlLine(alert, language))),
				...(notes.length === 0 ? [] : [smallRow(notes.join(' · '))]),
			],
		}),
		messageId: messageId([...deliveryKeys].sort().join('\n'), domain),
		inReplyTo: '',
		references: '',
		listId: listId(domain),
	};
}

/** Lists fewer where Slack would not take so many. */
export function renderOverflowSlack(overflow: Overflow, most = MOST_LISTED): SlackMessage {
	const { language, headline, listed, notes } = partsOf(overflow, most);
	const blocks: SlackBlock[] = [
		headerBlock(headline),
		...listed.map((alert): SlackBlock => {
			const block = textBlock(`${iconOf(alert)} ${cutEscaped(lineOf(alert), LINE_CHARACTERS, escapeSlack)}`);
			const accessory = openButton(alert, language);
			return accessory === null ? block : { ...block, accessory };
		}),
		...(notes.length === 0 ? [] : [contextBlock(notes.join(' · '))]),
	];
	if (most > 1 && JSON.stringify(blocks).length > SLACK_LIMITS.json) return renderOverflowSlack(overflow, most - 1);
	return { text: cutEscaped(headline, LINE_CHARACTERS, escapeSlack), blocks };
}

export function renderOverflowChat(overflow: Overflow): ChatMessage {
	const { headline, listed, notes } = partsOf(overflow);
	const lines = [...listed.map((alert) => [iconOf(alert), lineOf(alert), conversationLink(alert) ?? ''].join(' ')), ...notes];
	return {
		text: chatText(headline),
		attachments: [
			{
				fallback: cutEscaped(headline, CHAT_LIMITS.field, escapeChat),
				color: COLOURS.red.light,
				title: '',
				text: cutEscaped(lines.join('\n'), CHAT_LIMITS.attachmentText, escapeChat),
				fields: [],
			},
		],
	};
}

function partsOf({ alerts, capPerHour }: Overflow, most = MOST_LISTED) {
	const language = languageOf(alerts[0]);
	const listed = alerts.slice(0, most);
	const more = alerts.length - listed.length;
	const notes = [
		...(more === 0 ? [] : [language.say('overflow.more', { count: more })]),
		...(capPerHour === null ? [] : [language.say('overflow.cap', { cap: capPerHour })]),
	];
	return { language, headline: language.say('overflow.headline', { count: alerts.length }), listed, notes };
}

function lineOf(alert: Alert): string {
	return oneLine(alert.text) || `#${alert.conversation.id}`;
}

function textLine(alert: Alert): string {
	const link = conversationLink(alert);
	return `- ${lineOf(alert)}${link === null ? '' : `\n  ${link}`}`;
}

function htmlLine(alert: Alert, language: Language): string {
	const link = conversationLink(alert);
	const open = link === null ? '' : `<br><a href="${escapeHtml(link)}" class="link" style="color:#1f6feb;">${escapeHtml(language.say('action.open'))}</a>`;
	return `<tr><td dir="auto" style="padding:10px 12px;border-left:3px solid ${COLOURS[colourOf(alert)].light};word-break:break-word;">${escapeHtml(lineOf(alert))}${open}</td></tr>`;
}
