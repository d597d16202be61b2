import { sameName } from '../same-name';
import type { Alert } from './alert';
import type { Rule, RulePriority } from './rules';

/**
 * Whether a rule is about an alert. Where it is not known whether the office was open, a rule for either case is. What
 * takes an alert back goes by the alert's rules, whatever the hour.
 */
export function matches(rule: Rule, alert: Alert): boolean {
	const { metric, stage, level, conversation } = alert;
	return (
		isWanted(rule.metrics, metric) &&
		isWanted(rule.stages, stage) &&
		isWanted(rule.levels, level) &&
		isNamed(rule.inboxes, [conversation.inbox.id, conversation.inbox.name]) &&
		isNamed(rule.conversationTeams, [conversation.team?.id, conversation.team?.name]) &&
		isNamed(rule.labels, conversation.labels) &&
		isWanted<string>(rule.priorities, conversation.priority ?? WITHOUT_PRIORITY) &&
		isHour(rule, alert)
	);
}

const WITHOUT_PRIORITY: RulePriority = 'none';

function isWanted<Value>(wanted: readonly Value[], value: Value): boolean {
	return wanted.length === 0 || wanted.includes(value);
}

function isNamed(wanted: readonly string[], names: ReadonlyArray<string | number | null | undefined>): boolean {
	return wanted.length === 0 || names.some((name) => name != null && wanted.some((each) => sameName(String(name), each)));
}

function isHour({ businessHours }: Rule, { withinBusinessHours, recovered }: Alert): boolean {
	if (businessHours === 'any' || withinBusinessHours === null || recovered !== null) return true;
	return withinBusinessHours === (businessHours === 'during');
}
