import type { ITriggerFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { MonitorOptions } from '../../core/monitor/monitor';

const optionsSchema = z.object({
	sweepEverySeconds: z.number().min(10).catch(60),
	fullSweepEveryMinutes: z.number().min(5).catch(60),
	offerAgainEveryMinutes: z.number().min(0).catch(10),
});

/** Numbers that are missing or too small are taken as the defaults. */
export function readOptions(context: ITriggerFunctions): MonitorOptions {
	const options = optionsSchema.parse(context.getNodeParameter('options', {}));
	return {
		sweepEverySeconds: options.sweepEverySeconds,
		fullSweepEverySeconds: options.fullSweepEveryMinutes * 60,
		offerAgainEverySeconds: options.offerAgainEveryMinutes * 60,
	};
}
