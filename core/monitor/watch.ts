import { progressOf } from '../sla/clock';
import type { Conversation, SlaMetric } from '../sla/conversation';
import type { SlaJudgement } from '../sla/evaluate';
import { nextStage } from '../sla/evaluate';
import type { EndedClock } from '../sla/recovery';
import type { RawConversation } from './dependencies';
import type { ReachedStage } from './finding';
import { keepsakeOf } from './keepsake';

/** What is remembered of a conversation between readings: its clocks, and of the conversation only what has to be taken back. */
export interface Watch {
	/** Of the last reading, unix milliseconds; an older one tells nothing new. */
	updatedAt: number;
	/** When that reading was made, unix milliseconds. */
	readAt: number;
	/** When the next stage falls due, unix milliseconds; Infinity when time alone changes nothing. */
	wakeAt: number;
	told: readonly ToldClock[];
	/** Whether it was at risk or breached, and not left alone. */
	isLate: boolean;
	/** See `keepsakeOf`; null while nothing was told that has not ended. */
	keepsake: RawConversation | null;
	/** How often in a row it could not be read or judged, and since when (unix milliseconds); null when it could. */
	trouble: { times: number; since: number } | null;
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

/** A clock that people were told of and that had not ended then: what has to be known after a restart, to take it back. */
export interface OpenClock {
	/** The conversation's. */
	id: number;
	metric: SlaMetric;
	/** See `SlaClock.cycle`. */
	cycle: string;
}

/** A conversation as it was read and judged. */
export interface Reading {
	raw: RawConversation;
	conversation: Conversation;
	judgements: readonly SlaJudgement[];
	/** When it was judged: a stage that fell due since is still ahead. */
	at: Date;
}

/** What a reading says that was not told before, and what to remember from now on. */
export interface WatchUpdate {
	watch: Watch;
	reached: ReachedStage[];
	ended: EndedClock[];
}

/** A watch over a conversation that was not read yet. */
export const UNREAD: Watch = { updatedAt: 0, readAt: 0, wakeAt: Infinity, told: [], isLate: false, keepsake: null, trouble: null };

export function updateWatch(before: readonly ToldClock[], { raw, conversation, judgements, at }: Reading): WatchUpdate {
	const reached = judgements.flatMap((judgement) => newStage(judgement, before));
	const endedClocks = before.filter((clock) => !clock.ended && hasEnded(clock, conversation));
	const kept = before
		.filter((clock) => !reached.some((stage) => isSameClock(stage, clock)))
		.filter((clock) => !isWaitOver(clock, conversation))
		.map((clock) => (endedClocks.includes(clock) ? { ...clock, ended: true } : clock));
	const told = [...kept, ...reached.map((stage) => afterTelling(stage, before))];
	return {
		watch: {
			updatedAt: conversation.updatedAt?.getTime() ?? 0,
			readAt: at.getTime(),
			wakeAt: nextStage(judgements, at)?.at.getTime() ?? Infinity,
			told,
			isLate: judgements.some((judgement) => judgement.reached !== null),
			keepsake: told.some(isOpen) ? keepsakeOf(raw) : null,
			trouble: null,
		},
		reached,
		ended: endedClocks.map(asEnded),
	};
}

/** Whether nothing is remembered of the stage a clock has reached. */
export function isNews({ metric, cycle, reached, acknowledged }: SlaJudgement, told: readonly ToldClock[]): boolean {
	if (reached === null) return false;
	const stages = told.find((each) => isSameClock(each, { metric, cycle }))?.stages ?? [];
	// An acknowledgement takes a clock back to its breach, which is no news after a reminder.
	return !stages.includes(reached.name) && !(acknowledged && stages.some((stage) => /^(reminder|escalation)/.test(stage)));
}

/** Whether people were told of a clock, and not yet that it has ended. */
export function isOpen({ ended }: ToldClock): boolean {
	return !ended;
}

export function asEnded({ metric, cycle }: ToldClock): EndedClock {
	return { metric, startedAt: startOfCycle(cycle) };
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
