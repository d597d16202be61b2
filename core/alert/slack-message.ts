import type { SlaState } from '../sla/evaluate';
import type { StageKind } from '../sla/stages';
import type { Alert } from './alert';
import { cutEscaped, cutText } from '../cut-text';
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
	| TextBlock
	| { type: 'section'; fields: Mrkdwn[] }
	| { type: 'context'; elements: Mrkdwn[] }
	| { type: 'actions'; elements: Button[] };

export interface TextBlock {
	type: 'section';
	text: Mrkdwn;
	accessory?: Button;
}

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
 * In characters, by Slack's Block Kit reference. That all blocks, written as JSON, must not be longer than some 13,000 it
 * does not say (slackapi/bolt-js, issue 2509).
 */
export const SLACK_LIMITS = { blocks: 50, json: 10_000, header: 150, sectionText: 3000, fields: 10, fieldText: 2000, buttonText: 75, buttonUrl: 3000 } as const;

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
	const text = slackText(oneLine(alert.text) || headline);
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

/** Escaped and cut to what a section takes. */
export function slackText(text: string): string {
	return cutEscaped(text, SLACK_LIMITS.sectionText, escapeSlack);
}

export function headerBlock(text: string): SlackBlock {
	return { type: 'header', text: { type: 'plain_text', text: cutText(text, SLACK_LIMITS.header) } };
}

/** `text` is escaped. */
export function textBlock(text: string): TextBlock {
	return { type: 'section', text: mrkdwn(text) };
}

export function contextBlock(text: string): SlackBlock {
	return { type: 'context', elements: [mrkdwn(cutEscaped(text, SLACK_LIMITS.fieldText, escapeSlack))] };
}

/** A sign before the headline: colours are not to be had in Block Kit. */
export function iconOf({ stage, recovered }: Pick<Alert, 'stage' | 'recovered'>): string {
	return recovered === null ? STAGE_ICONS[stage] : '✅';
}

const STAGE_ICONS: Record<StageKind, string> = { warning: '⏳', breach: '🔴', reminder: '🔔', escalation: '🚨' };
const STATE_ICONS: Record<SlaState, string> = { breached: '🔴', atRisk: '🟠', onTrack: '🟢', paused: '⏸️', met: '☑️' };

/** The words are from our catalogs or the user's, so that even these are cut. */
function promiseText({ name, state, stateName, due }: PromiseLine): string {
	const line = cutEscaped(`${stateName}${due === '' ? '' : `, ${due}`}`, 400, escapeSlack);
	return `${STATE_ICONS[state]} *${cutEscaped(name, 100, escapeSlack)}*: ${line}`;
}

function quoted({ label, text }: LastMessage): string {
	return `*${cutEscaped(label, 400, escapeSlack)}*\n> ${cutEscaped(text, 2000, escapeSlack)}`;
}

function fieldsBlocks(details: AlertDetail[]): SlackBlock[] {
	if (details.length === 0) return [];
	const field = ({ label, value }: AlertDetail) => {
		const heading = `*${cutEscaped(label, 100, escapeSlack)}*\n`;
		return mrkdwn(heading + cutEscaped(value, SLACK_LIMITS.fieldText - heading.length, escapeSlack));
	};
	return [{ type: 'section', fields: details.slice(0, SLACK_LIMITS.fields).map(field) }];
}

/** `verbatim` keeps Slack from making links and mentions out of plain words such as `#general`. */
function mrkdwn(text: string): Mrkdwn {
	return { type: 'mrkdwn', text, verbatim: true };
}

/** Null for an address that Slack or a browser should not be given. */
export function openButton(alert: Alert, language: Language): Button | null {
	const url = conversationLink(alert);
	if (url === null || url.length > SLACK_LIMITS.buttonUrl) return null;
	return { type: 'button', text: { type: 'plain_text', text: cutText(language.say('action.open'), SLACK_LIMITS.buttonText) }, url };
}
