import type { BusinessCalendar } from './calendar';
import { clockOf } from './clock';
import type { Conversation, SlaMetric } from './conversation';
import type { SlaSettings } from './evaluate';
import type { SlaTarget } from './policy';
import { policyFor } from './policy';
import type { SlaStage } from './stages';
import { stagesOf } from './stages';

/** A clock that somebody's answer stopped, as a change of the conversation tells it. */
export interface EndedClock {
	metric: SlaMetric;
	/** For `nrt`: since when the customer had waited. Null where the metric alone says which clock it is. */
	startedAt: Date | null;
}

/** A promise that was met after somebody was, or could have been, told of it: what was told can be taken back. */
export interface SlaRecovery {
	metric: SlaMetric;
	/** Part of the alerts' keys. */
	cycle: string;
	thresholdSeconds: number | null;
	dueAt: Date | null;
	/** When the promise was met; when that was noticed, where the time is not known. */
	at: Date;
	/** Every stage reached before, earliest first; at least one. */
	stages: [SlaStage, ...SlaStage[]];
}

/**
 * The ended clocks that had reached a stage. A clock that runs (again) is left out, and so is a wait before the first
 * reply: that one is the first response's.
 */
export function recoveriesOf(
	conversation: Conversation,
	ended: readonly EndedClock[],
	settings: Pick<SlaSettings, 'source' | 'policies' | 'plan'>,
	openingHours: BusinessCalendar,
	now: Date,
): SlaRecovery[] {
	const policy = policyFor(conversation, settings.policies, settings.source);
	return ended.flatMap(({ metric, startedAt }) => {
		if (metric === 'nrt' && !isOver(startedAt, conversation)) return [];
		const asItRan = metric === 'nrt' ? { ...conversation, waitingSince: startedAt } : conversation;
		const clock = clockOf(metric, asItRan, targetOf(metric, startedAt, conversation, policy[metric]), openingHours);
		if (clock === null || (metric !== 'nrt' && clock.progress !== 'met')) return [];
		const at = clock.metAt ?? now;
		const [first, ...others] = stagesOf(clock, settings.plan, clock.calendar).filter((stage) => stage.at <= at);
		if (first === undefined) return [];
		const { cycle, thresholdSeconds, dueAt } = clock;
		return [{ metric, cycle, thresholdSeconds, dueAt, at, stages: [first, ...others] }];
	});
}

/** The server's due time of a next response is that of the wait that runs now, which may be a later one. */
function targetOf(metric: SlaMetric, startedAt: Date | null, { waitingSince }: Conversation, target: SlaTarget): SlaTarget {
	const isOfAnother = metric === 'nrt' && waitingSince?.getTime() !== startedAt?.getTime();
	return isOfAnother ? { ...target, serverDueAt: null } : target;
}

/** Whether nobody waits any more since `startedAt`. */
function isOver(startedAt: Date | null, { status, firstReplyAt, waitingSince }: Conversation): boolean {
	if (startedAt === null || firstReplyAt === null || startedAt < firstReplyAt) return false;
	return status === 'resolved' || waitingSince?.getTime() !== startedAt.getTime();
}
