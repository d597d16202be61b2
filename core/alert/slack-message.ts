import type { Alert } from './alert';
import { alertDetails, alertHeadline, conversationLink, oneLine, type AlertDetail } from './details';
import { escapeSlack } from './escape';

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
	| { type: 'actions'; elements: Array<{ type: 'button'; text: PlainText; url: string; style: 'primary' }> };

interface PlainText {
	type: 'plain_text';
	text: string;
}

interface Mrkdwn {
	type: 'mrkdwn';
	text: string;
	verbatim: true;
}

/** In characters, by Slack's Block Kit reference. A message of ours has five blocks of the 50 allowed. */
export const SLACK_LIMITS = { blocks: 50, header: 150, sectionText: 3000, fields: 10, fieldText: 2000, buttonUrl: 3000 } as const;

/** Renders an alert for Slack. What customers wrote is escaped and cut to Slack's limits. */
export function renderSlackMessage(alert: Alert): SlackMessage {
	const link = conversationLink(alert);
	const { id, accountId } = alert.conversation;
	const details = alertDetails(alert);
	const text = escapeAndCut(oneLine(alert.text) || alertHeadline(alert), SLACK_LIMITS.sectionText);
	return {
		text,
		blocks: [
			{ type: 'header', text: { type: 'plain_text', text: `${alertHeadline(alert)}: conversation #${id}` } },
			{ type: 'section', text: mrkdwn(text) },
			...(details.length === 0 ? [] : [fields(details)]),
			...(link === null || link.length > SLACK_LIMITS.buttonUrl ? [] : [button(link)]),
			{ type: 'context', elements: [mrkdwn(`Chatwoot account ${accountId}`)] },
		],
	};
}

function fields(details: AlertDetail[]): SlackBlock {
	const field = ({ label, value }: AlertDetail) => {
		const heading = `*${label}*\n`;
		return mrkdwn(heading + escapeAndCut(value, SLACK_LIMITS.fieldText - heading.length));
	};
	return { type: 'section', fields: details.map(field) };
}

/** `verbatim` keeps Slack from making links and mentions out of plain words such as `#general`. */
function mrkdwn(text: string): Mrkdwn {
	return { type: 'mrkdwn', text, verbatim: true };
}

function button(url: string): SlackBlock {
	return {
		type: 'actions',
		elements: [{ type: 'button', text: { type: 'plain_text', text: 'Open the conversation' }, url, style: 'primary' }],
	};
}

/** Cuts at a whole character, so that neither an entity nor an emoji is left in half. */
export function escapeAndCut(text: string, limit: number): string {
	const escaped = escapeSlack(text);
	if (escaped.length <= limit) return escaped;
	let kept = '';
	for (const character of text) {
		const next = escapeSlack(character);
		if (kept.length + next.length >= limit) break;
		kept += next;
	}
	return `${kept}…`;
}
