import { parse as parseYaml } from 'yaml';
import type { z } from 'zod';
import { ExplainedError, messageOf } from './errors';

/**
 * Settings a person wrote as JSON or YAML (JSON is YAML), or that an expression gave as a value already.
 *
 * @throws ExplainedError naming `what` and the entry that is wrong.
 */
export function parseSettings<Output>(
	what: string,
	settings: unknown,
	schemaFor: (value: unknown) => z.ZodType<Output, z.ZodTypeDef, unknown>,
): Output {
	const value = typeof settings === 'string' ? readText(what, settings) : settings;
	const result = schemaFor(value).safeParse(value);
	if (result.success) return result.data;
	const issue = result.error.issues[0];
	const path = issue?.path.join('.') ?? '';
	throw new ExplainedError(`${what}: ${path === '' ? '' : `${path}: `}${issue?.message ?? 'not understood'}`, {
		advice: `Correct it under ${what}. The documentation of this node shows an example.`,
	});
}

/** Names typed with commas between them. */
export function splitList(text: string): string[] {
	return text
		.split(',')
		.map((name) => name.trim())
		.filter((name) => name !== '');
}

function readText(what: string, text: string): unknown {
	try {
		return parseYaml(text);
	} catch (error) {
		throw new ExplainedError(`${what} is neither JSON nor YAML: ${messageOf(error)}`, {
			advice: 'Check brackets, quotes and indentation at that place.',
		});
	}
}
