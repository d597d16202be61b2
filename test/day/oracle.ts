import type { OpenClock } from '../../core/monitor/watch';
import type { OpenTime, Span } from './opening';
import type { RequestLog } from './chatwoot';
import type { AppliedTerms, Day, DayInbox, DayPolicy, Life, Metric, State } from './world';
import { dueByServer, later, METRICS, stateAt } from './world';

/** What people are to be told, and when. Times are unix seconds. */
export interface Told {
	at: number;
	id: number;
	metric: Metric;
	/** Since when the clock runs. */
	cycle: number;
	/** A stage's name, or `ended`. */
	what: string;
}

/** The stages of every clock, as the test's monitor is set up. */
export const PLAN = { warnings: ['50%', '80%', '10m'], escalations: ['15m', '1h'], remindEvery: '30m', maxReminders: 3 };

/**
 * What has to be told in `span` to people who know of the clocks in `before` that they run, and nothing else. A conversation can only be judged by what was read of
 * it, so the log says when it was seen; but it has to be seen in the very second in which, as far as was known, its
 * next stage falls due, or if Chatwoot fails just then, in the second in which it answers again.
 */
export function foretell(day: Day, span: Span, log: RequestLog, before: readonly OpenClock[] = []): Told[] {
	const answeredAgain = answersAfterFailures(log);
	return day.lives.flatMap((life) => {
		const known = before.filter(({ id }) => id === life.id).map(({ metric, cycle }) => ({ metric, cycle: Number(cycle), stages: new Set<string>(), open: true }));
		return foretellLife(day, life, span, log.reads.get(life.id) ?? [], answeredAgain, known);
	});
}

interface ToldClock {
	metric: Metric;
	cycle: number;
	stages: Set<string>;
	/** Whether people think that it runs. */
	open: boolean;
}

function foretellLife(
	day: Day,
	life: Life,
	span: Span,
	reads: readonly number[],
	answeredAgain: (at: number) => number,
	clocks: ToldClock[],
): Told[] {
	const told: Told[] = [];
	let next = 0;
	let wake = Infinity;
	let wasThere = false;
	for (;;) {
		const at = Math.min(reads[next] ?? Infinity, wake);
		if (at > span.to) return told;
		if (reads[next] === at) next++;
		const state = stateAt(life, at);
		// Of what was deleted unseen it is not known any more what was told.
		if (state === undefined || (state.deleted && !wasThere)) return told;
		wasThere = true;
		const running = METRICS.flatMap((metric) => runningClock(day, life.inbox, state, metric) ?? []);
		for (const clock of clocks.filter(({ open, metric, cycle }) => open && isOver(state, metric, cycle))) {
			clock.open = false;
			told.push({ at, id: life.id, metric: clock.metric, cycle: clock.cycle, what: 'ended' });
		}
		if (state.deleted) return told;
		for (const { metric, cycle, stages } of running) {
			const highest = stages.filter((stage) => stage.at <= at).at(-1);
			if (highest === undefined || isLongAgo(day, stages, at)) continue;
			const clock = clocks.find((each) => each.metric === metric && each.cycle === cycle) ?? { metric, cycle, stages: new Set(), open: false };
			if (clock.stages.has(highest.name)) continue;
			if (!clocks.includes(clock)) clocks.push(clock);
			clock.stages.add(highest.name);
			clock.open = true;
			told.push({ at, id: life.id, metric, cycle, what: highest.name });
		}
		const dues = running.flatMap(({ stages }) => stages.map((stage) => stage.at).filter((due) => due > at && !isLongAgo(day, stages, due)));
		wake = answeredAgain(Math.ceil(Math.min(...dues)));
	}
}

/** Maps a second in which nothing is answered, because Chatwoot fails, to the next in which it does. */
function answersAfterFailures({ answers, failures }: RequestLog): (at: number) => number {
	const silences = [...new Set(failures)].map((from) => ({ from, to: answers.find((at) => at >= from) ?? Infinity }));
	return (at) => silences.find(({ from, to }) => from <= at && at < to)?.to ?? at;
}

interface RunningClock {
	metric: Metric;
	cycle: number;
	/** In the order in which they are reached; of those in one second the one that counts is last. */
	stages: Array<{ name: string; at: number }>;
}

function runningClock(day: Day, inbox: DayInbox, state: State, metric: Metric): RunningClock | null {
	const cycle = metric === 'nrt' ? state.waitingSince : state.createdAt;
	if (cycle === null || isSilent(day, inbox, state) || isOver(state, metric, cycle)) return null;
	if (metric === 'nrt' && state.firstReplyAt === null) return null;
	if (metric === 'unassigned' && state.status !== 'open') return null;
	const promised = promiseFor(day, inbox, state, metric);
	if (promised.isOurs && isUncalledFor(state, metric) && !(promised.heedsRecord && state.misses.some((miss) => miss.metric === metric))) return null;
	return { metric, cycle, stages: stagesOf(promised, cycle, state, metric) };
}

/** Nobody has asked for a response or an assignee, and no agent has looked in, after which it could not be told. */
function isUncalledFor({ written, seenAt }: State, metric: Metric): boolean {
	return (metric === 'frt' || metric === 'unassigned') && !written && seenAt === null;
}

/** Missed so long ago that nobody is told any more. */
function isLongAgo({ leaveAlone: { missedLongerAgoThanSeconds: limit } }: Day, stages: RunningClock['stages'], at: number): boolean {
	const breach = stages.find(({ name }) => name === 'breach');
	return limit !== null && breach !== undefined && at > breach.at + limit;
}

/** Nobody needs to act any more. */
function isOver(state: State, metric: Metric, cycle: number): boolean {
	if (state.deleted) return true;
	if (metric === 'nrt' && state.waitingSince !== cycle) return true;
	if (state.blocked) return false;
	if (state.status === 'resolved') return true;
	return (metric === 'frt' && state.firstReplyAt !== null) || (metric === 'unassigned' && state.assigned);
}

function isSilent({ leaveAlone }: Day, inbox: DayInbox, { blocked, status, labels }: State): boolean {
	return (
		blocked ||
		leaveAlone.statuses.includes(status) ||
		leaveAlone.inboxes.includes(String(inbox.id)) ||
		labels.some((label) => leaveAlone.labels.includes(label))
	);
}

interface Promised {
	seconds: number | null;
	serverDue: number | null;
	/** By our own policies. */
	isOurs: boolean;
	/** In which its seconds count; null: always. */
	open: OpenTime | null;
	/** Whether Chatwoot's record of a miss counts. Up to 4.15 it records them without heeding opening hours. */
	heedsRecord: boolean;
}

/** Where nothing is promised, Chatwoot's record of a miss may still count. */
function promiseFor(day: Day, inbox: DayInbox, state: State, metric: Metric): Promised {
	if (day.source !== 'own' && state.sla?.seconds[metric] !== undefined) return promiseOfChatwoot(state.sla, inbox, state, metric);
	const own = day.source !== 'chatwoot' || metric === 'unassigned';
	const policy = own ? day.policies.find((each) => holds(each, inbox, state)) : undefined;
	const seconds = policy?.seconds[metric] ?? null;
	const countsHours = policy?.businessHours === true && inbox.hours !== null;
	return {
		seconds,
		serverDue: null,
		isOurs: true,
		open: countsHours ? inbox.open : null,
		heedsRecord: day.source !== 'own' && metric !== 'unassigned' && !(countsHours && seconds !== null),
	};
}

function promiseOfChatwoot({ seconds, businessHours, tellsDue }: AppliedTerms, inbox: DayInbox, state: State, metric: Metric): Promised {
	const countsHours = businessHours && inbox.hours !== null;
	return {
		seconds: seconds[metric] ?? null,
		serverDue: dueByServer(state, metric, inbox),
		isOurs: false,
		open: countsHours ? inbox.open : null,
		heedsRecord: tellsDue || !countsHours,
	};
}

function holds({ when }: DayPolicy, inbox: DayInbox, { labels, priority, team, plan }: State): boolean {
	return (
		(when.inbox === undefined || when.inbox === inbox.id) &&
		(when.label === undefined || labels.includes(when.label)) &&
		(when.priority === undefined || when.priority === priority) &&
		(when.team === undefined || when.team === team) &&
		(when.plan === undefined || when.plan === plan)
	);
}

function stagesOf({ seconds, serverDue, open, heedsRecord }: Promised, cycle: number, { misses }: State, metric: Metric): RunningClock['stages'] {
	const due = serverDue ?? (seconds === null ? Infinity : later(open, cycle, seconds));
	const record = misses.filter((miss) => miss.metric === metric && miss.at >= cycle).at(-1);
	const breach = Math.min(due, heedsRecord && record !== undefined ? record.at : Infinity);
	const warning = (name: string, elapsed: number) => ({
		name,
		at: serverDue === null ? later(open, cycle, elapsed) : serverDue - ((seconds ?? 0) - elapsed),
	});
	const warnings = seconds === null ? [] : [
		warning('warning50', seconds * 0.5),
		warning('warning80', seconds * 0.8),
		...(seconds < 600 ? [] : [warning('warning600s', seconds - 600)]),
	];
	const overdue = (name: string, after: number) => ({ name, at: later(open, breach, after) });
	const afterwards = breach === Infinity ? [] : [
		{ name: 'breach', at: breach },
		...[1, 2, 3].map((level) => overdue(`reminder${level}`, level * 1800)),
		overdue('escalation1', 900),
		overdue('escalation2', 3600),
	];
	return [...warnings.filter(({ at }) => at < breach), ...afterwards].sort((one, other) => one.at - other.at);
}
