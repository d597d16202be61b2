import { z } from 'zod';
import { parseDuration } from '../duration';
import { ExplainedError } from '../errors';
import { sameName } from '../same-name';
import { parseSettings } from '../settings';
import type { Conversation, SlaMetric } from './conversation';
import { SLA_METRICS } from './conversation';

/** A policy of our own: what it promises, and for which conversations. */
export interface OwnPolicy {
	name: string;
	/** Every condition that names something must hold; in a list any entry will do. */
	conditions: PolicyConditions;
	/** Null: this time is not promised. */
	thresholdSeconds: Record<SlaMetric, number | null>;
	/** Whether only open time of the business calendar counts. */
	businessHours: boolean;
}

export interface PolicyConditions {
	/** Ids or names. */
	inboxes: string[];
	/** Ids or names. */
	teams: string[];
	labels: string[];
	priorities: string[];
	/** Chatwoot's channel types, with or without `Channel::`: `whatsapp`, `Channel::WebWidget`. */
	channels: string[];
	/** Custom attributes of the contact and the values they must have. */
	contactAttributes: Record<string, string>;
}

/** The first policy whose conditions hold. */
export function matchingPolicy(conversation: Conversation, policies: readonly OwnPolicy[]): OwnPolicy | null {
	return policies.find(({ conditions }) => conditionsHold(conditions, conversation)) ?? null;
}

function conditionsHold(conditions: PolicyConditions, { inbox, team, labels, priority, channel, contact }: Conversation): boolean {
	return (
		anyOf(conditions.inboxes, [inbox.id, inbox.name]) &&
		anyOf(conditions.teams, [team?.id, team?.name]) &&
		anyOf(conditions.labels, labels) &&
		anyOf(conditions.priorities, [priority]) &&
		anyOf(conditions.channels.map(channelName), [channel === null ? null : channelName(channel)]) &&
		Object.entries(conditions.contactAttributes).every(([name, value]) => attributeText(contact.attributes[name]) === value)
	);
}

function anyOf(wanted: readonly string[], actual: ReadonlyArray<string | number | null | undefined>): boolean {
	if (wanted.length === 0) return true;
	return actual.some((value) => value !== null && value !== undefined && wanted.some((name) => sameName(name, String(value))));
}

function channelName(channel: string): string {
	return channel.replace(/^channel::/i, '');
}

/** Attributes are text, numbers, dates (text) or checkboxes. */
function attributeText(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

const listOfNames = z.array(z.union([z.string(), z.number()]).transform(String)).default([]);
const durationText = z.union([z.string(), z.number()]).nullish();
const attributeValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const policySchema = z
	.object({
		name: z.string().default(''),
		when: z
			.object({
				inboxes: listOfNames,
				teams: listOfNames,
				labels: listOfNames,
				priorities: listOfNames,
				channels: listOfNames,
				contactAttributes: z.record(attributeValue).default({}),
			})
			.strict()
			.default({}),
		frt: durationText,
		nrt: durationText,
		rt: durationText,
		unassigned: durationText,
		businessHours: z.boolean().default(true),
	})
	.strict();
type TypedPolicy = z.infer<typeof policySchema>;

/**
 * Reads a list of policies; `settings` is JSON or YAML text, or what either holds.
 *
 * @throws ExplainedError naming the policy and the field that is wrong.
 */
export function parseOwnPolicies(settings: unknown): OwnPolicy[] {
	return parseSettings('Policies', settings, () => z.array(policySchema)).map((typed, index) => {
		const label = `Policies: ${typed.name || `policy ${index + 1}`}`;
		return ownPolicy(typed, label);
	});
}

function ownPolicy(typed: TypedPolicy, label: string): OwnPolicy {
	const thresholdSeconds = parseThresholds(typed, label);
	if (SLA_METRICS.every((metric) => thresholdSeconds[metric] === null)) {
		throw new ExplainedError(`${label} has no threshold`, { advice: 'Give it at least one of frt, nrt, rt and unassigned, or remove it.' });
	}
	return { name: typed.name, conditions: typed.when, thresholdSeconds, businessHours: typed.businessHours };
}

/** Durations by metric; empty text means that the time is not promised. */
export function parseThresholds(typed: Partial<Record<SlaMetric, string | number | null | undefined>>, label: string): OwnPolicy['thresholdSeconds'] {
	const seconds = (metric: SlaMetric) => {
		const duration = typed[metric] ?? '';
		return duration === '' ? null : parseDuration(duration, `${label}: ${metric}`);
	};
	return { frt: seconds('frt'), nrt: seconds('nrt'), rt: seconds('rt'), unassigned: seconds('unassigned') };
}
