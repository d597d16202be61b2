import { createHash } from 'node:crypto';
import type { Standing } from '../standing';
import type { Html } from '../html';
import { html, trustedHtml } from '../html';
import type { Board } from './board';
import { boardOf } from './board';
import { renderControls } from './controls';
import { SYMBOLS, symbol } from './symbols';
import type { BoardOptions } from './options';
import { addressOf } from './query';
import { SCRIPT } from './script';
import { STYLE } from './style';
import { renderTable } from './table';

/** The board as a page of HTML that needs nothing else, not even its script, and works inside n8n's sandbox for pages. */
export function renderBoard(standings: readonly Standing[], options: BoardOptions): string {
	const board = boardOf(standings, options.query);
	return renderPage(options, html`
<header>
<h1>${titleOf(options)}</h1>
${tiles(board, options)}
${updated(options)}
</header>
${options.query.wall ? null : renderControls(board, options)}
<main id="conversations" tabindex="-1">
${notes(board, options)}
${renderTable(board, options)}
</main>`, countsText(board, options));
}

/** What the board shows while there is nothing to show: it says why, and tries again if it refreshes at all. */
export function renderFailure(reason: string, details: string, options: BoardOptions): string {
	const { refreshSeconds, language: { say } } = options;
	return renderPage(options, html`
<header><h1>${titleOf(options)}</h1></header>
<main id="conversations" tabindex="-1">
<div class="failure" role="alert">
<h2>${symbol('breached')} ${say('board.failed')}</h2>
<p>${reason}</p>
${details === '' ? null : html`<p>${details}</p>`}
<p>${refreshSeconds > 0 ? html`${say('board.triesAgain')} ` : null}${say('board.failedAdvice')}</p>
</div>
</main>`, '');
}

/**
 * n8n answers pages with a sandbox of their own origin; this policy keeps out all that is not of this page besides.
 * `announcement` is what a screen reader hears when it has changed since the last refresh.
 */
function renderPage(options: BoardOptions, content: Html, announcement: string): string {
	const { language, refreshSeconds, query } = options;
	const asks = options.staysWhileAway && refreshSeconds > 0;
	const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; ${asks ? "connect-src 'self'; " : ''}script-src 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`;
	return html`<!doctype html>
<html lang="${language.locale}"${query.wall ? html` class="wall"` : null}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${query.wall ? 'dark' : 'light dark'}">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
${refreshSeconds > 0 ? html`<noscript><meta http-equiv="refresh" content="${refreshSeconds}"></noscript>` : null}
<title>${titleOf(options)}</title>
<link rel="icon" href="data:,">
<style>${trustedHtml(STYLE)}</style>
</head>
<body data-refresh="${refreshSeconds}" data-now="${options.now.getTime()}" data-units="${unitsOf(options)}"${asks ? html` data-away="${language.say('board.away')}" data-time-zone="${language.timeZone}"` : null}>
${SYMBOLS}
<a class="skip" href="#conversations">${language.say('board.skip')}</a>
<p role="status" class="unseen" data-say="${announcement}"></p>
${content}
<script>${trustedHtml(SCRIPT)}</script>
</body>
</html>
`.text;
}

function titleOf({ title, language }: BoardOptions): string {
	return title === '' ? language.say('board.title') : title;
}

/** For the script that counts down. */
function unitsOf({ language: { say } }: BoardOptions): string {
	return JSON.stringify([say('unit.d'), say('unit.h'), say('unit.min'), say('unit.s')]);
}

const TILES = ['breached', 'atRisk', 'onTrack'] as const;

/** How many there are of each state; each leads to them. */
function tiles({ counts }: Board, { language: { say, number }, query }: BoardOptions): Html {
	const tile = (state: (typeof TILES)[number]) => html`
<li class="${state}"><a href="${addressOf(query, { state: query.state === state ? '' : state })}" id="tile-${state}"${query.state === state ? html` aria-current="true"` : null}>
${symbol(state)}<span class="count">${number(counts[state])}</span> <span class="name">${say(`tile.${state}`)}</span></a></li>`;
	return html`<ul class="tiles" aria-label="${say('board.summary')}">${TILES.map(tile)}</ul>`;
}

function countsText({ counts }: Board, { language: { say } }: BoardOptions): string {
	return say('board.announce', { breached: counts.breached, atRisk: counts.atRisk });
}

function updated({ language: { say, moment }, now, refreshSeconds, query }: BoardOptions): Html {
	const refreshes = refreshSeconds > 0 ? say('board.every', { seconds: refreshSeconds }) : say('board.paused');
	return html`<div class="updated">
<p>${say('board.updated', { time: moment(now, 'clockSeconds') })}<span class="refreshes"> · ${refreshes}</span></p>
<p class="links">
<a id="refresh" href="${addressOf(query, { refresh: refreshSeconds > 0 ? 0 : null })}">${say(refreshSeconds > 0 ? 'board.pause' : 'board.resume')}</a>
<a id="wall" href="${addressOf(query, { wall: !query.wall })}">${say(query.wall ? 'board.leaveWall' : 'board.wall')}</a>
</p>
</div>`;
}

function notes({ total }: Board, { language: { say, number }, readLimit, failures }: BoardOptions): Html {
	return html`${readLimit !== null && total >= readLimit ? html`<p class="note">${say('board.notRead', { count: number(readLimit) })}</p>` : null}
${failures === null ? null : html`<p class="note">${say('board.notJudged', { count: number(failures.count), reason: failures.reason })}</p>`}`;
}
