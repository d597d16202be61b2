import type { RequestLog } from './chatwoot';
import type { Span } from './opening';
import { FULL_SWEEP_EVERY, SWEEP_EVERY } from './replay';
import type { Day, Life } from './world';
import { stateAt } from './world';

/** Chatwoot is left alone for at most so long after a failure. */
const LONGEST_BACK_OFF = 60;

/**
 * Where a monitor looked away: changes that it did not read at the next sweep, and open conversations that it did not
 * read for longer than a full sweep takes to come round.
 */
export function lapses(day: Day, span: Span, log: RequestLog): string[] {
	return day.lives.flatMap((life) => {
		const reads = (log.reads.get(life.id) ?? []).filter((at) => at >= span.from);
		return [...unreadChanges(life, reads, day, span), ...longGaps(life, reads, day, span)];
	});
}

function unreadChanges(life: Life, reads: readonly number[], day: Day, span: Span): string[] {
	return life.history
		.filter(({ at, state }) => state.touchedAt === at && at > span.from)
		.map(({ at }) => ({ at, deadline: at + readWithin(life, at, day) }))
		.filter(({ at, deadline }) => deadline < span.to && !failsNear(day, at, deadline) && stateAt(life, deadline)?.deleted === false)
		.filter(({ at, deadline }) => !reads.some((read) => at <= read && read <= deadline))
		.map(({ at }) => `#${life.id}: what changed at ${at} was not read`);
}

/** Full sweeps leave out what nobody needs to act on; such a conversation has time until the sweep after it. */
function readWithin({ history }: Life, at: number, day: Day): number {
	const left = history.some((moment) => at <= moment.at && moment.at <= at + SWEEP_EVERY && !isSwept(moment.state, day));
	return left ? 2 * SWEEP_EVERY : SWEEP_EVERY;
}

function longGaps({ id, history }: Life, reads: readonly number[], day: Day, { from, to }: Span): string[] {
	const moments = [from, ...reads, to];
	return moments.slice(1).flatMap((end, index) => {
		const start = moments[index] ?? end;
		if (end - start <= FULL_SWEEP_EVERY || failsNear(day, start, end)) return [];
		const before = history.filter(({ at }) => at <= start).at(-1);
		const states = [before, ...history.filter(({ at }) => start < at && at <= end)].map((moment) => moment?.state);
		const sweptAllTheTime = states.every((state) => state !== undefined && isSwept(state, day));
		return sweptAllTheTime ? [`#${id} was not read from ${start} to ${end}`] : [];
	});
}

function isSwept({ status, deleted }: Life['history'][number]['state'], { leaveAlone }: Day): boolean {
	return !deleted && status !== 'resolved' && !leaveAlone.statuses.includes(status);
}

/** Whether Chatwoot failed then, or so shortly before that it is still left alone. */
function failsNear({ failures }: Day, from: number, to: number): boolean {
	return failures.some((failure) => failure.from <= to && from <= failure.to + LONGEST_BACK_OFF);
}
