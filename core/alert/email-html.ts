import type { StageKind } from '../sla/stages';
import type { Alert } from './alert';
import { alertDetails, alertHeadline, conversationLink, oneLine } from './details';
import { escapeHtml } from './escape';

/**
 * The HTML part of an alert e-mail: tables and inline styles, because that is what mail programs agree on, one column
 * that shrinks to a phone. The alert's line comes first, so that inboxes show it beside the subject.
 */
export function renderEmailHtml(alert: Alert): string {
	const colour = alert.recovered === null ? STAGE_COLOURS[alert.stage] : RECOVERED_COLOUR;
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(alertHeadline(alert))}</title>
</head>
<body style="margin:0;padding:0;background:#f2f4f8;">
<div style="display:none;max-height:0;overflow:hidden;">${escapeHtml(oneLine(alert.text))}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f2f4f8;">
<tr><td align="center" style="padding:24px 12px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border-top:4px solid ${colour};font-family:Helvetica,Arial,sans-serif;color:#1b2430;">
<tr><td style="padding:24px 24px 8px;font-size:20px;font-weight:bold;color:${colour};">${escapeHtml(alertHeadline(alert))}</td></tr>
<tr><td style="padding:0 24px 16px;font-size:16px;line-height:24px;word-break:break-word;">${escapeHtml(oneLine(alert.text))}</td></tr>
<tr><td style="padding:0 24px 16px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="font-size:14px;line-height:20px;">
${alertDetails(alert).map(({ label, value }) => detailRow(label, value)).join('\n')}
</table>
</td></tr>
${buttonRow(conversationLink(alert))}
</table>
</td></tr>
</table>
</body>
</html>
`;
}

/** Dark enough to be read as text on white. */
const STAGE_COLOURS: Record<StageKind, string> = { warning: '#8a5a00', breach: '#b3261e', reminder: '#a63d00', escalation: '#7d1145' };
const RECOVERED_COLOUR = '#1a7037';

function detailRow(label: string, value: string): string {
	return `<tr><td style="padding:4px 16px 4px 0;color:#5b6675;white-space:nowrap;vertical-align:top;">${escapeHtml(label)}</td><td width="100%" style="padding:4px 0;word-break:break-word;">${escapeHtml(value)}</td></tr>`;
}

function buttonRow(link: string | null): string {
	if (link === null) return '';
	return `<tr><td style="padding:8px 24px 28px;"><a href="${escapeHtml(link)}" style="display:inline-block;padding:12px 20px;background:#1f6feb;color:#ffffff;font-size:16px;text-decoration:none;border-radius:4px;">Open the conversation</a></td></tr>`;
}
