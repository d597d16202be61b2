import { sameName } from '../same-name';
import type { Alert, Channel, Delivery } from './alert';
import { deliveryKey } from './key';
import type { Person } from './people';
import type { Rule } from './rules';
import { renderTemplate } from './template';

/** Who is told of an alert. Where nobody is, `unrouted` says why. */
export type Routing = { deliveries: [Delivery, ...Delivery[]] } | { unrouted: string };

/**
 * Applies every rule to an alert: one delivery for each channel and recipient, however many rules name them; the first
 * rule that does words the message. People who share Slack's default channel are told there once. What takes an alert
 * back has its stage, and so goes where the alert went, in its own words.
 */
export function routeAlert(alert: Alert, people: readonly Person[], rules: readonly Rule[]): Routing {
	const matching = rules.filter((rule) => matches(rule, alert));
	const deliveries = new Map<string, Delivery>();
	for (const rule of matching) {
		for (const person of recipients(rule, alert, people)) {
			for (const channel of rule.channels.filter((wanted) => person.channels.includes(wanted))) {
				const delivery = deliveryTo(person, channel, alert, rule);
				if (!deliveries.has(delivery.delivery.key)) deliveries.set(delivery.delivery.key, delivery);
			}
		}
	}
	const [first, ...others] = deliveries.values();
	return first === undefined ? { unrouted: reasonFor(matching) } : { deliveries: [first, ...others] };
}

/** Whether any rule that matches the alert tells its assignee. */
export function needsAssignee(alert: Alert, rules: readonly Rule[]): boolean {
	return rules.some((rule) => rule.toAssignee && matches(rule, alert));
}

function matches(rule: Rule, { metric, stage, conversation: { inbox } }: Alert): boolean {
	const inboxNames = [inbox.id, inbox.name].filter((name) => name !== null).map(String);
	return (
		(rule.metrics.length === 0 || rule.metrics.includes(metric)) &&
		(rule.stages.length === 0 || rule.stages.includes(stage)) &&
		(rule.inboxes.length === 0 || rule.inboxes.some((wanted) => inboxNames.some((name) => sameName(name, wanted))))
	);
}

function recipients(rule: Rule, { conversation }: Alert, people: readonly Person[]): Person[] {
	const conversationTeam = rule.toConversationTeam ? (conversation.team?.name ?? null) : null;
	const teams = conversationTeam === null ? rule.teams : [...rule.teams, conversationTeam];
	const members = people.filter((person) => person.teams.some((team) => teams.some((wanted) => sameName(team, wanted))));
	const assignee = rule.toAssignee ? assigneeAmong(people, conversation.assignee) : null;
	return assignee === null || members.includes(assignee) ? members : [assignee, ...members];
}

/** An assignee who is not among the people is told by e-mail and in Odoo, where the e-mail address finds them. */
function assigneeAmong(people: readonly Person[], assignee: Alert['conversation']['assignee']): Person | null {
	const email = assignee?.email;
	if (!email) return null;
	const known = people.find((person) => person.email.toLowerCase() === email.toLowerCase());
	return known ?? { name: assignee.name ?? email, email, teams: [], channels: ['email', 'odoo'], slackTarget: '' };
}

function deliveryTo(person: Person, channel: Channel, alert: Alert, rule: Rule): Delivery {
	const recipient = channel === 'slack' ? person.slackTarget || 'default' : person.email;
	return {
		...alert,
		text: rule.message === '' || alert.recovered !== null ? alert.text : renderTemplate(rule.message, alert),
		delivery: {
			key: deliveryKey(alert.key, channel, recipient),
			channel,
			person: { name: person.name, email: person.email },
			slackTarget: person.slackTarget,
		},
	};
}

function reasonFor(matching: readonly Rule[]): string {
	if (matching.length === 0) return 'No rule matches this alert';
	const names = matching.map((rule, index) => rule.name || `rule ${index + 1}`).join(', ');
	return `Nobody is left to tell: ${names} matched, but names no team, assignee or channel that people have switched on`;
}
