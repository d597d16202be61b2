import type { Finding } from './finding';

/** The name the monitor's items carry where Chatwoot's events carry theirs. */
export const MONITOR_EVENT = 'conversation_sla_due';

/**
 * A finding as an item's JSON: the conversation of Chatwoot's REST API with `event`, `read_at` (unix seconds, when it
 * was read) and `sla_ended` (the clocks that people were told of and that have ended). Times as Chatwoot writes them.
 */
export function monitorItem({ raw, ended }: Finding, readAt: Date): Record<string, unknown> {
	return {
		...raw,
		event: MONITOR_EVENT,
		read_at: readAt.getTime() / 1000,
		sla_ended: ended.map(({ metric, startedAt }) => ({ metric, started_at: startedAt === null ? null : startedAt.getTime() / 1000 })),
	};
}
