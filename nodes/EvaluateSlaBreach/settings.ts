import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { PolicySource, Thresholds } from '../../core/sla/policy';
import { POLICY_SOURCES } from '../../core/sla/policy';

export type FetchMode = 'always' | 'ifNeeded' | 'never';

export interface Settings {
	fetchMode: FetchMode;
	policySource: PolicySource;
	thresholds: Thresholds;
	warningPercent: number;
}

const thresholdSchema = z.number().nullish().transform((seconds) => seconds ?? null);
const settingsSchema = z.object({
	fetchMode: z.enum(['always', 'ifNeeded', 'never']),
	policySource: z.enum(POLICY_SOURCES),
	thresholds: z.object({ frt: thresholdSchema, nrt: thresholdSchema, rt: thresholdSchema, unassigned: thresholdSchema }),
	warningPercent: z.number(),
});

/** The node's parameters for one item. */
export function readSettings(context: IExecuteFunctions, itemIndex: number): Settings {
	return settingsSchema.parse({
		fetchMode: context.getNodeParameter('fetchMode', itemIndex),
		policySource: context.getNodeParameter('policySource', itemIndex),
		thresholds: context.getNodeParameter('thresholds', itemIndex),
		warningPercent: context.getNodeParameter('options.warningPercent', itemIndex, 80),
	});
}
