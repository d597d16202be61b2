import { z } from 'zod';
import { splitList } from '../settings';
import { SLA_METRICS } from '../sla/conversation';
import { STAGE_KINDS } from '../sla/stages';
import type { Alert } from './alert';
import { AlertSchema } from './alert';
import { languageFor, NOBODY_IN_PARTICULAR } from './language/language';
import { RULE_PRIORITIES } from './rules';
import { alertText } from './text';

/** What of a made-up alert can be chosen, as a form gives it. */
export const SampleSchema = z.object({
	metric: z.enum(SLA_METRICS).default('frt'),
	stage: z.enum(STAGE_KINDS).default('breach'),
	level: z.number().int().min(1).default(1),
	inbox: z.string().default('Website'),
	team: z.string().default(''),
	assignee: z.string().default(''),
	labels: z.string().default(''),
	priority: z.enum(RULE_PRIORITIES).default('none'),
});
export type Sample = z.infer<typeof SampleSchema>;

/** An alert that nobody has caused, to see what would be made of it: two minutes from an hour's promise. */
export function sampleAlert(sample: Sample, now: Date): Alert {
	const { metric, stage, level, inbox, team, assignee, labels, priority } = sample;
	const overdueSeconds = stage === 'warning' ? -120 : 120;
	const alert = AlertSchema.parse({
		key: `1:123:${metric}:0:${stage}`,
		metric,
		stage,
		level,
		dueAt: new Date(now.getTime() - overdueSeconds * 1000).toISOString(),
		thresholdSeconds: 3600,
		overdueSeconds,
		text: '',
		url: 'https://chatwoot.example.com/app/accounts/1/conversations/123',
		conversation: {
			accountId: 1,
			id: 123,
			status: 'open',
			priority: priority === 'none' ? null : priority,
			labels: splitList(labels),
			inbox: { id: null, name: inbox },
			contact: { id: 1, name: 'Jane Doe' },
			assignee: assignee === '' ? null : { id: 1, name: null, email: assignee },
			team: team === '' ? null : { id: 1, name: team },
		},
	});
	return { ...alert, text: alertText(alert, languageFor(NOBODY_IN_PARTICULAR)) };
}
