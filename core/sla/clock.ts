import type { Conversation, SlaMetric, SlaMiss } from './conversation';
import type { SlaPolicy } from './policy';

/** One metric's clock on one conversation. */
export interface SlaClock {
	metric: SlaMetric;
	/** What started the clock, part of the alert's key: the same miss has the same cycle, the next one another. */
	cycle: string;
	/** `met`: the promise is kept or the answer came. `paused`: nobody needs to act. */
	progress: 'running' | 'met' | 'paused';
	thresholdSeconds: number | null;
	startedAt: Date | null;
	/** Null when only Chatwoot knows (it recorded a miss) or when there is no threshold. */
	dueAt: Date | null;
	/** Whether Chatwoot recorded a miss in this cycle. */
	missRecorded: boolean;
}

/** The clock of a metric, or null when nothing is promised or it has not started. */
export function clockOf(metric: SlaMetric, conversation: Conversation, policy: SlaPolicy): SlaClock | null {
	const start = startOf(metric, conversation);
	const miss = metric === 'unassigned' || !policy.countRecordedMisses ? undefined : missInCycle(metric, conversation, start);
	const thresholdSeconds = policy.thresholdSeconds[metric];
	const serverDueAt = metric === 'unassigned' ? null : policy.serverDueAt[metric];
	const promised = thresholdSeconds !== null || serverDueAt !== null;
	if (miss === undefined && (start === null || !promised)) return null;

	return {
		metric,
		cycle: start === null && miss !== undefined ? cycleOfMiss(miss) : cycleFrom(start),
		progress: progressOf(metric, conversation),
		thresholdSeconds,
		startedAt: start?.at ?? null,
		dueAt: serverDueAt ?? addSeconds(start?.at ?? null, thresholdSeconds),
		missRecorded: miss !== undefined,
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

function progressOf(metric: SlaMetric, { status, contact, firstReplyAt, assignee }: Conversation): SlaClock['progress'] {
	// Versions of Chatwoot after June 2026 leave blocked contacts out of SLAs.
	if (contact.blocked) return 'paused';
	if (metric === 'frt' && firstReplyAt !== null) return 'met';
	if (metric === 'rt' && status === 'resolved') return 'met';
	if (metric === 'unassigned' && assignee !== null) return 'met';
	if (metric === 'unassigned' && status !== 'open' && status !== null) return 'paused';
	// Chatwoot keeps counting when the customer had the last word before a resolve; nobody needs to act on it.
	return status === 'resolved' ? 'paused' : 'running';
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

function addSeconds(time: Date | null, seconds: number | null): Date | null {
	return time === null || seconds === null ? null : new Date(time.getTime() + seconds * 1000);
}
