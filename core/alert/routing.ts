import type { Alert, Delivery } from './alert';
import { atStage } from './at-stage';
import type { Candidate } from './delivery';
import { addressOn, deliveryOf, languageOfPerson } from './delivery';
import type { OwnLanguages } from './language/own-languages';
import type { Person } from './people';
import type { Directory } from './recipients';
import { recipientsOf } from './recipients';
import { matches } from './rule-match';
import type { Rule } from './rules';
import { nameOfRule } from './rules';

/** Who is told what, how, and in which words. */
export interface RoutingTable extends Directory {
	rules: readonly Rule[];
	languages: OwnLanguages;
}

/** A delivery that waits until the person may be told. */
export type DeferredDelivery = Delivery & { deferred: { until: string; reason: string } };

/** Who is told of an alert. Where nobody is, `unrouted` says why. */
export interface Routing {
	deliveries: Delivery[];
	deferred: DeferredDelivery[];
	unrouted: string | null;
}

/**
 * Applies every rule to an alert: one delivery for each channel and recipient, however many rules name them; the first
 * rule that does words the message. People who share Slack's default channel are told there once.
 *
 * An alert also brings the earlier stages of its clock. Whoever no rule names for the stage itself is offered the last
 * stage that they are named for, under that stage's key: it may have come in their quiet hours, or failed to be sent.
 * What they have had, the ledger knows. What takes an alert back has its stage, and so goes where the alert went, at any
 * hour.
 */
export function routeAlert(alert: Alert, table: RoutingTable, now: Date): Routing {
	const current = candidatesFor(alert, table);
	const byAddress = new Map<string, [Candidate, ...Candidate[]]>();
	for (const candidates of [current, ...earlierStages(alert).map((stage) => candidatesFor(stage, table))]) {
		for (const [address, group] of groupBy(candidates, addressOf)) if (!byAddress.has(address)) byAddress.set(address, group);
	}
	const deliveries: Delivery[] = [];
	const deferred: DeferredDelivery[] = [];
	for (const group of byAddress.values()) {
		const { candidate, until } = firstToBeTold(group, now);
		const delivery = deliveryOf(candidate, table.languages);
		if (until === null) deliveries.push(delivery);
		else deferred.push({ ...delivery, deferred: { until: until.toISOString(), reason: reasonToWait(candidate.person, until, table.languages) } });
	}
	return { deliveries, deferred, unrouted: current.length > 0 ? null : reasonFor(alert, table.rules) };
}

/** Whether any rule that may be applied to the alert asks for it. */
export function needs(what: 'toAssignee' | 'toTeamMembers', alert: Alert, rules: readonly Rule[]): boolean {
	return [alert, ...earlierStages(alert)].some((stage) => rules.some((rule) => rule[what] && matches(rule, stage)));
}

/** Latest first. A warning is of no use once the promise is broken. */
function earlierStages(alert: Alert): Alert[] {
	return alert.earlier
		.filter(({ stage }) => stage !== 'warning' || alert.stage === 'warning')
		.map((stage) => atStage(alert, stage))
		.reverse();
}

/** Rules for everybody else are asked only where the others tell nobody. */
function candidatesFor(alert: Alert, table: RoutingTable): Candidate[] {
	const all = table.rules.map((rule, index) => ({ rule, ruleName: nameOfRule(rule, index) })).filter(({ rule }) => matches(rule, alert));
	const byRules = (fallback: boolean) =>
		all.filter(({ rule }) => rule.fallback === fallback).flatMap(({ rule, ruleName }) =>
			recipientsOf(rule, alert, table).flatMap((recipient) =>
				rule.channels
					.filter((channel) => recipient.person.channels.includes(channel))
					.map((channel): Candidate => ({ ...recipient, alert, channel, rule, ruleName })),
			),
		);
	const told = byRules(false);
	return told.length > 0 ? told : byRules(true);
}

function addressOf({ channel, person }: Candidate): string {
	return `${channel}:${addressOn(channel, person).toLowerCase()}`;
}

/** Of several people at one address the first who may be told now, else the one who may be told first. */
function firstToBeTold(group: readonly [Candidate, ...Candidate[]], now: Date): { candidate: Candidate; until: Date | null } {
	const waiting = group.map((candidate) => ({ candidate, until: waitsUntil(candidate, now) }));
	return waiting.reduce((first, next) => ((next.until?.getTime() ?? 0) < (first.until?.getTime() ?? 0) ? next : first));
}

/** Null when the person may be told now. */
function waitsUntil({ alert, person }: Candidate, now: Date): Date | null {
	if (person.hours === null || alert.recovered !== null) return null;
	if (person.urgentPasses && alert.conversation.priority === 'urgent') return null;
	const opening = person.hours.nextOpening(now);
	return opening > now ? opening : null;
}

function reasonToWait(person: Person, until: Date, languages: OwnLanguages): string {
	const language = languageOfPerson(person, languages);
	return language.say('deferred.hours', { person: person.name, time: language.time(until) });
}

function reasonFor(alert: Alert, rules: readonly Rule[]): string {
	const names = rules.flatMap((rule, index) => (matches(rule, alert) ? [nameOfRule(rule, index)] : []));
	if (names.length === 0) return 'No rule matches this alert';
	return `Nobody is left to tell: ${names.join(', ')} matched, but names nobody who has the rule's channels switched on`;
}

function groupBy<Value>(values: readonly Value[], keyOf: (value: Value) => string): Map<string, [Value, ...Value[]]> {
	const groups = new Map<string, [Value, ...Value[]]>();
	for (const value of values) {
		const group = groups.get(keyOf(value));
		if (group === undefined) groups.set(keyOf(value), [value]);
		else group.push(value);
	}
	return groups;
}
