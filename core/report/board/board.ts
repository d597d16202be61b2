import type { SlaMetric } from '../../sla/conversation';
import { SLA_METRICS } from '../../sla/conversation';
import type { Promised, Standing } from '../standing';
import type { BoardQuery, RowState } from './query';
import { ROW_STATES } from './query';

/** What the board shows. */
export interface Board {
	/** The most urgent first. */
	rows: BoardRow[];
	/** Conversations before they were filtered. */
	total: number;
	/** Of what the filters let through, by state. */
	counts: Record<RowState, number>;
	/** The promises that any row has. */
	metrics: SlaMetric[];
	choices: Record<'inbox' | 'team' | 'assignee', Choice[]>;
}

export interface BoardRow {
	standing: Standing;
	state: RowState;
	promises: Partial<Record<SlaMetric, Promised>>;
}

export interface Choice {
	value: string;
	label: string;
}

/** Stands for no team and for nobody. */
export const NONE = 'none';

/** `counts` leave the filter by state aside, so that they can be its choices. */
export function boardOf(standings: readonly Standing[], query: BoardQuery): Board {
	const rows = standings.filter((standing) => passes(standing, query)).map((standing) => rowOf(standing, query.metric));
	const shown = rows.filter(({ state }) => query.state === '' || state === query.state).sort(byUrgency);
	return {
		rows: shown,
		total: standings.length,
		counts: countsOf(rows),
		metrics: SLA_METRICS.filter((metric) => shown.some(({ promises }) => promises[metric] !== undefined)),
		choices: {
			inbox: choicesOf(standings, ({ inbox }) => inbox),
			team: choicesOf(standings, ({ team }) => team),
			assignee: choicesOf(standings, ({ assignee }) => assignee),
		},
	};
}

function passes({ conversation: { inbox, team, assignee }, sla }: Standing, query: BoardQuery): boolean {
	const is = (wanted: string, thing: { id: number | null } | null) => wanted === '' || wanted === idOf(thing);
	return (
		is(query.inbox, inbox) &&
		is(query.team, team) &&
		is(query.assignee, assignee) &&
		(query.metric === '' || sla.some(({ metric }) => metric === query.metric))
	);
}

function idOf(thing: { id: number | null } | null): string {
	return thing === null || thing.id === null ? NONE : String(thing.id);
}

function rowOf(standing: Standing, metric: BoardQuery['metric']): BoardRow {
	const counted = standing.sla.filter((promise) => metric === '' || promise.metric === metric);
	return {
		standing,
		state: ROW_STATES.find((state) => counted.some((promise) => promise.state === state)) ?? 'none',
		promises: Object.fromEntries(counted.map((promise) => [promise.metric, promise])),
	};
}

/** What has waited longest past its time first; a miss without a due time before all others of its state. */
function byUrgency(one: BoardRow, other: BoardRow): number {
	return ROW_STATES.indexOf(one.state) - ROW_STATES.indexOf(other.state) || dueOf(one) - dueOf(other) || one.standing.conversation.id - other.standing.conversation.id;
}

function dueOf({ state, promises }: BoardRow): number {
	const dueTimes = Object.values(promises).flatMap((promise) => (promise.state === state ? (promise.dueAt === null ? 0 : Date.parse(promise.dueAt)) : []));
	return Math.min(Infinity, ...dueTimes);
}

function countsOf(rows: readonly BoardRow[]): Board['counts'] {
	const counts: Board['counts'] = { breached: 0, atRisk: 0, onTrack: 0, paused: 0, met: 0, none: 0 };
	for (const { state } of rows) counts[state]++;
	return counts;
}

/** By name; what has none is the last choice, without a label. */
function choicesOf(
	standings: readonly Standing[],
	of: (conversation: Standing['conversation']) => { id: number | null; name: string | null } | null,
): Choice[] {
	const choices = new Map<string, string>();
	for (const { conversation } of standings) {
		const thing = of(conversation);
		const value = idOf(thing);
		choices.set(value, value === NONE ? '' : (thing?.name ?? `#${value}`));
	}
	return [...choices]
		.map(([value, label]) => ({ value, label }))
		.sort((one, other) => Number(one.value === NONE) - Number(other.value === NONE) || one.label.localeCompare(other.label));
}
