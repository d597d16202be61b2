import { escapeHtml } from './escape';
import type { Language } from './language/language';

/** An e-mail of ours around its rows: `<tr>`s of a table with one column. */
export interface HtmlPage {
	language: Pick<Language, 'locale'>;
	title: string;
	/** What inboxes show beside the subject. */
	preview: string;
	/** Of the bar on top. */
	colour: string;
	rows: string[];
}

/**
 * Tables and inline styles, because that is what mail programs agree on: one column that shrinks to a phone. Outlook on
 * Windows knows no `max-width` and gets a table of fixed width around it. The style sheet only adds what some programs
 * understand, the colours of a dark screen; the classes are for it.
 */
export function htmlPage({ language, title, preview, colour, rows }: HtmlPage): string {
	return `<!doctype html>
<html lang="${escapeHtml(language.locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(title)}</title>
<style>
:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
.page { background: #14181f !important; }
.card { background: #1e242d !important; color: #e6edf7 !important; }
.soft { color: #aab4c2 !important; }
.line { border-color: #37404d !important; }
.link { color: #79b8ff !important; }
.button { background: #79b8ff !important; color: #0b1a30 !important; }
${DARK_COLOURS}
}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f2f4f8;">
<div style="display:none;max-height:0;overflow:hidden;">${escapeHtml(preview)}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f2f4f8;">
<tr><td align="center" style="padding:24px 12px;">
<!--[if mso]><table role="presentation" width="560" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;background:#ffffff;border-top:4px solid ${colour};font-family:Helvetica,Arial,sans-serif;color:#1b2430;text-align:left;">
${rows.join('\n')}
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</body>
</html>
`;
}

/** By class: dark enough to be read on white, and light enough on a dark card. */
export const COLOURS = {
	amber: { light: '#8a5a00', dark: '#f0b849' },
	red: { light: '#b3261e', dark: '#ff8a80' },
	orange: { light: '#a63d00', dark: '#ff9e64' },
	purple: { light: '#7d1145', dark: '#ff8ac0' },
	green: { light: '#1a7037', dark: '#6fd08c' },
	grey: { light: '#5b6675', dark: '#aab4c2' },
} as const;
export type Colour = keyof typeof COLOURS;

const DARK_COLOURS = Object.entries(COLOURS)
	.map(([name, { dark }]) => `.${name} { color: ${dark} !important; }`)
	.join('\n');

/** A row in the colour of what happened. */
export function headingRow(text: string, colour: Colour): string {
	return `<tr><td class="${colour}" style="padding:24px 24px 8px;font-size:20px;line-height:26px;font-weight:bold;color:${COLOURS[colour].light};word-break:break-word;">${escapeHtml(text)}</td></tr>`;
}

export function textRow(text: string): string {
	return `<tr><td dir="auto" style="padding:0 24px 16px;font-size:16px;line-height:24px;word-break:break-word;">${escapeHtml(text)}</td></tr>`;
}

export function smallRow(text: string): string {
	return `<tr><td class="soft line" dir="auto" style="padding:12px 24px 16px;border-top:1px solid #dde2ea;font-size:13px;line-height:18px;color:#5b6675;word-break:break-word;">${escapeHtml(text)}</td></tr>`;
}

/** A table within the page; `rows` are its `<tr>`s. */
export function tableRow(rows: string[]): string {
	return `<tr><td style="padding:0 24px 16px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="font-size:14px;line-height:20px;">
${rows.join('\n')}
</table>
</td></tr>`;
}

/** The whole button is a cell with a colour of its own, which Outlook on Windows shows as well. */
export function buttonRow(label: string, link: string): string {
	return `<tr><td style="padding:8px 24px 24px;"><table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td class="button" bgcolor="#1f6feb" style="background:#1f6feb;border-radius:4px;mso-padding-alt:12px 20px;"><a class="button" href="${escapeHtml(link)}" style="display:inline-block;padding:12px 20px;color:#ffffff;font-size:16px;line-height:20px;text-decoration:none;border-radius:4px;">${escapeHtml(label)}</a></td></tr></table></td></tr>`;
}
