import type { SlaJudgement, SlaSettings } from './evaluate';
import type { SlaStage, StageBasis } from './stages';

/** What people do when they take charge of a conversation. */
export const TAKING_CHARGE = ['assignment', 'label', 'reply'] as const;
export type TakingCharge = (typeof TAKING_CHARGE)[number];

/** What counts as an acknowledgement of a missed time: it ends the reminders and escalations. */
export interface AcknowledgementSettings {
	by: readonly TakingCharge[];
	/** The label that says so. */
	label: string;
}

/** Whether somebody took charge after the promise was broken: what they did before did not keep it. */
export function isAcknowledged({ breachAt }: Pick<StageBasis, 'breachAt'>, takenChargeAt: Date | null): boolean {
	return breachAt !== null && takenChargeAt !== null && takenChargeAt >= breachAt;
}

/** The stages that an acknowledgement ends. A breach is told in any case: it is a fact. */
export function isFollowUp({ kind }: Pick<SlaStage, 'kind'>): boolean {
	return kind === 'reminder' || kind === 'escalation';
}

/**
 * Since when it matters whether somebody took charge: the earliest breach of those that a reminder or an escalation is
 * to be told of. Null when none is, or when nothing counts as an acknowledgement.
 */
export function acknowledgeableSince(judgements: readonly SlaJudgement[], { acknowledgement }: Pick<SlaSettings, 'acknowledgement'>): Date | null {
	if (acknowledgement.by.length === 0) return null;
	const breaches = judgements.flatMap(({ reached, breachAt }) => (reached !== null && isFollowUp(reached) ? (breachAt ?? []) : []));
	return breaches.sort((one, other) => one.getTime() - other.getTime())[0] ?? null;
}
