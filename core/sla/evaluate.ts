import { sameName } from '../same-name';
import type { AcknowledgementSettings } from './acknowledgement';
import { isAcknowledged, isFollowUp } from './acknowledgement';
import type { BusinessCalendar } from './calendar';
import type { SlaClock } from './clock';
import { clockOf } from './clock';
import type { Conversation } from './conversation';
import { SLA_METRICS } from './conversation';
import type { OwnPolicy } from './own-policies';
import type { PolicySource } from './policy';
import { policyFor } from './policy';
import type { SlaStage, StagePlan } from './stages';
import { stageReached, stagesOf } from './stages';

export const SLA_STATES = ['breached', 'atRisk', 'onTrack', 'paused', 'met'] as const;
export type SlaState = (typeof SLA_STATES)[number];

/** A metric's clock, judged at one moment. */
export interface SlaJudgement extends SlaClock {
	state: SlaState;
	/** All stages of this clock that may be told, earliest first; of an acknowledged one without reminders and escalations. */
	stages: SlaStage[];
	/** Whether somebody took charge after the promise was broken. */
	acknowledged: boolean;
	/** The stage to tell of: the last one reached. Null unless at risk or breached, and where that was too long ago to tell. */
	reached: SlaStage | null;
}

/** What is promised, and what is told when. */
export interface SlaSettings {
	source: PolicySource;
	/** The first that matches holds. */
	policies: OwnPolicy[];
	plan: StagePlan;
	/** Conversations nobody is to be told of, and promises that were broken so long ago that nobody is told any more; null for never. */
	leaveAlone: { statuses: string[]; labels: string[]; inboxes: string[]; missedLongerAgoThanSeconds: number | null };
	acknowledgement: AcknowledgementSettings;
}

/**
 * Judges every promised time of a conversation at `now`. A metric without a threshold, a due time or a recorded miss
 * is left out. At the due time itself the promise is broken. `takenChargeAt` is when somebody took charge for the last
 * time, as far as that counts and is known; see `acknowledgeableSince` for when it matters.
 */
export function evaluateSla(
	conversation: Conversation,
	settings: SlaSettings,
	openingHours: BusinessCalendar,
	now: Date,
	takenChargeAt: Date | null = null,
): SlaJudgement[] {
	const policy = policyFor(conversation, settings.policies, settings.source);
	const silenced = isLeftAlone(conversation, settings.leaveAlone);
	return SLA_METRICS.flatMap((metric) => {
		const clock = clockOf(metric, conversation, policy[metric], openingHours);
		if (clock === null) return [];
		const acknowledged = isAcknowledged(clock, takenChargeAt);
		return [judge(silenced && clock.progress === 'running' ? { ...clock, progress: 'paused' } : clock, acknowledged, settings, now)];
	});
}

/** When a judgement made now changes by itself: the next stage of a running clock. Null when time changes nothing. */
export function nextStage(judgements: readonly SlaJudgement[], now: Date): SlaStage | null {
	const ahead = judgements
		.filter(({ progress }) => progress === 'running')
		.flatMap(({ stages }) => stages.find(({ at }) => at > now) ?? []);
	return ahead.sort((a, b) => a.at.getTime() - b.at.getTime())[0] ?? null;
}

function judge(clock: SlaClock, acknowledged: boolean, { plan, leaveAlone }: SlaSettings, now: Date): SlaJudgement {
	const toldUntil = endOfTelling(clock, leaveAlone);
	const stages = stagesOf(clock, plan, clock.calendar)
		.filter((stage) => !(acknowledged && isFollowUp(stage)))
		.filter(({ at }) => at <= toldUntil);
	const last = clock.progress === 'running' ? stageReached(stages, now) : null;
	return { ...clock, stages, acknowledged, reached: now <= toldUntil ? last : null, state: stateOf(clock, last) };
}

/** When a broken promise is too old to be told, in any hours. */
function endOfTelling({ breachAt }: SlaClock, { missedLongerAgoThanSeconds: limit }: SlaSettings['leaveAlone']): Date {
	return breachAt === null || limit === null ? FOREVER : new Date(breachAt.getTime() + limit * 1000);
}

/** The last moment there is (ECMAScript). */
const FOREVER = new Date(8.64e15);

function stateOf({ progress }: SlaClock, last: SlaStage | null): SlaState {
	if (progress !== 'running') return progress;
	if (last === null) return 'onTrack';
	return last.kind === 'warning' ? 'atRisk' : 'breached';
}

function isLeftAlone({ status, labels, inbox }: Conversation, leaveAlone: SlaSettings['leaveAlone']): boolean {
	return (
		(status !== null && leaveAlone.statuses.includes(status)) ||
		leaveAlone.labels.some((silencing) => labels.some((label) => sameName(label, silencing))) ||
		leaveAlone.inboxes.some((silenced) => [inbox.id, inbox.name].some((name) => name !== null && sameName(String(name), silenced)))
	);
}
