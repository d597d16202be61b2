import { z } from 'zod';
import type { SlaMetric } from '../sla/conversation';
import { SLA_METRICS } from '../sla/conversation';
import type { StageKind } from '../sla/stages';
import { STAGE_KINDS } from '../sla/stages';
import { parseSettings } from '../settings';
import type { Channel } from './alert';
import { CHANNELS } from './alert';
import { withoutCountry } from './language/locale';
import { isPlanRule, planRuleSchema } from './plan-rules';
import { channel, flag, listOf, tableRow } from './table-row';

/** Which alerts go to whom over which channels. An empty list of what an alert may be about means all of it. */
export interface Rule {
	name: string;
	metrics: SlaMetric[];
	stages: StageKind[];
	/** Of the stages: 2 is the second escalation, reminder or warning. */
	levels: number[];
	/** Ids or names. */
	inboxes: string[];
	/** The team that has the conversation: ids or names. */
	conversationTeams: string[];
	/** One of them is enough. */
	labels: string[];
	/** `none` for conversations without one. */
	priorities: RulePriority[];
	businessHours: (typeof HOURS_CONDITIONS)[number];
	/** Applied only where no rule that is none tells anybody. */
	fallback: boolean;

	/** Everybody in these teams is told. */
	teams: string[];
	/** Addresses, or names of people; an address may be anybody's. */
	people: string[];
	/** The conversation's assignee is told. */
	toAssignee: boolean;
	/** Everybody among the people who is in the team that has the conversation is told. */
	toConversationTeam: boolean;
	/** Every member in Chatwoot of the team that has the conversation is told. */
	toTeamMembers: boolean;
	channels: Channel[];
	/**
	 * Replaces the alert's text, not that of a recovery; see core/alert/template.ts for the placeholders. In one wording
	 * for all, or by language. Empty: the alert's own text.
	 */
	message: string | Readonly<Record<string, string>>;
}

export const RULE_PRIORITIES = ['low', 'medium', 'high', 'urgent', 'none'] as const;
export type RulePriority = (typeof RULE_PRIORITIES)[number];

/** Of the conversation, as its opening hours were when the alert was judged. */
export const HOURS_CONDITIONS = ['any', 'during', 'outside'] as const;

const nameOrId = z.union([z.string(), z.number()]).transform(String);
const ruleSchema = z
	.object({
		name: z.string().default(''),
		metrics: listOf(z.enum(SLA_METRICS)).default([]),
		stages: listOf(z.enum(STAGE_KINDS)).default([]),
		levels: listOf(z.coerce.number().int().min(1)).default([]),
		inboxes: listOf(nameOrId).default([]),
		conversationTeams: listOf(nameOrId).default([]),
		labels: listOf(z.string()).default([]),
		priorities: listOf(z.enum(RULE_PRIORITIES)).default([]),
		businessHours: z.enum(HOURS_CONDITIONS).default('any'),
		fallback: flag.default(false),
		teams: listOf(z.string()).default([]),
		people: listOf(z.string().trim()).default([]),
		toAssignee: flag.default(false),
		toConversationTeam: flag.default(false),
		toTeamMembers: flag.default(false),
		channels: listOf(channel).default([...CHANNELS]),
		message: z.union([z.string(), z.record(z.string())]).default(''),
	})
	.strict();

/**
 * Reads a list of rules, ours or the plan's (`when`, `notify_teams`), or the rows of a table (see
 * core/alert/table-row.ts). `settings` is JSON or YAML text, or what either holds.
 *
 * @throws ExplainedError naming the entry that is wrong.
 */
export function parseRules(settings: unknown): Rule[] {
	return parseSettings('Rules', settings, (value) =>
		Array.isArray(value) && value.some(isPlanRule) ? z.array(planRuleSchema.pipe(ruleSchema)) : z.array(z.preprocess(tableRow(Object.keys(ruleSchema.shape)), ruleSchema)),
	);
}

/** How people call it: a rule without a name by its place. */
export function nameOfRule({ name }: Rule, index: number): string {
	return name || `rule ${index + 1}`;
}

/** A rule's message for readers of a locale: in their language, else in English, else in the first there is. */
export function messageFor({ message }: Rule, locale: string): string {
	if (typeof message === 'string') return message;
	return message[locale] ?? message[withoutCountry(locale)] ?? message['en'] ?? Object.values(message)[0] ?? '';
}
