import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { ExplainedError } from '../../core/errors';

export interface DedupeOptions {
	leaseMinutes: number;
	rememberedKeys: number;
	retentionDays: number;
	keepTryingSeconds: number;
}

const positive = z.coerce.number().positive();

/**
 * The options of an operation; what it has no use for stands as by default. An expression may give a number as text.
 *
 * @throws ExplainedError that names the option which is no such number.
 */
export function readOptions(context: IExecuteFunctions, operation: string): DedupeOptions {
	const options = z.record(z.unknown()).parse(context.getNodeParameter('options', 0, {}));
	return {
		leaseMinutes: parseNumber(positive, options['leaseMinutes'] ?? 10, 'Lease (Minutes)'),
		rememberedKeys: parseNumber(positive, options['rememberedKeys'] ?? 10_000, 'Remembered Keys'),
		retentionDays: parseNumber(positive, options['retentionDays'] ?? 30, 'Retention (Days)'),
		keepTryingSeconds: parseNumber(z.coerce.number().min(0), options['keepTryingSeconds'] ?? (operation === 'confirm' ? 60 : 10), 'Keep Trying (Seconds)'),
	};
}

/** How many keys are listed at most. */
export function readLimit(context: IExecuteFunctions): number {
	return parseNumber(z.coerce.number().int().min(1).max(10_000), context.getNodeParameter('limit', 0, 50), 'Limit');
}

function parseNumber(schema: z.ZodType<number, z.ZodTypeDef, unknown>, value: unknown, name: string): number {
	const number = schema.safeParse(value);
	if (number.success) return number.data;
	throw new ExplainedError(`${name} is no number that can be used`, {
		advice: `Correct ${name} in this node; an expression must give what could be typed there.`,
	});
}
