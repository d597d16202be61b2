import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

/** The texts of a parameter that is a list, or separated by commas. Empty for anything else. */
export function readList(context: IExecuteFunctions, name: string, itemIndex: number): string[] {
	return listSchema.parse(context.getNodeParameter(name, itemIndex, ''));
}

const listSchema = z
	.union([z.array(z.string()), z.string().transform((text) => text.split(','))])
	.catch([])
	.transform((texts) => texts.map((text) => text.trim()).filter((text) => text !== ''));
