import { formatDuration } from '../duration';
import { METRIC_NAMES } from '../sla/policy';
import type { Alert } from './alert';

/**
 * A rule's own message: `{id}`, `{contact}`, `{inbox}`, `{metric}`, `{threshold}`, `{overdue}`, `{stage}`, `{level}` and
 * `{url}` are filled in from the alert. Anything else in braces stays as it is.
 */
export function renderTemplate(template: string, alert: Alert): string {
	const values: Record<string, string> = {
		id: String(alert.conversation.id),
		contact: alert.conversation.contact.name ?? 'unknown contact',
		inbox: alert.conversation.inbox.name ?? 'unknown inbox',
		metric: METRIC_NAMES[alert.metric],
		threshold: alert.thresholdSeconds === null ? 'unknown' : formatDuration(alert.thresholdSeconds),
		overdue: formatDuration(alert.overdueSeconds ?? 0),
		stage: alert.stage,
		level: String(alert.level),
		url: alert.url,
	};
	return template.replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
}
