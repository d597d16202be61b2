import { parseDuration } from '../duration';
import { ExplainedError } from '../errors';
import type { BusinessCalendar } from './calendar';

/** How far a clock has run: warnings before the due time, the breach, then escalations and reminders. */
export const STAGE_KINDS = ['warning', 'breach', 'reminder', 'escalation'] as const;
export type StageKind = (typeof STAGE_KINDS)[number];

export interface SlaStage {
	kind: StageKind;
	/** Counts from 1 among the stages of its kind. */
	level: number;
	/** Part of the alert's key: `warning80`, `warning600s`, `breach`, `escalation1`, `reminder2`. */
	name: string;
	at: Date;
}

/** Which stages there are. */
export interface StagePlan {
	warnings: Warning[];
	/** Seconds after the due time, ascending. */
	escalationsAfterSeconds: number[];
	reminders: { everySeconds: number; max: number } | null;
}

/** After a share of the threshold, or while this much time is left. */
export type Warning = { percent: number } | { secondsLeft: number };

/** What the stages of one clock are counted from. */
export interface StageBasis {
	startedAt: Date | null;
	thresholdSeconds: number | null;
	/** Ours, or the server's; null when only the miss is known. */
	dueAt: Date | null;
	/** Whether `dueAt` is the server's: then it is not known which hours it counts. */
	dueByServer: boolean;
	/** When the promise is, or was, broken; null when Chatwoot recorded a miss without a time. */
	breachAt: Date | null;
}

const MAX_REMINDERS = 100;

/** The stages of a clock, earliest first; of those at one moment the more serious last. */
export function stagesOf(basis: StageBasis, plan: StagePlan, calendar: BusinessCalendar): SlaStage[] {
	const { breachAt } = basis;
	// A miss without a time is a breach all along; nothing can be counted from it.
	if (breachAt === null) return [{ kind: 'breach', level: 1, name: 'breach', at: new Date(0) }];
	const stages: SlaStage[] = [
		...warningStages(basis, breachAt, plan, calendar),
		{ kind: 'breach', level: 1, name: 'breach', at: breachAt },
		...reminderStages(breachAt, plan, calendar),
		...escalationStages(breachAt, plan, calendar),
	];
	return stages.sort((a, b) => a.at.getTime() - b.at.getTime() || STAGE_KINDS.indexOf(a.kind) - STAGE_KINDS.indexOf(b.kind));
}

/** The last stage reached at `now`. */
export function stageReached(stages: readonly SlaStage[], now: Date): SlaStage | null {
	return stages.filter(({ at }) => at <= now).at(-1) ?? null;
}

function warningStages(basis: StageBasis, breachAt: Date, { warnings }: StagePlan, calendar: BusinessCalendar): SlaStage[] {
	return warnings
		.map((warning) => ({ name: warningName(warning), at: warningTime(warning, basis, calendar) }))
		.flatMap(({ name, at }) => (at !== null && at < breachAt ? [{ name, at }] : []))
		.sort((a, b) => a.at.getTime() - b.at.getTime())
		.map((stage, index): SlaStage => ({ kind: 'warning', level: index + 1, ...stage }));
}

function warningName(warning: Warning): string {
	return 'percent' in warning ? `warning${warning.percent}` : `warning${warning.secondsLeft}s`;
}

/**
 * Counted forward from the start in the calendar's time. For a due time of the server, whose hours are not known, it is
 * counted back: 80 % of 5 minutes is one minute before it.
 */
function warningTime(warning: Warning, { startedAt, thresholdSeconds, dueAt, dueByServer }: StageBasis, calendar: BusinessCalendar): Date | null {
	if (dueAt === null) return null;
	const span = thresholdSeconds ?? (dueAt.getTime() - (startedAt ?? dueAt).getTime()) / 1000;
	const elapsed = 'percent' in warning ? (span * warning.percent) / 100 : span - warning.secondsLeft;
	if (elapsed < 0) return null;
	if (startedAt !== null && !dueByServer) return calendar.addWorkingTime(startedAt, elapsed);
	return new Date(dueAt.getTime() - (span - elapsed) * 1000);
}

function reminderStages(breachAt: Date, { reminders }: StagePlan, calendar: BusinessCalendar): SlaStage[] {
	if (reminders === null) return [];
	return Array.from({ length: reminders.max }, (_, index): SlaStage => {
		const level = index + 1;
		return { kind: 'reminder', level, name: `reminder${level}`, at: calendar.addWorkingTime(breachAt, level * reminders.everySeconds) };
	});
}

function escalationStages(breachAt: Date, { escalationsAfterSeconds }: StagePlan, calendar: BusinessCalendar): SlaStage[] {
	return escalationsAfterSeconds.map((seconds, index): SlaStage => {
		const level = index + 1;
		return { kind: 'escalation', level, name: `escalation${level}`, at: calendar.addWorkingTime(breachAt, seconds) };
	});
}

/**
 * Reads a plan as a person types it: warnings `80%, 10m` (a share, or the time left), escalations `15m, 1h` (after the
 * due time), reminders every `30m` at most so many times. Empty texts mean none.
 *
 * @throws ExplainedError naming the field that is wrong.
 */
export function parseStagePlan(typed: { warnings: string[]; escalations: string[]; remindEvery: string; maxReminders: number }): StagePlan {
	const escalations = typed.escalations.map((text) => parseDuration(text, 'Escalations'));
	return {
		warnings: uniqueWarnings(typed.warnings.map(parseWarning)),
		escalationsAfterSeconds: [...new Set(escalations)].sort((a, b) => a - b),
		reminders: typed.remindEvery === '' ? null : { everySeconds: parseDuration(typed.remindEvery, 'Remind Every'), max: maxReminders(typed.maxReminders) },
	};
}

function parseWarning(text: string): Warning {
	const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim())?.[1];
	if (percent === undefined) return { secondsLeft: parseDuration(text, 'Warnings') };
	if (Number(percent) > 0 && Number(percent) < 100) return { percent: Number(percent) };
	throw new ExplainedError(`Warnings: ${text.trim()} is not between 0 and 100 %`, { advice: 'Write it like 80% or 10m.' });
}

/** `10m` and `600s` are one. */
function uniqueWarnings(warnings: readonly Warning[]): Warning[] {
	return [...new Map(warnings.map((warning) => [warningName(warning), warning])).values()];
}

function maxReminders(max: number): number {
	if (Number.isInteger(max) && max >= 1 && max <= MAX_REMINDERS) return max;
	throw new ExplainedError(`Max Reminders: ${max} is not a whole number from 1 to ${MAX_REMINDERS}`, {
		advice: 'Correct it, or leave Remind Every empty for no reminders.',
	});
}
