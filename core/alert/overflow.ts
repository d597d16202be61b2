import type { Alert } from './alert';
import { type ChatMessage, CHAT_LIMITS, chatField, chatLink, chatText } from './chat-message';
import { jsonLength } from '../cut-text';
import { conversationLink, oneLine } from './details';
import { type AlertEmail, type EmailOptions, idsOf, subjectLine } from './email';
import { colourOf } from './email-html';
import { escapeHtml } from './escape';
import { COLOURS, headingRow, htmlPage, smallRow, tableRow } from './html-page';
import type { Language } from './language/language';
import { languageOf } from './language/language';
import { contextBlock, headerBlock, iconOf, openLink, SLACK_LIMITS, type SlackMessage, slackText, textBlock } from './slack-message';

/** Alerts for one person in one message, at least one, e.g. those beyond what the person takes an hour. */
export interface Overflow {
	alerts: readonly [Alert, ...Alert[]];
	/** How many an hour; null where that is not why. */
	capPerHour: number | null;
}

/** How many are listed one by one; of the others only their number is told. */
const MOST_LISTED = 45;

/** In characters of JSON, of a Slack message: all lines together, and the words of one. See SLACK_LIMITS. */
const SLACK_ROOM = { lines: 8000, words: 150 } as const;

/** One e-mail, in no thread: it is about many conversations. `deliveryKeys` make its id. */
export function renderOverflowEmail(
	overflow: Overflow,
	{ deliveryKeys, domain, subjectPrefix }: Omit<EmailOptions, 'deliveryKey' | 'hideLastMessage'> & { deliveryKeys: readonly string[] },
): AlertEmail {
	const { language, headline } = wordsOf(overflow);
	const listed = overflow.alerts.slice(0, MOST_LISTED);
	const notes = notesOf(overflow, listed.length);
	const ids = idsOf(domain);
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
		messageId: ids.message([...deliveryKeys].sort().join('\n')),
		inReplyTo: '',
		references: '',
		listId: ids.list(),
	};
}

export function renderOverflowSlack(overflow: Overflow): SlackMessage {
	const { language, headline } = wordsOf(overflow);
	const lines = linesWithin(SLACK_ROOM.lines, overflow, (alert) => `${iconOf(alert)} ${slackText(lineOf(alert), SLACK_ROOM.words)} ${openLink(alert, language)}`.trim());
	const notes = notesOf(overflow, lines.length);
	return {
		text: slackText(headline, SLACK_ROOM.words),
		blocks: [headerBlock(headline), ...joinedWithin(SLACK_LIMITS.section, lines).map(textBlock), ...(notes.length === 0 ? [] : [contextBlock(notes.join(' · '))])],
	};
}

export function renderOverflowChat(overflow: Overflow): ChatMessage {
	const { headline } = wordsOf(overflow);
	const lines = linesWithin(CHAT_LIMITS.attachmentText, overflow, (alert) => `${iconOf(alert)} ${chatField(lineOf(alert))} ${chatLink(alert) ?? ''}`.trim());
	return {
		text: chatText(headline),
		attachments: [
			{
				fallback: chatField(headline),
				color: COLOURS.red.light,
				title: '',
				text: [...lines, ...notesOf(overflow, lines.length).map(chatField)].join('\n'),
				fields: [],
			},
		],
	};
}

function wordsOf({ alerts }: Overflow): { language: Language; headline: string } {
	const language = languageOf(alerts[0]);
	return { language, headline: language.say('overflow.headline', { count: alerts.length }) };
}

function notesOf({ alerts, capPerHour }: Overflow, listed: number): string[] {
	const { say } = languageOf(alerts[0]);
	const more = alerts.length - listed;
	return [...(more === 0 ? [] : [say('overflow.more', { count: more })]), ...(capPerHour === null ? [] : [say('overflow.cap', { cap: capPerHour })])];
}

/** A line for each alert, as many as have room in so many characters of JSON. */
function linesWithin(room: number, { alerts }: Overflow, lineFor: (alert: Alert) => string): string[] {
	const lines = alerts.slice(0, MOST_LISTED).map(lineFor);
	const lengths = lines.map((line) => jsonLength(`${line}\n`));
	return lines.filter((_line, index) => sum(lengths.slice(0, index + 1)) <= room);
}

/** The lines in texts of at most so many characters of JSON. */
function joinedWithin(room: number, lines: readonly string[]): string[] {
	return lines.reduce<string[]>((texts, line) => {
		const longer = `${texts.at(-1) ?? ''}\n${line}`;
		return texts.length === 0 || jsonLength(longer) > room ? [...texts, line] : [...texts.slice(0, -1), longer];
	}, []);
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, each) => total + each, 0);
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
