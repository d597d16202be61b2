import type { SlaState } from '../sla/evaluate';
import type { StageKind } from '../sla/stages';
import type { Alert } from './alert';
import { cutEscaped, jsonLength } from '../cut-text';
import { alertDetails, alertHeadline, conversationLink, oneLine, type AlertDetail } from './details';
import { escapeSlack } from './escape';
import { type Language, languageOf } from './language/language';
import { type LastMessage, lastMessage } from './last-message';
import { type PromiseLine, promiseLines } from './promises';
import { whyText } from './why';

/** What chat.postMessage and incoming webhooks take: Block Kit, and plain text for notifications. */
export interface SlackMessage {
	text: string;
	blocks: SlackBlock[];
}

export type SlackBlock =
	| { type: 'header'; text: PlainText }
	| { type: 'section'; text: Mrkdwn }
	| { type: 'section'; fields: Mrkdwn[] }
	| { type: 'context'; elements: Mrkdwn[] }
	| { type: 'actions'; elements: Button[] };

interface Button {
	type: 'button';
	text: PlainText;
	url: string;
	style?: 'primary';
}

interface PlainText {
	type: 'plain_text';
	text: string;
}

interface Mrkdwn {
	type: 'mrkdwn';
	text: string;
	verbatim: true;
}

/**
 * In characters of JSON, but for the number of blocks. Slack's Block Kit reference allows so many blocks, and so many
 * characters in a header, a section and a button's text; the others keep all blocks of an alert together below `json`. How much Slack takes there it does not document: users report
 * `msg_blocks_too_long` from some 13,200 characters on (https://github.com/slackapi/bolt-js/issues/2509 and 2867).
 */
export const SLACK_LIMITS = { blocks: 50, json: 10_000, header: 150, section: 3000, buttonText: 75, alert: 1500, message: 700, field: 300, label: 100, url: 1000 } as const;

export interface ChatOptions {
	/** Whether to keep back what the customer wrote. */
	hideLastMessage?: boolean;
}

/** Renders an alert for Slack. What customers wrote is escaped and cut to Slack's limits; at most seven blocks. */
export function renderSlackMessage(alert: Alert, { hideLastMessage = false }: ChatOptions = {}): SlackMessage {
	const language = languageOf(alert);
	const { id, accountId } = alert.conversation;
	const button = openButton(alert, language);
	const headline = alertHeadline(alert, language);
	const text = slackText(oneLine(alert.text) || headline, SLACK_LIMITS.alert);
	const promises = promiseLines(alert, language);
	const message = hideLastMessage ? null : lastMessage(alert, language);
	const why = whyText(alert, language);
	const footer = [language.say('slack.account', { account: accountId }), ...(why === '' ? [] : [why])].join(' · ');
	return {
		text,
		blocks: [
			headerBlock(`${iconOf(alert)} ${language.say('slack.header', { headline, id })}`),
			textBlock(text),
			...(promises.length === 0 ? [] : [textBlock(promises.map(promiseText).join('\n'))]),
			...(message === null ? [] : [textBlock(quoted(message))]),
			...fieldsBlocks(alertDetails(alert, language)),
			...(button === null ? [] : [{ type: 'actions' as const, elements: [{ ...button, style: 'primary' as const }] }]),
			contextBlock(footer),
		],
	};
}

/** Escaped, and cut to so many characters of JSON: what a section takes, where nothing else is said. */
export function slackText(text: string, limit: number = SLACK_LIMITS.section): string {
	return cutEscaped(text, limit, escapeSlack, jsonLength);
}

export function headerBlock(text: string): SlackBlock {
	return { type: 'header', text: plainText(text, SLACK_LIMITS.header) };
}

/** `text` is escaped. */
export function textBlock(text: string): SlackBlock {
	return { type: 'section', text: mrkdwn(text) };
}

export function contextBlock(text: string): SlackBlock {
	return { type: 'context', elements: [mrkdwn(slackText(text, SLACK_LIMITS.field))] };
}

/** The conversation's address within a text; empty for one that Slack or a browser should not be given. */
export function openLink(alert: Alert, language: Language): string {
	const url = addressOf(alert);
	return url === null ? '' : `<${escapeSlack(url).replaceAll('|', '%7C')}|${slackText(language.say('action.open'), SLACK_LIMITS.buttonText)}>`;
}

/** A sign before the headline: colours are not to be had in Block Kit. */
export function iconOf({ stage, recovered }: Pick<Alert, 'stage' | 'recovered'>): string {
	return recovered === null ? STAGE_ICONS[stage] : '✅';
}

const STAGE_ICONS: Record<StageKind, string> = { warning: '⏳', breach: '🔴', reminder: '🔔', escalation: '🚨' };
const STATE_ICONS: Record<SlaState, string> = { breached: '🔴', atRisk: '🟠', onTrack: '🟢', paused: '⏸️', met: '☑️' };

/** The words are from our catalogs or the user's, so that even these are cut. */
function promiseText({ name, state, stateName, due }: PromiseLine): string {
	return `${STATE_ICONS[state]} *${slackText(name, SLACK_LIMITS.label)}*: ${slackText(`${stateName}${due === '' ? '' : `, ${due}`}`, SLACK_LIMITS.field)}`;
}

function quoted({ label, text }: LastMessage): string {
	return `*${slackText(label, SLACK_LIMITS.field)}*\n> ${slackText(text, SLACK_LIMITS.message)}`;
}

/** Slack takes ten, and there are eight. */
function fieldsBlocks(details: AlertDetail[]): SlackBlock[] {
	if (details.length === 0) return [];
	const field = ({ label, value }: AlertDetail) => mrkdwn(`*${slackText(label, SLACK_LIMITS.label)}*\n${slackText(value, SLACK_LIMITS.field)}`);
	return [{ type: 'section', fields: details.map(field) }];
}

/** `verbatim` keeps Slack from making links and mentions out of plain words such as `#general`. */
function mrkdwn(text: string): Mrkdwn {
	return { type: 'mrkdwn', text, verbatim: true };
}

function plainText(text: string, limit: number): PlainText {
	return { type: 'plain_text', text: cutEscaped(text, limit, (character) => character, jsonLength) };
}

function openButton(alert: Alert, language: Language): Button | null {
	const url = addressOf(alert);
	return url === null ? null : { type: 'button', text: plainText(language.say('action.open'), SLACK_LIMITS.buttonText), url };
}

/** Chatwoot's addresses are short. */
function addressOf(alert: Alert): string | null {
	const url = conversationLink(alert);
	return url === null || jsonLength(url) > SLACK_LIMITS.url ? null : url;
}
