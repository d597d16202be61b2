import type { z } from 'zod';
import { ExplainedError } from '../errors';

/**
 * An answer of Odoo in the expected shape.
 *
 * @throws ExplainedError naming the operation, with nothing of the answer in it.
 */
export function parseAnswer<Output>(schema: z.ZodType<Output, z.ZodTypeDef, unknown>, answer: unknown, operation: string): Output {
	const parsed = schema.safeParse(answer);
	if (parsed.success) return parsed.data;
	const path = parsed.error.issues[0]?.path.join('.') ?? '';
	throw new ExplainedError(`Odoo answered ${operation} in an unexpected form${path === '' ? '' : ` (at ${path})`}`, {
		advice: 'Check that the address in the credential is that of an Odoo from 16 to 19',
	});
}
