import { z } from 'zod';
import type { SlaMetric } from '../sla/conversation';
import type { Channel } from './alert';
import { CHANNELS } from './alert';

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

/** A rule as the plan writes it, about breaches; what comes out is a rule of ours. */
export const planRuleSchema = z
	.object({
		name: z.string().default(''),
		when: z.string().transform((when, context) => {
			const condition = PLAN_CONDITIONS.find((known) => known.when.test(when.trim()));
			if (condition !== undefined) return condition.metric;
			context.addIssue({ code: z.ZodIssueCode.custom, message: `the condition "${when}" is not understood` });
			return z.NEVER;
		}),
		notify_teams: z.array(z.string()).default([]),
		channels: z.array(planChannelSchema),
		message: z.string().default(''),
	})
	.transform(({ name, when, notify_teams: teams, channels, message }) => ({ name, metrics: [when], stages: ['breach'], teams, channels, message }));

export function isPlanRule(rule: unknown): boolean {
	return typeof rule === 'object' && rule !== null && 'when' in rule;
}
