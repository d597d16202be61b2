import type { Conversation } from './conversation';
import type { SlaJudgement } from './evaluate';

/**
 * Whether a promise was kept: false as soon as it is broken, null while it is open and where nobody can tell. Chatwoot
 * (4.15) does not say when a conversation was resolved or assigned. What was touched for the last time before the due
 * time was in time; otherwise its recorded misses decide, where it counts this promise.
 */
export function isPromiseKept(conversation: Conversation, { metric, state, progress, metAt, breachAt }: SlaJudgement): boolean | null {
	if (state === 'breached') return false;
	if (progress !== 'met') return null;
	if (breachAt === null) return false;
	if (metAt !== null) return metAt < breachAt;
	const { updatedAt, misses, appliedSla } = conversation;
	if (updatedAt !== null && updatedAt < breachAt) return true;
	if (misses.some((miss) => miss.metric === metric)) return false;
	return metric !== 'unassigned' && appliedSla !== null && appliedSla.thresholdSeconds[metric] !== null ? true : null;
}
