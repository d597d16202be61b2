import type { SlaState } from '../sla/evaluate';
import type { StageKind } from '../sla/stages';
import type { Alert } from './alert';
import { alertDetails, alertHeadline, conversationLink, oneLine } from './details';
import { escapeHtml } from './escape';
import { buttonRow, type Colour, COLOURS, headingRow, htmlPage, smallRow, tableRow, textRow } from './html-page';
import type { Language } from './language/language';
import type { LastMessage } from './last-message';
import type { PromiseLine } from './promises';
import { promiseLines } from './promises';

/** What is shown of an alert besides its line. */
export interface EmailExtras {
	language: Language;
	/** Null to leave it out. */
	message: LastMessage | null;
	/** Why the person gets it; empty where that is not known. */
	why: string;
}

/** The HTML part of an alert's e-mail. */
export function renderEmailHtml(alert: Alert, { language, message, why }: EmailExtras): string {
	const colour = colourOf(alert);
	const link = conversationLink(alert);
	const promises = promiseLines(alert, language);
	return htmlPage({
		language,
		title: alertHeadline(alert, language),
		preview: oneLine(alert.text),
		colour: COLOURS[colour].light,
		rows: [
			headingRow(alertHeadline(alert, language), colour),
			textRow(oneLine(alert.text)),
			...(link === null ? [] : [buttonRow(language.say('action.open'), link)]),
			...(promises.length === 0 ? [] : [tableRow([titleCell(language.say('promise.title')), ...promises.map(promiseCells)])]),
			...(message === null ? [] : [tableRow([titleCell(message.label), quoteCell(message.text)])]),
			tableRow(alertDetails(alert, language).map(({ label, value }) => detailCells(label, value))),
			...(why === '' ? [] : [smallRow(why)]),
		],
	});
}

export function colourOf({ stage, recovered }: Pick<Alert, 'stage' | 'recovered'>): Colour {
	return recovered === null ? STAGE_COLOURS[stage] : 'green';
}

const STAGE_COLOURS: Record<StageKind, Colour> = { warning: 'amber', breach: 'red', reminder: 'orange', escalation: 'purple' };
const STATE_COLOURS: Record<SlaState, Colour> = { breached: 'red', atRisk: 'amber', onTrack: 'green', paused: 'grey', met: 'grey' };

function titleCell(title: string): string {
	return `<tr><td class="soft line" colspan="2" dir="auto" style="padding:12px 0 6px;border-top:1px solid #dde2ea;color:#5b6675;word-break:break-word;">${escapeHtml(title)}</td></tr>`;
}

/** The state on the right, when it is due below: both fit on a phone. */
function promiseCells({ name, state, stateName, due }: PromiseLine): string {
	const colour = STATE_COLOURS[state];
	const below = due === '' ? '' : `<div class="soft" style="color:#5b6675;">${escapeHtml(due)}</div>`;
	return `<tr><td style="padding:4px 16px 4px 0;vertical-align:top;">${escapeHtml(name)}${below}</td><td class="${colour}" align="right" style="padding:4px 0;vertical-align:top;white-space:nowrap;font-weight:bold;color:${COLOURS[colour].light};">${escapeHtml(stateName)}</td></tr>`;
}

function quoteCell(text: string): string {
	return `<tr><td class="line" colspan="2" dir="auto" style="padding:4px 12px;border-left:3px solid #c6cedb;text-align:start;word-break:break-word;">${escapeHtml(text)}</td></tr>`;
}

function detailCells(label: string, value: string): string {
	return `<tr><td class="soft" style="padding:4px 16px 4px 0;color:#5b6675;white-space:nowrap;vertical-align:top;">${escapeHtml(label)}</td><td width="100%" dir="auto" style="padding:4px 0;word-break:break-word;">${escapeHtml(value)}</td></tr>`;
}
