import type { Conversation } from '../sla/conversation';
import { SLA_METRICS } from '../sla/conversation';
import type { EndedClock } from '../sla/recovery';
import type { ChangedAttributes } from './schemas';

/**
 * The clocks that a change of a conversation stopped: a first reply, an answer to a waiting customer, an assignment, or
 * a resolution, which ends them all.
 */
export function endedByChanges(changed: ChangedAttributes, { waitingSince }: Pick<Conversation, 'waitingSince'>): EndedClock[] {
	const ended: EndedClock[] = [];
	const { first_reply_created_at: firstReply, waiting_since: waiting, assignee_id: assignee, status } = changed;
	if (waiting?.previous_value) ended.push(endOfWait(waiting.previous_value));
	if (status?.previous_value !== 'resolved' && status?.current_value === 'resolved') {
		return [...ended, ...SLA_METRICS.flatMap((metric) => endOf(metric, waitingSince ?? null))];
	}
	if (firstReply && !firstReply.previous_value && firstReply.current_value) ended.push({ metric: 'frt', startedAt: null });
	if (assignee && !assignee.previous_value && assignee.current_value) ended.push({ metric: 'unassigned', startedAt: null });
	return ended;
}

function endOf(metric: EndedClock['metric'], waitingSince: Date | null): EndedClock[] {
	if (metric !== 'nrt') return [{ metric, startedAt: null }];
	return waitingSince === null ? [] : [endOfWait(waitingSince)];
}

/** Changes tell the fraction of a second, conversations do not (4.15); the wait's alerts were keyed by a conversation. */
function endOfWait(since: Date): EndedClock {
	return { metric: 'nrt', startedAt: new Date(Math.floor(since.getTime() / 1000) * 1000) };
}
