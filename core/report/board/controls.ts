import { SLA_METRICS } from '../../sla/conversation';
import type { Html } from '../html';
import { html } from '../html';
import type { Board, Choice } from './board';
import { NONE } from './board';
import type { BoardOptions } from './options';
import type { BoardQuery } from './query';
import { addressOf, ROW_STATES } from './query';

type Filter = 'inbox' | 'team' | 'assignee' | 'state' | 'metric';

/** The filters: a plain form, so that they work without a script and stay in the page's address. */
export function renderControls({ choices, counts }: Board, { language: { say, number }, query }: BoardOptions): Html {
	const named = (list: Choice[], none: string) => list.map(({ value, label }) => ({ value, label: value === NONE ? none : label }));
	const states = ROW_STATES.filter((state) => counts[state] > 0 || state === query.state);
	const isFiltered = FILTERS.some((filter) => query[filter] !== '');
	return html`<form method="get" role="search" aria-label="${say('filter.title')}">
${select('inbox', say('filter.inbox'), named(choices.inbox, '–'))}
${select('team', say('filter.team'), named(choices.team, say('filter.noTeam')))}
${select('assignee', say('filter.assignee'), named(choices.assignee, say('filter.nobody')))}
${select('state', say('filter.state'), states.map((state) => ({ value: state, label: `${say(`state.${state}`)} (${number(counts[state])})` })))}
${select('metric', say('filter.metric'), SLA_METRICS.map((metric) => ({ value: metric, label: say(`metric.${metric}`) })))}
${hidden('lang', query.lang)}${hidden('refresh', query.refresh)}
<p class="buttons"><button type="submit" id="apply">${say('filter.apply')}</button>
${isFiltered ? html`<a id="clear" href="${addressOf(query, NO_FILTERS)}">${say('filter.clear')}</a>` : null}</p>
</form>`;

	function select(filter: Filter, label: string, list: Choice[]): Html {
		const chosen: string = query[filter];
		const all = chosen === '' || list.some(({ value }) => value === chosen) ? list : [...list, { value: chosen, label: `#${chosen}` }];
		return html`<p><label for="filter-${filter}">${label}</label>
<select id="filter-${filter}" name="${filter}"${chosen === '' ? null : html` class="chosen"`}>
<option value="">${say('filter.all')}</option>
${all.map(({ value, label: text }) => html`<option value="${value}"${value === chosen ? html` selected` : null}>${text}</option>`)}
</select></p>`;
	}
}

const FILTERS: readonly Filter[] = ['inbox', 'team', 'assignee', 'state', 'metric'];
const NO_FILTERS: Partial<BoardQuery> = { inbox: '', team: '', assignee: '', state: '', metric: '' };

function hidden(name: string, value: string | number | null): Html | null {
	return value === null ? null : html`<input type="hidden" name="${name}" value="${value}">`;
}
