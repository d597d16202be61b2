import type { Conversation, SlaEvent, SlaStatus } from './model';

export interface SlaVerdict {
	misses: Array<Pick<SlaEvent, 'type' | 'meta'>>;
	status: SlaStatus;
}

/**
 * What Chatwoot's cron job (every five minutes, 4.15) finds for a conversation at this moment: the misses it has not
 * recorded yet, and what becomes of `sla_status`. Null when it does not look at the conversation.
 */
export function judge(conversation: Conversation, now: Date): SlaVerdict | null {
	const { sla, slaEvents } = conversation;
	if (sla === null || conversation.contact.blocked || sla.status === 'hit' || sla.status === 'missed') return null;
	if (conversation.status === 'resolved') return { misses: [], status: slaEvents.length > 0 ? 'missed' : 'hit' };
	const misses = [firstResponse(conversation, now), nextResponse(conversation, now), resolution(conversation, now)].filter(
		(miss) => miss !== null,
	);
	const missed = misses.length + slaEvents.length > 0;
	return { misses, status: missed ? 'active_with_misses' : sla.status };
}

type Miss = SlaVerdict['misses'][number] | null;

/** A late first reply is a miss as well. */
function firstResponse({ sla, createdAt, firstReplyAt, slaEvents }: Conversation, now: Date): Miss {
	const due = dueAt(createdAt, sla?.policy.firstResponseSeconds);
	if (due === null || (firstReplyAt ?? now) <= due || slaEvents.some(({ type }) => type === 'frt')) return null;
	return { type: 'frt', meta: {} };
}

/** Only after a first reply and while the customer waits; one for each unanswered message. */
function nextResponse({ sla, firstReplyAt, waitingSince, messages, slaEvents }: Conversation, now: Date): Miss {
	const due = firstReplyAt === null ? null : dueAt(waitingSince, sla?.policy.nextResponseSeconds);
	const message = messages.filter(({ type }) => type === 'incoming').at(-1);
	if (due === null || message === undefined || now <= due) return null;
	if (slaEvents.some(({ type, meta }) => type === 'nrt' && meta.message_id === message.id)) return null;
	return { type: 'nrt', meta: { message_id: message.id } };
}

function resolution({ sla, createdAt, slaEvents }: Conversation, now: Date): Miss {
	const due = dueAt(createdAt, sla?.policy.resolutionSeconds);
	if (due === null || now <= due || slaEvents.some(({ type }) => type === 'rt')) return null;
	return { type: 'rt', meta: {} };
}

function dueAt(start: Date | null, thresholdSeconds: number | null | undefined): Date | null {
	return start === null || thresholdSeconds == null ? null : new Date(start.getTime() + thresholdSeconds * 1000);
}
