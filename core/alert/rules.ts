import { z } from 'zod';
import { SLA_METRICS } from '../sla/conversation';
import type { SlaMetric } from '../sla/conversation';
import type { StageKind } from '../sla/stages';
import { STAGE_KINDS } from '../sla/stages';
import { parseSettings } from '../settings';
import type { Channel } from './alert';
import { CHANNELS } from './alert';

/** Which alerts go to whom over which channels. An empty list of metrics, stages or inboxes means all of them. */
export interface Rule {
	name: string;
	metrics: SlaMetric[];
	stages: StageKind[];
	/** Ids or names. */
	inboxes: string[];
	/** Everybody in these teams is told. */
	teams: string[];
	/** The conversation's assignee is told. */
	toAssignee: boolean;
	/** Everybody in the team the conversation is assigned to is told. */
	toConversationTeam: boolean;
	channels: Channel[];
	/**
	 * Replaces the alert's text, not that of a recovery; see core/alert/template.ts for the placeholders. Empty: the
	 * alert's own text.
	 */
	message: string;
}

const listOf = <Item extends z.ZodTypeAny>(item: Item) => z.array(item).default([]);

const ruleSchema = z
	.object({
		name: z.string().default(''),
		metrics: listOf(z.enum(SLA_METRICS)),
		stages: listOf(z.enum(STAGE_KINDS)),
		inboxes: listOf(z.union([z.string(), z.number()]).transform(String)),
		teams: listOf(z.string()),
		toAssignee: z.boolean().default(false),
		toConversationTeam: z.boolean().default(false),
		channels: z.array(z.enum(CHANNELS)).default([...CHANNELS]),
		message: z.string().default(''),
	})
	.strict();

/** The plan's conditions, and what they mean here. */
const PLAN_CONDITIONS: Array<{ when: RegExp; metric: SlaMetric }> = [
	{ when: /^sla_events contains frt_breach$/, metric: 'frt' },
	{ when: /^sla_events contains nrt_breach$/, metric: 'nrt' },
	{ when: /^sla_events contains rt_breach$/, metric: 'rt' },
	{ when: /^assignee_id is null and status is open$/, metric: 'unassigned' },
];

const planChannelSchema = z
	.enum([...CHANNELS, 'odoo_activity'])
	.transform((channel): Channel => (channel === 'odoo_activity' ? 'odoo' : channel));

const planRuleSchema = z
	.object({
		name: z.string().default(''),
		when: z.string().transform((when, context) => {
			const condition = PLAN_CONDITIONS.find((known) => known.when.test(when.trim()));
			if (condition !== undefined) return condition.metric;
			context.addIssue({ code: z.ZodIssueCode.custom, message: `the condition "${when}" is not understood` });
			return z.NEVER;
		}),
		notify_teams: listOf(z.string()),
		channels: z.array(planChannelSchema),
		message: z.string().default(''),
	})
	.transform(({ name, when, notify_teams: teams, channels, message }): Rule => ({
		name,
		metrics: [when],
		stages: ['breach'],
		inboxes: [],
		teams,
		toAssignee: false,
		toConversationTeam: false,
		channels,
		message,
	}));

/**
 * Reads a list of rules, ours or the plan's (`when`, `notify_teams`). `settings` is JSON or YAML text, or what either
 * holds.
 *
 * @throws ExplainedError naming the entry that is wrong.
 */
export function parseRules(settings: unknown): Rule[] {
	return parseSettings('Rules', settings, (value) =>
		Array.isArray(value) && value.some(isPlanRule) ? z.array(planRuleSchema) : z.array(ruleSchema),
	);
}

function isPlanRule(rule: unknown): boolean {
	return typeof rule === 'object' && rule !== null && 'when' in rule;
}
