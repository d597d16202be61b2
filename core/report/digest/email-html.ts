import { oneLine } from '../../alert/details';
import { type Colour, COLOURS, headingRow, htmlPage, smallRow, tableRow, textRow } from '../../alert/html-page';
import { type Html, html } from '../html';
import type { ReportLanguage } from '../language/language';
import { CHART_COLOURS } from './chart';
import type { Digest, TeamDigest } from './digest';
import type { Figures, Outcome } from './figures';
import { hitRate } from './figures';
import { averageText, isQuiet, keptText, missedText, nowText, periodText, rateText, teamName, teamsText, timesText } from './lines';

/** The HTML part of a digest's e-mail. `chart` is the content id of the picture, null without one. */
export function digestHtml(digest: Digest, language: ReportLanguage, { chart, about }: { chart: string | null; about: string[] }): string {
	const { say } = language;
	const { total, teams } = digest;
	const title = `${say('digest.title')}: ${teamsText(digest, language)}`;
	const colour = colourOf(total);
	return htmlPage({
		language,
		title,
		preview: isQuiet(digest) ? say('digest.quiet') : `${nowText(total, language)}. ${say('digest.hitRate')} ${rateText(total, language)}.`,
		colour: COLOURS[colour].light,
		rows: [
			headingRow(title, colour),
			textRow(periodText(digest, language)),
			...(isQuiet(digest) ? [textRow(say('digest.quiet'))] : [tableRow(tiles(digest, language).map(written))]),
			...(chart === null ? [] : [tableRow([section(say('digest.course')), ...course(digest, language, chart)].map(written))]),
			...(teams.length > 1 ? [tableRow([section(say('digest.teams')), ...teams.map((team) => teamRow(team, language))].map(written))] : []),
			...(total.worstInboxes.length === 0 ? [] : [tableRow([section(say('digest.worstInboxes')), ...total.worstInboxes.map((inbox) => inboxRow(inbox, language))].map(written))]),
			smallRow(about.join(' ')),
		],
	});
}

function written({ text }: Html): string {
	return text;
}

function colourOf({ breached, atRisk, missed }: Figures): Colour {
	if (breached > 0) return 'red';
	return atRisk > 0 || missed > 0 ? 'amber' : 'green';
}

function section(title: string): Html {
	return html`<tr><td class="soft line" colspan="2" style="padding:14px 0 8px;border-top:1px solid #dde2ea;color:#5b6675;">${title}</td></tr>`;
}

/** Two rows of three figures, which fit a phone. */
function tiles({ total }: Digest, language: ReportLanguage): Html[] {
	const { say, number } = language;
	const rate = hitRate(total);
	const averagely = (seconds: number | null) => (seconds === null ? '' : say('digest.average'));
	return [
		[
			tile(say('digest.breached'), number(total.breached), total.breached > 0 ? 'red' : 'green', ''),
			tile(say('digest.atRisk'), number(total.atRisk), total.atRisk > 0 ? 'amber' : 'green', ''),
			tile(say('digest.open'), number(total.open), null, ''),
		],
		[
			tile(say('digest.hitRate'), rateText(total, language), rate === null ? null : rateColour(rate), keptText(total, language)),
			tile(say('digest.firstResponse'), averageText(total.avgFirstResponseSeconds, language), null, averagely(total.avgFirstResponseSeconds)),
			tile(say('digest.resolution'), averageText(total.avgResolutionSeconds, language), null, averagely(total.avgResolutionSeconds)),
		],
	].map((row) => html`<tr><td colspan="2"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>${row}</tr></table></td></tr>`);
}

function tile(label: string, value: string, colour: Colour | null, below: string): Html {
	const shade = colour === null ? null : html` class="${colour}"`;
	const ink = colour === null ? '' : `color:${COLOURS[colour].light};`;
	return html`<td width="33%" style="padding:0 8px 14px 0;vertical-align:top;"><div class="soft" style="font-size:13px;line-height:18px;color:#5b6675;">${label}</div><div${shade} style="font-size:22px;line-height:30px;font-weight:bold;${ink}">${value}</div>${
		below === '' ? null : html`<div class="soft" style="font-size:12px;line-height:16px;color:#5b6675;">${below}</div>`
	}</td>`;
}

function rateColour(rate: number): Colour {
	if (rate >= 0.9) return 'green';
	return rate >= 0.75 ? 'amber' : 'red';
}

const LABELS_THAT_FIT = 10;

/** The picture, and below each column which day it is. */
function course({ period, total }: Digest, language: ReportLanguage, chart: string): Html[] {
	const { say, number, moment } = language;
	const every = Math.ceil(total.course.length / LABELS_THAT_FIT);
	const at = (index: number) => moment(period.buckets[index] ?? period.since, period.unit === 'hour' ? 'hour' : 'weekday', period.timeZone);
	const told = total.course.map(({ kept, missed }, index) => say('digest.courseAt', { at: at(index), kept: number(kept), missed: number(missed) }));
	const label = (index: number) => (index % every === 0 ? at(index) : '');
	const square = (colour: string) => html`<span style="display:inline-block;width:10px;height:10px;background:${colour};"></span>`;
	return [
		html`<tr><td colspan="2" style="padding:0 0 10px;font-size:13px;">${square(CHART_COLOURS.kept)}&nbsp;${say('digest.kept')} ${number(total.kept)} &nbsp; ${square(CHART_COLOURS.missed)}&nbsp;${say('digest.missed')} ${number(total.missed)}</td></tr>`,
		html`<tr><td colspan="2"><img src="cid:${chart}" width="512" alt="${told.join('; ')}" style="display:block;width:100%;height:auto;border:0;"></td></tr>`,
		html`<tr><td colspan="2"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="table-layout:fixed;"><tr>${total.course.map(
			(_, index) => html`<td class="soft" align="center" style="padding:4px 0;font-size:11px;line-height:14px;color:#5b6675;white-space:nowrap;">${label(index)}</td>`,
		)}</tr></table></td></tr>`,
	];
}

function teamRow(team: TeamDigest, language: ReportLanguage): Html {
	const rate = hitRate(team);
	const below = [nowText(team, language), timesText(team, language)].filter((text) => text !== '').join('; ');
	return html`<tr><td style="padding:4px 16px 0 0;font-weight:bold;word-break:break-word;">${teamName(team, language)}</td><td align="right" style="padding:4px 0 0;white-space:nowrap;font-weight:bold;">${rateText(team, language)}</td></tr>
<tr><td colspan="2" style="padding:4px 0;">${rate === null ? null : bar(rate)}</td></tr>
<tr><td class="soft" colspan="2" style="padding:0 0 10px;font-size:13px;line-height:18px;color:#5b6675;">${below}</td></tr>`;
}

/** Of two cells, which every mail program draws. The figure stands above it. */
function bar(rate: number): Html {
	const percent = Math.round(rate * 100);
	const cell = (width: number, colour: string) =>
		width === 0 ? null : html`<td width="${width}%" height="6" bgcolor="${colour}" style="height:6px;line-height:6px;font-size:0;background:${colour};">&nbsp;</td>`;
	return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>${cell(percent, CHART_COLOURS.kept)}${cell(100 - percent, CHART_COLOURS.missed)}</tr></table>`;
}

function inboxRow(inbox: Outcome & { name: string }, language: ReportLanguage): Html {
	return html`<tr><td style="padding:4px 16px 4px 0;word-break:break-word;">${oneLine(inbox.name)}</td><td align="right" style="padding:4px 0;white-space:nowrap;">${missedText(inbox, language)}</td></tr>`;
}
