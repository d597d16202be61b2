import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { ExplainedError } from '../../core/errors';
import { parseSettings, splitList } from '../../core/settings';

/** The parameters of the node for one item, expressions resolved. All methods throw an ExplainedError naming the field. */
export interface Parameters {
	/** The workflow's, IANA. */
	readonly timeZone: string;
	/** Empty where nothing is filled in. */
	text(name: string): string;
	requiredText(name: string, label: string): string;
	/** A whole number above 0, typed or chosen from a list. */
	id(name: string, label: string): number;
	/** Null where nothing is filled in. */
	optionalId(name: string, label: string): number | null;
	/** JSON text, or what an expression gave. */
	object(name: string, label: string): Record<string, unknown>;
	/** Names with commas between them, or a list of them. */
	list(name: string): string[];
	flag(name: string): boolean;
	/** Infinity with Return All. */
	limit(): number;
	oneOf<Value extends string>(name: string, label: string, values: readonly [Value, ...Value[]]): Value;
	/** A file of the input item. */
	file(binaryField: string): Promise<{ fileName: string; mimeType: string; bytes: Buffer }>;
}

export function parametersOf(context: IExecuteFunctions, itemIndex: number): Parameters {
	const read = (name: string): unknown => valueSchema.parse(context.getNodeParameter(name, itemIndex, ''));
	const text = (name: string) => parseText(read(name), name);
	const optionalId = (name: string, label: string) => (text(name) === '' ? null : parseId(text(name), label));
	return {
		timeZone: context.getTimezone(),
		text,
		optionalId,
		requiredText: (name, label) => {
			if (text(name) !== '') return text(name);
			throw new ExplainedError(`${label} is empty`, { advice: `Fill in ${label}; an expression must give text.` });
		},
		id: (name, label) => parseId(text(name), label),
		object: (name, label) => parseSettings(label, read(name) === '' ? {} : read(name), () => z.record(z.unknown())),
		list: (name) => listSchema.parse(read(name)).flatMap(splitList),
		flag: (name) => read(name) === true,
		limit: () => (read('returnAll') === true ? Infinity : parseId(text('limit'), 'Limit')),
		oneOf: (name, label, values) => parseSettings(label, read(name), () => z.enum(values)),
		file: async (binaryField) => {
			const { fileName, mimeType } = context.helpers.assertBinaryData(itemIndex, binaryField);
			return { fileName: fileName ?? 'file', mimeType, bytes: await context.helpers.getBinaryDataBuffer(itemIndex, binaryField) };
		},
	};
}

/** What is chosen from a list comes with how it was chosen. n8n's own way to take it out (2.41) fails for hidden fields. */
const valueSchema = z.union([z.object({ __rl: z.literal(true), value: z.unknown() }).transform(({ value }): unknown => value), z.unknown()]);

/** An expression that finds nothing is empty. */
const textSchema = z
	.union([z.string(), z.number()])
	.nullish()
	.transform((value) => String(value ?? '').trim());

function parseText(value: unknown, name: string): string {
	const result = textSchema.safeParse(value);
	if (result.success) return result.data;
	throw new ExplainedError(`The field ${name} got neither text nor a number`, { advice: 'Correct its expression.' });
}

const listSchema = z.union([z.array(z.coerce.string()), z.string().transform((value) => [value])]).catch([]);

function parseId(typed: string, label: string): number {
	if (/^[1-9]\d{0,14}$/.test(typed)) return Number(typed);
	throw new ExplainedError(`${label} is ${typed === '' ? 'empty' : 'no whole number above 0'}`, {
		advice: `Choose or fill in ${label}; an expression must give its number.`,
	});
}
