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
	/** All stages of this clock, earliest first; of an acknowledged one without reminders and escalations. */
	stages: SlaStage[];
	/** Whether somebody took charge after the promise was broken. */
	acknowledged: boolean;
	/** The stage to tell of: the last one reached. Null unless at risk or breached. */
	reached: SlaStage | null;
}

/** What is promised, and what is told when. */
export interface SlaSettings {
	source: PolicySource;
	/** The first that matches holds. */
	policies: OwnPolicy[];
	plan: StagePlan;
	/** Conversations nobody is to be told of. */
	leaveAlone: { statuses: string[]; labels: string[]; inboxes: string[] };
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
		return [judge(silenced && clock.progress === 'running' ? { ...clock, progress: 'paused' } : clock, acknowledged, settings.plan, now)];
	});
}

/** When a judgement made now changes by itself: the next stage of a running clock. Null when time changes nothing. */
export function nextStage(judgements: readonly SlaJudgement[], now: Date): SlaStage | null {
	const ahead = judgements
		.filter(({ progress }) => progress === 'running')
		.flatMap(({ stages }) => stages.find(({ at }) => at > now) ?? []);
	return ahead.sort((a, b) => a.at.getTime() - b.at.getTime())[0] ?? null;
}

function judge(clock: SlaClock, acknowledged: boolean, plan: StagePlan, now: Date): SlaJudgement {
	const stages = stagesOf(clock, plan, clock.calendar).filter((stage) => !(acknowledged && isFollowUp(stage)));
	const reached = clock.progress === 'running' ? stageReached(stages, now) : null;
	return { ...clock, stages, acknowledged, reached, state: stateOf(clock, reached) };
}

function stateOf({ progress }: SlaClock, reached: SlaStage | null): SlaState {
	if (progress !== 'running') return progress;
	if (reached === null) return 'onTrack';
	return reached.kind === 'warning' ? 'atRisk' : 'breached';
}

function isLeftAlone({ status, labels, inbox }: Conversation, leaveAlone: SlaSettings['leaveAlone']): boolean {
	return (
		(status !== null && leaveAlone.statuses.includes(status)) ||
		leaveAlone.labels.some((silencing) => labels.some((label) => sameName(label, silencing))) ||
		leaveAlone.inboxes.some((silenced) => [inbox.id, inbox.name].some((name) => name !== null && sameName(String(name), silenced)))
	);
}
