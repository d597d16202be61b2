import type { ITriggerFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { parseJson } from '../../core/http/json';
import type { OpenClock } from '../../core/monitor/watch';
import { SLA_METRICS } from '../../core/sla/conversation';
import type { ChatwootConnection } from '../shared/chatwoot';

/** Some 30 bytes each, which n8n reads from its database for every webhook of the workflow. */
const MAX_KEPT = 2000;

const memorySchema = z.object({
	account: z.string(),
	open: z.array(z.tuple([z.number(), z.enum(SLA_METRICS), z.string()])),
});
type Memory = z.infer<typeof memorySchema>;

/**
 * What was told and has not ended, in n8n's static data of this node, so that what ends while nobody watches is taken
 * back. n8n (2.41) saves it whenever the trigger starts an execution. It saves that of the whole workflow: where another
 * node loses it, nothing is taken back, and that is all.
 */
export class OpenClocks {
	private readonly account: string;

	constructor(
		private readonly context: ITriggerFunctions,
		{ server: { baseUrl, accountId } }: ChatwootConnection,
	) {
		this.account = `${baseUrl} ${accountId}`;
	}

	/** None where those kept are of another account. */
	recall(): OpenClock[] {
		const kept = memorySchema.safeParse(parseJson(String(this.staticData()['told'])));
		if (!kept.success || kept.data.account !== this.account) return [];
		return kept.data.open.map(([id, metric, cycle]) => ({ id, metric, cycle }));
	}

	/** To be called before an execution is started. As text, because n8n (2.41) wraps every object in static data at every execution. */
	keep(clocks: readonly OpenClock[]): void {
		const memory: Memory = { account: this.account, open: clocks.slice(-MAX_KEPT).map(({ id, metric, cycle }) => [id, metric, cycle]) };
		const told = JSON.stringify(memory);
		const staticData = this.staticData();
		if (staticData['told'] !== told) staticData['told'] = told;
	}

	private staticData(): Record<string, unknown> {
		return this.context.getWorkflowStaticData('node');
	}
}
