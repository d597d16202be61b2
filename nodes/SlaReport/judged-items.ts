import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { ExplainedError } from '../../core/errors';
import type { Standing } from '../../core/report/standing';
import { StandingSchema } from '../../core/report/standing';

export interface JudgedItems {
	standings: Standing[];
	/** Of items that failed in the nodes before. */
	failures: Array<{ reason: string; details: string }>;
}

/**
 * Reads all input items. The empty item that "Always Output Data" makes of an empty list is none.
 *
 * @throws ExplainedError when an item is no judged conversation.
 */
export function readJudgedItems(context: IExecuteFunctions): JudgedItems {
	const judged: JudgedItems = { standings: [], failures: [] };
	for (const [itemIndex, { json }] of context.getInputData().entries()) {
		if (Object.keys(json).length === 0) continue;
		const failure = failureSchema.safeParse(json);
		if (failure.success) judged.failures.push(failure.data);
		else judged.standings.push(readStanding(json, itemIndex));
	}
	return judged;
}

/** As our nodes put out what failed, with "Continue" on error. */
const failureSchema = z
	.object({ error: z.string().min(1), details: z.string().default('') })
	.transform(({ error, details }) => ({ reason: error, details }));

function readStanding(json: unknown, itemIndex: number): Standing {
	const parsed = StandingSchema.safeParse(json);
	if (parsed.success) return parsed.data;
	throw new ExplainedError(`Item ${itemIndex} is no judged conversation: "${parsed.error.issues[0]?.path.join('.') ?? ''}" is missing or wrong`, {
		advice: 'Connect this node after Evaluate SLA Breach, with its Output set to One Item per Conversation.',
	});
}
