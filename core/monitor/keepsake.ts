import type { RawConversation } from './dependencies';

const KEPT = [
	...['id', 'account_id', 'inbox_id', 'channel', 'status', 'priority', 'labels', 'meta', 'assignee_id', 'team_id'],
	...['created_at', 'updated_at', 'first_reply_created_at', 'waiting_since', 'applied_sla', 'sla_events'],
];

/** What is kept of a conversation that people were told of, should it be deleted: what judges it, and nothing anybody wrote. */
export function keepsakeOf(raw: RawConversation): RawConversation {
	return Object.fromEntries(KEPT.filter((name) => name in raw).map((name) => [name, raw[name]]));
}

/** A deleted conversation as it would be had somebody resolved it: nobody needs to act on it any more. */
export function asResolved(keepsake: RawConversation): RawConversation {
	return { ...keepsake, status: 'resolved' };
}
