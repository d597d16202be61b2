import { z } from 'zod';

/** What can be wrong: where in the value, and how. */
export interface Complaint {
	/** Like `payload.0.email`. */
	path: string;
	problem: string;
}

const schemaSchema = z
	.object({
		$ref: z.string(),
		type: z.union([z.string(), z.array(z.string())]),
		enum: z.array(z.unknown()),
		required: z.array(z.string()),
		properties: z.record(z.unknown()),
		additionalProperties: z.unknown(),
		items: z.unknown(),
		allOf: z.array(z.unknown()),
		oneOf: z.array(z.unknown()),
		anyOf: z.array(z.unknown()),
	})
	.partial();

/**
 * Compares a value with a schema of an OpenAPI 3.1 description, as far as Chatwoot's uses them: types, enumerations,
 * required and typed properties, lists, references and combinations. Formats are not looked at.
 */
export function complaintsAbout(value: unknown, schema: unknown, document: unknown, path: string[] = []): Complaint[] {
	const { $ref, ...rules } = schemaSchema.parse(schema ?? {});
	if ($ref !== undefined) return complaintsAbout(value, resolve(document, $ref), document, path);
	const within = (each: unknown) => complaintsAbout(value, each, document, path);
	const alternatives = rules.oneOf ?? rules.anyOf;
	const wrongType = complaintAboutType(value, rules.type);
	return [
		...(wrongType === null ? [] : [{ path: path.join('.'), problem: wrongType }]),
		...(rules.enum === undefined || rules.enum.includes(value) ? [] : [{ path: path.join('.'), problem: `${JSON.stringify(value)} is none of the values` }]),
		...(rules.allOf ?? []).flatMap(within),
		...(alternatives === undefined || alternatives.some((each) => within(each).length === 0) ? [] : [{ path: path.join('.'), problem: 'fits no alternative' }]),
		...complaintsAboutParts(value, rules, document, path),
	];
}

/** Names in a value that its schema does not know, as paths. Where a schema names none, all are known. */
export function unknownNames(value: unknown, schema: unknown, document: unknown, path: string[] = []): string[] {
	const variants = variantsOf(schema, document);
	if (Array.isArray(value)) {
		const items = { anyOf: variants.flatMap((each) => (each.items === undefined ? [] : [each.items])) };
		return value.flatMap((item: unknown, index) => unknownNames(item, items, document, [...path, String(index)]));
	}
	if (typeof value !== 'object' || value === null) return [];
	const isOpen = variants.every(({ properties }) => properties === undefined) || variants.some((each) => typeof each.additionalProperties === 'object');
	return Object.entries(value).flatMap(([name, part]) => {
		const known = variants.flatMap(({ properties }) => (properties !== undefined && name in properties ? [properties[name]] : []));
		if (known.length === 0) return isOpen ? [] : [[...path, name].join('.')];
		return unknownNames(part, { anyOf: known }, document, [...path, name]);
	});
}

/** A schema with all that it refers to and is made of. */
function variantsOf(schema: unknown, document: unknown): Array<z.infer<typeof schemaSchema>> {
	const { $ref, ...rules } = schemaSchema.parse(schema ?? {});
	if ($ref !== undefined) return variantsOf(resolve(document, $ref), document);
	const parts = [...(rules.allOf ?? []), ...(rules.oneOf ?? []), ...(rules.anyOf ?? [])];
	return [rules, ...parts.flatMap((each) => variantsOf(each, document))];
}

function complaintsAboutParts(value: unknown, rules: z.infer<typeof schemaSchema>, document: unknown, path: string[]): Complaint[] {
	if (Array.isArray(value)) {
		return value.flatMap((item: unknown, index) => complaintsAbout(item, rules.items, document, [...path, String(index)]));
	}
	if (typeof value !== 'object' || value === null) return [];
	const missing = (rules.required ?? []).filter((name) => !(name in value));
	return [
		...missing.map((name) => ({ path: [...path, name].join('.'), problem: 'is missing' })),
		...Object.entries(value).flatMap(([name, part]) => {
			const schema = rules.properties?.[name] ?? (typeof rules.additionalProperties === 'object' ? rules.additionalProperties : undefined);
			return complaintsAbout(part, schema, document, [...path, name]);
		}),
	];
}

function complaintAboutType(value: unknown, type: string | string[] | undefined): string | null {
	const types = type === undefined ? [] : [type].flat();
	const actual = typeOf(value);
	if (types.length === 0 || types.includes(actual) || (actual === 'integer' && types.includes('number'))) return null;
	return `is ${actual}, not ${types.join(' or ')}`;
}

function typeOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'array';
	return Number.isInteger(value) ? 'integer' : typeof value;
}

/** The part of a document that a reference such as `#/components/schemas/contact` leads to. */
export function resolve(document: unknown, reference: string): unknown {
	return reference
		.replace(/^#\//, '')
		.split('/')
		.reduce<unknown>((part, name) => z.record(z.unknown()).parse(part)[name], document);
}
