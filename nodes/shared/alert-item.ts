import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { AlertSchema, DeliverySchema } from '../../core/alert/alert';
import { ExplainedError } from '../../core/errors';

/** What can be sent: an alert of Evaluate SLA Breach, or a delivery of Route SLA Alert. */
export type AlertItem = z.infer<typeof alertItemSchema>;

const alertItemSchema = AlertSchema.extend({ delivery: DeliverySchema.shape.delivery.optional() }).passthrough();

/** @throws ExplainedError that names the first thing missing. */
export function readAlert(context: IExecuteFunctions, itemIndex: number): AlertItem {
	const parsed = alertItemSchema.safeParse(context.getInputData()[itemIndex]?.json);
	if (parsed.success) return parsed.data;
	const issue = parsed.error.issues[0];
	throw new ExplainedError(`The input is no SLA alert: ${describeIssue(issue)}`, {
		advice: 'Connect this node after Evaluate SLA Breach or Route SLA Alert.',
	});
}

/** A parameter's text; an expression that finds nothing is empty. */
export function textParameter(context: IExecuteFunctions, name: string, itemIndex: number): string {
	return z.string().catch('').parse(context.getNodeParameter(name, itemIndex, '')).trim();
}

/** Names the place, never the value: it may be a customer's. */
function describeIssue(issue: z.ZodIssue | undefined): string {
	const path = issue?.path.join('.') ?? '';
	const missing = issue?.code === 'invalid_type' && issue.received === 'undefined';
	return `"${path}" is ${missing ? 'missing' : 'not as expected'}`;
}
