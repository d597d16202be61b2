import { progressOf } from '../sla/clock';
import type { Conversation, SlaMetric } from '../sla/conversation';
import type { SlaJudgement } from '../sla/evaluate';
import { nextStage } from '../sla/evaluate';
import type { EndedClock } from '../sla/recovery';
import type { ReachedStage } from './finding';

/** What is remembered of a conversation between readings: its clocks, never the conversation. */
export interface Watch {
	/** Of the last reading, unix milliseconds; an older one tells nothing new. */
	updatedAt: number;
	/** When the next stage falls due, unix milliseconds; Infinity when time alone changes nothing. */
	wakeAt: number;
	told: readonly ToldClock[];
}

/** What was told of a clock. */
export interface ToldClock {
	metric: SlaMetric;
	cycle: string;
	/** All of them: a change of policy can take a clock back to an earlier stage. */
	stages: readonly string[];
	/** Whether it was told too that the clock has ended. */
	ended: boolean;
}

/** What a reading says that was not told before, and what to remember from now on. */
export interface WatchUpdate {
	watch: Watch;
	reached: ReachedStage[];
	ended: EndedClock[];
}

export function updateWatch(told: readonly ToldClock[], conversation: Conversation, judgements: readonly SlaJudgement[], now: Date): WatchUpdate {
	const reached = judgements.flatMap((judgement) => newStage(judgement, told));
	const endedClocks = told.filter((clock) => !clock.ended && hasEnded(clock, conversation));
	const kept = told
		.filter((clock) => !reached.some((stage) => isSameClock(stage, clock)))
		.filter((clock) => !isWaitOver(clock, conversation))
		.map((clock) => (endedClocks.includes(clock) ? { ...clock, ended: true } : clock));
	return {
		watch: {
			updatedAt: conversation.updatedAt?.getTime() ?? 0,
			wakeAt: nextStage(judgements, now)?.at.getTime() ?? Infinity,
			told: [...kept, ...reached.map((stage) => afterTelling(stage, told))],
		},
		reached,
		ended: endedClocks.map(({ metric, cycle }) => ({ metric, startedAt: startOfCycle(cycle) })),
	};
}

/** Whether nothing is remembered of the stage a clock has reached. */
export function isNews({ metric, cycle, reached, acknowledged }: SlaJudgement, told: readonly ToldClock[]): boolean {
	if (reached === null) return false;
	const stages = told.find((each) => isSameClock(each, { metric, cycle }))?.stages ?? [];
	// An acknowledgement takes a clock back to its breach, which is no news after a reminder.
	return !stages.includes(reached.name) && !(acknowledged && stages.some((stage) => /^(reminder|escalation)/.test(stage)));
}

function newStage(judgement: SlaJudgement, told: readonly ToldClock[]): ReachedStage[] {
	const { metric, cycle, reached } = judgement;
	return reached === null || !isNews(judgement, told) ? [] : [{ metric, cycle, stage: reached.name }];
}

function afterTelling(stage: ReachedStage, told: readonly ToldClock[]): ToldClock {
	const before = told.find((clock) => isSameClock(clock, stage));
	return { metric: stage.metric, cycle: stage.cycle, stages: [...(before?.stages ?? []), stage.stage], ended: false };
}

/** Judged by what happened, not by the policy, which may promise nothing any more. */
function hasEnded(clock: ToldClock, conversation: Conversation): boolean {
	return isWaitOver(clock, conversation) || progressOf(clock.metric, conversation).progress === 'met';
}

/** A wait that is over never comes back; the other clocks can: a conversation is opened again. */
function isWaitOver({ metric, cycle }: ToldClock, { waitingSince }: Conversation): boolean {
	if (metric !== 'nrt' || waitingSince === undefined) return false;
	const start = startOfCycle(cycle);
	if (waitingSince === null || start === null) return waitingSince === null;
	return Math.floor(waitingSince.getTime() / 1000) * 1000 !== start.getTime();
}

function isSameClock(one: Pick<ReachedStage, 'metric' | 'cycle'>, other: Pick<ReachedStage, 'metric' | 'cycle'>): boolean {
	return one.metric === other.metric && one.cycle === other.cycle;
}

/** A cycle is the unix second it began, where that is known. */
function startOfCycle(cycle: string): Date | null {
	return /^\d+$/.test(cycle) ? new Date(Number(cycle) * 1000) : null;
}
