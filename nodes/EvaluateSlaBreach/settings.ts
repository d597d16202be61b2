import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { Judging } from '../../core/monitor/monitor';
import { parseSettings } from '../../core/settings';
import type { ChatwootConnection } from '../shared/chatwoot';
import { httpTransport } from '../shared/http';
import { readJudging } from '../shared/judging';
import { policyOfEvaluate } from '../shared/policy-source';

const FETCH_MODES = ['always', 'ifNeeded', 'never'] as const;

const OUTPUTS = ['alerts', 'conversations'] as const;

export interface Settings extends Judging {
	fetchMode: (typeof FETCH_MODES)[number];
	output: (typeof OUTPUTS)[number];
}

/** The node's parameters for one item. */
export async function readSettings(context: IExecuteFunctions, connection: ChatwootConnection, itemIndex: number): Promise<Settings> {
	const judging = await readJudging(policyOfEvaluate(context, itemIndex), { timeZone: context.getTimezone(), transport: httpTransport(context), connection });
	return {
		...judging,
		fetchMode: parseSettings('Fetch Conversation', context.getNodeParameter('fetchMode', itemIndex), () => z.enum(FETCH_MODES)),
		output: parseSettings('Output', context.getNodeParameter('output', itemIndex, 'alerts'), () => z.enum(OUTPUTS)),
	};
}
