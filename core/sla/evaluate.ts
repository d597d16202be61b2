import { ExplainedError } from '../errors';
import type { SlaClock } from './clock';
import { clockOf } from './clock';
import type { Conversation } from './conversation';
import { SLA_METRICS } from './conversation';
import type { SlaPolicy } from './policy';

export type SlaState = 'onTrack' | 'atRisk' | 'breached' | 'paused' | 'met';

/** A metric's clock, judged at one moment. */
export interface SlaJudgement extends SlaClock {
	state: SlaState;
	/** When the warning begins; null without a due time. */
	warnAt: Date | null;
}

export interface EvaluateOptions {
	/** The share of the threshold after which a conversation is at risk, above 0 and below 100. */
	warningPercent: number;
}

/**
 * Judges every promised time of a conversation at `now`. A metric without a threshold, a due time or a recorded miss
 * is left out. At the due time itself the promise is broken.
 *
 * @throws ExplainedError when the warning percentage is out of range.
 */
export function evaluateSla(conversation: Conversation, policy: SlaPolicy, options: EvaluateOptions, now: Date): SlaJudgement[] {
	assertPercent(options.warningPercent);
	return SLA_METRICS.flatMap((metric) => {
		const clock = clockOf(metric, conversation, policy);
		return clock === null ? [] : [judge(clock, options, now)];
	});
}

function judge(clock: SlaClock, { warningPercent }: EvaluateOptions, now: Date): SlaJudgement {
	const warnAt = warningTime(clock, warningPercent);
	return { ...clock, warnAt, state: stateAt(clock, warnAt, now) };
}

function stateAt({ progress, missRecorded, dueAt }: SlaClock, warnAt: Date | null, now: Date): SlaState {
	if (progress !== 'running') return progress;
	if (missRecorded || (dueAt !== null && now >= dueAt)) return 'breached';
	return warnAt !== null && now >= warnAt ? 'atRisk' : 'onTrack';
}

/**
 * Counted back from the due time, so that it holds for a due time the server gave with business hours applied:
 * 80 % of 5 minutes is one minute before it.
 */
function warningTime({ dueAt, startedAt, thresholdSeconds }: SlaClock, warningPercent: number): Date | null {
	if (dueAt === null) return null;
	const spanMs = thresholdSeconds === null ? dueAt.getTime() - (startedAt ?? dueAt).getTime() : thresholdSeconds * 1000;
	return new Date(dueAt.getTime() - (spanMs * (100 - warningPercent)) / 100);
}

function assertPercent(percent: number): void {
	if (percent > 0 && percent < 100) return;
	throw new ExplainedError(`The warning must be a percentage above 0 and below 100, not ${percent}`, {
		advice: 'Correct Warn At (%) in the options.',
	});
}
