import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

/**
 * Whether this runs on a worker of n8n's queue mode. n8n tells its nodes in no official way; the context they get has
 * carried the settings of its instance for long (n8n-core 2.41). Where it does not, nobody is warned.
 */
export function runsOnWorker(context: IExecuteFunctions): boolean {
	const parsed = contextSchema.safeParse(context);
	return parsed.success && parsed.data.instanceSettings.instanceType === 'worker';
}

const contextSchema = z.object({ instanceSettings: z.object({ instanceType: z.string() }) });
