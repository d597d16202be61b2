import { ExplainedError } from '../errors';
import type { TemplateParams } from './messages';

/**
 * `{name}` in a text becomes the value of that name. Braces around anything but letters, digits and `_` stay.
 *
 * @throws ExplainedError naming a placeholder without a value: a customer should not read it.
 */
export function fillIn(text: string, values: Record<string, string>): string {
	return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
		const value = Object.hasOwn(values, name) ? values[name] : undefined;
		if (value !== undefined) return value;
		throw new ExplainedError(`The text has ${placeholder}, but there is no value with this name`, {
			advice: 'Add it under Values, or correct the name in the text. name, phone and email come from the contact.',
		});
	});
}

/** The same in a template's parameters. */
export function fillInParameters(parameters: TemplateParams['processed_params'], values: Record<string, string>): TemplateParams['processed_params'] {
	return mapTexts(parameters, (text) => fillIn(text, values));
}

/**
 * Chatwoot (4.15, TemplateProcessorService) leaves out empty parameters and sends the others by their position: the
 * time would stand where the name should.
 *
 * @throws ExplainedError naming a parameter that is empty.
 */
export function requireParameters(parameters: TemplateParams['processed_params']): void {
	mapTexts(parameters, (text, path) => {
		if (text.trim() !== '') return text;
		throw new ExplainedError(`Template Parameters: ${path.join('.')} is empty`, {
			advice: 'Give it a value, or use a template without it: Chatwoot would send the next parameter in its place.',
		});
	});
}

type Change = (text: string, path: string[]) => string;

function mapTexts(values: Record<string, unknown>, change: Change, path: string[] = []): Record<string, unknown> {
	return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, mapValue(value, change, [...path, name])]));
}

/** Null is an empty text; numbers and the like stay. */
function mapValue(value: unknown, change: Change, path: string[]): unknown {
	if (typeof value === 'string' || value === null) return change(value ?? '', path);
	if (Array.isArray(value)) return value.map((entry: unknown, index) => mapValue(entry, change, [...path, String(index + 1)]));
	return typeof value === 'object' ? mapTexts({ ...value }, change, path) : value;
}
