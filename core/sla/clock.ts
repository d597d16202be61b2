import type { BusinessCalendar } from './calendar';
import { ALWAYS_OPEN } from './calendar';
import type { Conversation, SlaMetric, SlaMiss } from './conversation';
import type { SlaTarget } from './policy';
import type { StageBasis } from './stages';

/** One metric's clock on one conversation. */
export interface SlaClock extends StageBasis {
	metric: SlaMetric;
	/** What started the clock, part of the alert's key: the same miss has the same cycle, the next one another. */
	cycle: string;
	/** `met`: the answer came, somebody was assigned, or the conversation was resolved. `paused`: nobody needs to act. */
	progress: 'running' | 'met' | 'paused';
	/** When it was met, where that is known. */
	metAt: Date | null;
	/** Counts the clock's time. */
	calendar: BusinessCalendar;
}

/** The clock of a metric, or null when nothing is promised, it has not started, or it is not known when it will be due. */
export function clockOf(metric: SlaMetric, conversation: Conversation, target: SlaTarget, openingHours: BusinessCalendar): SlaClock | null {
	const start = startOf(metric, conversation);
	const recorded = target.countsRecordedMisses ? missInCycle(metric, conversation, start) : undefined;
	const calendar = target.businessHours ? openingHours : ALWAYS_OPEN;
	const dueAt = target.serverDueAt ?? ownDueTime(start?.at ?? null, target.thresholdSeconds, calendar);
	const hasStarted = start !== null && !(target.needsCustomer && !conversation.customerWrote);
	if (recorded === undefined && (!hasStarted || dueAt === null)) return null;

	// Chatwoot up to 4.15 records misses by a clock that ignores business hours; where ours heeds them, ours counts.
	const miss = calendar !== ALWAYS_OPEN && dueAt !== null && target.serverDueAt === null ? undefined : recorded;
	return {
		metric,
		cycle: start === null && recorded !== undefined ? cycleOfMiss(recorded) : cycleFrom(start),
		...progressOf(metric, conversation),
		thresholdSeconds: target.thresholdSeconds,
		startedAt: start?.at ?? null,
		dueAt,
		dueByServer: target.serverDueAt !== null,
		breachAt: miss === undefined ? dueAt : earliestBreach(dueAt, miss),
		calendar,
	};
}

/** `at` is null when the payload does not tell the time. */
interface ClockStart {
	at: Date | null;
}

/**
 * First response and resolution run from the creation; the next response runs from the customer's first unanswered
 * message, and only after a first reply (Chatwoot 4.15). Null: the clock is not running.
 */
function startOf(metric: SlaMetric, { createdAt, firstReplyAt, waitingSince }: Conversation): ClockStart | null {
	if (metric !== 'nrt') return { at: createdAt };
	return waitingSince && firstReplyAt ? { at: waitingSince } : null;
}

/**
 * The newest miss that belongs to the running cycle. Misses of an earlier cycle were answered: when a reply comes
 * Chatwoot clears `waiting_since`, so an event older than it is history.
 */
function missInCycle(metric: SlaMetric, { misses, waitingSince }: Conversation, start: ClockStart | null): SlaMiss | undefined {
	const ofMetric = misses.filter((miss) => miss.metric === metric);
	if (metric === 'nrt' && waitingSince === null) return undefined;
	const since = metric === 'nrt' ? (start?.at ?? null) : null;
	return ofMetric.filter(({ recordedAt }) => since === null || recordedAt === null || recordedAt >= since).at(-1);
}

/** What happened to a metric's clock, whatever is promised. */
export function progressOf(metric: SlaMetric, { status, contact, firstReplyAt, assignee }: Conversation): Pick<SlaClock, 'progress' | 'metAt'> {
	const met = (metAt: Date | null) => ({ progress: 'met' as const, metAt });
	const paused = { progress: 'paused' as const, metAt: null };
	// Versions of Chatwoot after June 2026 leave blocked contacts out of SLAs.
	if (contact.blocked) return paused;
	if (metric === 'frt' && firstReplyAt !== null) return met(firstReplyAt);
	if (metric === 'unassigned' && assignee !== null) return met(null);
	// Chatwoot keeps counting when the customer had the last word before a resolve; nobody needs to act on it.
	if (status === 'resolved') return met(null);
	if (metric === 'unassigned' && status !== 'open' && status !== null) return paused;
	return { progress: 'running', metAt: null };
}

function cycleFrom(start: ClockStart | null): string {
	return start?.at ? String(Math.floor(start.at.getTime() / 1000)) : 'start';
}

/** Without a start time the miss itself tells one cycle from the next. */
function cycleOfMiss({ messageId, eventId, recordedAt }: SlaMiss): string {
	if (messageId !== null) return `message-${messageId}`;
	if (eventId !== null) return `event-${eventId}`;
	return cycleFrom({ at: recordedAt });
}

function ownDueTime(start: Date | null, thresholdSeconds: number | null, calendar: BusinessCalendar): Date | null {
	return start === null || thresholdSeconds === null ? null : calendar.addWorkingTime(start, thresholdSeconds);
}

function earliestBreach(dueAt: Date | null, { recordedAt }: SlaMiss): Date | null {
	return recordedAt === null || dueAt === null || recordedAt < dueAt ? recordedAt : dueAt;
}
