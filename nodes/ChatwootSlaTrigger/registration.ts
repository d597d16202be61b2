import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { ChatwootWebhook } from '../../core/chatwoot/client';

type Context = IHookFunctions | IWebhookFunctions;

/**
 * What the node remembers of its webhook in Chatwoot, in n8n's static data, by URL: a test listen has a URL of its own
 * and never meets the production one. Written only from webhookMethods and webhook(), where n8n (2.41) keeps it.
 */
const registrationSchema = z.object({ id: z.number(), secret: z.string().nullable() });
export type Registration = z.infer<typeof registrationSchema>;

export function recall(context: Context, url: string): Registration | null {
	const kept = registrationSchema.safeParse(context.getWorkflowStaticData('node')[url]);
	return kept.success ? kept.data : null;
}

export function remember(context: Context, { id, url, secret }: ChatwootWebhook): void {
	context.getWorkflowStaticData('node')[url] = { id, secret };
}

export function forget(context: Context, url: string): void {
	Reflect.deleteProperty(context.getWorkflowStaticData('node'), url);
}
