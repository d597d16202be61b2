import { conversationLink, oneLine } from '../../alert/details';
import type { SlaMetric } from '../../sla/conversation';
import type { Html } from '../html';
import { html } from '../html';
import type { Promised } from '../standing';
import type { Board, BoardRow } from './board';
import type { BoardOptions } from './options';
import type { RowState } from './query';
import { symbol } from './symbols';

/** What fits a screen of 1920 × 1080 on the wall. */
const ROWS_ON_WALL = 8;

/** The rows, or why there are none. Roles are written out because a phone's layout makes cards of the rows. */
export function renderTable(board: Board, options: BoardOptions): Html {
	const { language: { say, number }, query } = options;
	if (board.rows.length === 0) {
		return html`<p class="empty">${symbol('met')} ${board.total === 0 ? say('board.none') : say('board.noMatch')}</p>`;
	}
	const rows = board.rows.slice(0, query.wall ? Math.min(ROWS_ON_WALL, options.maxRows) : options.maxRows);
	const all = board.rows.length;
	const more = all - rows.length;
	const columns = [say('column.state'), say('column.conversation'), ...board.metrics.map((metric) => say(`metric.${metric}`)), say('column.assignee')];
	const shown = query.wall ? '' : ` · ${say('board.shown', { shown: number(rows.length), all: number(board.total) })}`;
	return html`<table role="table">
<caption>${say('board.caption')}${shown}</caption>
<thead role="rowgroup"><tr role="row">${columns.map((column) => html`<th role="columnheader" scope="col">${column}</th>`)}</tr></thead>
<tbody role="rowgroup">
${rows.map((row) => renderRow(row, board.metrics, options))}
</tbody>
</table>
${query.wall ? moreOnWall(all, more, options) : more === 0 ? null : html`<p class="note">${say('board.more', { count: number(more) })}</p>`}`;
}

/** Nobody scrolls there: the script hides the rows that do not fit the screen, and counts them here. */
function moreOnWall(all: number, more: number, { language: { say, number } }: BoardOptions): Html {
	return html`<p class="more"${more === 0 ? html` hidden` : null} data-all="${all}" data-text="${say('board.moreOnWall')}">${say('board.moreOnWall', { count: number(more) })}</p>`;
}

function renderRow({ standing, state, promises }: BoardRow, metrics: readonly SlaMetric[], options: BoardOptions): Html {
	const { say } = options.language;
	const { assignee } = standing.conversation;
	return html`<tr role="row" class="${state}">
<td role="cell" class="state"><span class="badge">${symbol(state)} ${say(`state.${state}`)}</span></td>
<th role="rowheader" scope="row">${conversation(standing, options)}</th>
${metrics.map((metric) => html`<td role="cell" class="${promises[metric] === undefined ? 'nothing' : 'promise'}" data-label="${say(`metric.${metric}`)}">${promise(promises[metric], options)}</td>`)}
<td role="cell" class="assignee" data-label="${say('column.assignee')}">${assignee === null ? html`<span class="nobody">${say('filter.nobody')}</span>` : oneLine(assignee.name ?? assignee.email ?? '') || `#${assignee.id}`}</td>
</tr>
`;
}

function conversation({ url, conversation: { id, contact, priority, inbox, team } }: BoardRow['standing'], { language: { say } }: BoardOptions): Html {
	const link = conversationLink({ url });
	const name = html`<span class="number">#${id}</span> <span class="contact">${oneLine(contact.name ?? '')}</span>`;
	const place = [inbox.name, team?.name].map((part) => oneLine(part ?? '')).filter((part) => part !== '').join(' · ');
	const isPressing = priority === 'urgent' || priority === 'high';
	return html`<span class="about">${link === null ? html`<span>${name}</span>` : html`<a id="c${id}" href="${link}" target="_blank" rel="noopener noreferrer">${name}</a>`}${
		isPressing ? html` <span class="priority">${say(`priority.${priority}`)}</span>` : null
	}${place === '' ? null : html`<span class="place">${place}</span>`}</span>`;
}

function promise(promised: Promised | undefined, options: BoardOptions): Html {
	const { say } = options.language;
	if (promised === undefined) return html`<span aria-hidden="true">–</span><span class="unseen">${say('promise.none')}</span>`;
	return html`<span class="clock ${promised.state === 'met' && promised.kept === false ? 'metLate' : promised.state}">${symbol(promised.state)} ${clock(promised, promised.state, options)}</span>`;
}

function clock({ dueAt, thresholdSeconds, stage, kept }: Promised, state: RowState, { language, now }: BoardOptions): Html {
	const { say, moment } = language;
	if (state === 'met') return html`<span>${say(kept === false ? 'promise.metLate' : 'promise.met')}</span>`;
	if (state === 'paused') return html`<span>${say('promise.paused')}</span>`;
	if (dueAt === null) return html`<span>${say('promise.missed')}</span>`;
	const left = (Date.parse(dueAt) - now.getTime()) / 1000;
	const text = say(left > 0 ? 'promise.left' : 'promise.late', { time: roughly(Math.abs(left), language) });
	const isToday = moment(dueAt, 'day') === moment(now, 'day');
	const due = say('promise.due', { time: moment(dueAt, isToday ? 'clock' : 'dayClock') });
	const escalation = stage?.kind === 'escalation' ? html` <span class="due">${say('promise.escalation', { level: stage.level })}</span>` : null;
	return html`<span><time class="left" datetime="${dueAt}" data-left="${say('promise.left')}" data-late="${say('promise.late')}">${text}</time>
<span class="due">${due}</span>${escalation}${gauge(left, thresholdSeconds)}</span>`;
}

const SHORT_SECONDS = 600;

/** To the minute, and to the second below ten minutes; a number stays with its unit. The page's script does the same. */
function roughly(seconds: number, { duration }: BoardOptions['language']): string {
	return duration(seconds < SHORT_SECONDS ? seconds : seconds - (seconds % 60)).replace(/(\d) /g, '$1\u00a0');
}

/** How much of the time has gone; a picture of the text beside it. */
function gauge(leftSeconds: number, thresholdSeconds: number | null): Html | null {
	if (thresholdSeconds === null) return null;
	const gone = Math.round(Math.min(1, Math.max(0, 1 - leftSeconds / thresholdSeconds)) * 100);
	return html`<span class="gauge" aria-hidden="true"><span style="width:${gone}%"></span></span>`;
}
