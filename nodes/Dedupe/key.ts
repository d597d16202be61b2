import type { IExecuteFunctions } from 'n8n-workflow';
import { ExplainedError } from '../../core/errors';

/** @throws ExplainedError for an item without a key. */
export function keyOf(context: IExecuteFunctions, itemIndex: number): string {
	const key: unknown = context.getNodeParameter('key', itemIndex);
	if (typeof key === 'string' && key.trim() !== '') return key.trim();
	throw new ExplainedError('The key of this item is empty', {
		advice: 'Set Key to what makes an item the same one again, e.g. {{ $json.delivery.key }} after Route SLA Alert.',
	});
}
