import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';

type Context = IHookFunctions | IWebhookFunctions;

/** An e-mail is in an event four times and more (as text and as HTML, as message and as last message; Chatwoot 4.15). */
export const DEFAULT_MAX_BODY_MEGABYTES = 4;

export interface SignatureSettings {
	verify: boolean;
	/** Typed by hand; empty when the one that Chatwoot made is to be used. */
	typedSecret: string;
	toleranceSeconds: number;
}

/** Whatever an expression may have made of the options, signatures are verified unless verification is plainly off. */
export function signatureSettings(context: Context): SignatureSettings {
	const options = optionsSchema.parse(context.getNodeParameter('options', {}));
	return { verify: options.verifySignature, typedSecret: options.webhookSecret, toleranceSeconds: options.timeWindowSeconds };
}

/** The largest body that is taken, in bytes. */
export function maxBodyBytes(context: Context): number {
	return optionsSchema.parse(context.getNodeParameter('options', {})).maxBodyMegabytes * 1024 * 1024;
}

export function chosenEvents(context: Context): string[] {
	return listSchema.parse(context.getNodeParameter('events', []));
}

/** Whether an event starts an execution only when its conversation is at risk, breached or recovered. */
export function startsOnlyForSla(context: Context): boolean {
	return context.getNodeParameter('startRunsFor', 'everyEvent') === 'slaOnly';
}

export interface Filters {
	inboxes: string[];
	statuses: string[];
	labels: string[];
	ignorePrivateNotes: boolean;
	ignoreOutgoingMessages: boolean;
	ignoreBotMessages: boolean;
	onlyIncomingMessages: boolean;
}

export function filters(context: Context): Filters {
	return filtersSchema.parse(context.getNodeParameter('filters', {}));
}

const optionsSchema = z.object({
	verifySignature: z.boolean().catch(true),
	webhookSecret: z.string().trim().catch(''),
	timeWindowSeconds: z.number().positive().catch(300),
	maxBodyMegabytes: z.number().positive().catch(DEFAULT_MAX_BODY_MEGABYTES),
});

/** Values picked from a list, or typed with commas between them. */
const listSchema = z
	.union([z.array(z.coerce.string()), z.coerce.string().transform((text) => text.split(','))])
	.transform((values) => values.map((value) => value.trim()).filter((value) => value !== ''));

const filtersSchema = z.object({
	inboxes: listSchema.default([]),
	statuses: listSchema.default([]),
	labels: listSchema.default([]).transform((labels) => labels.map((label) => label.toLowerCase())),
	ignorePrivateNotes: z.boolean().catch(false),
	ignoreOutgoingMessages: z.boolean().catch(false),
	ignoreBotMessages: z.boolean().catch(false),
	onlyIncomingMessages: z.boolean().catch(false),
});
