import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { asJson, type PreparedItem } from '../shared/items';

/** The item with the slot that it takes in its recipient's hour, in `delivery`, for Release to give back. */
export function withSlot(item: INodeExecutionData, slot: string | undefined): INodeExecutionData {
	if (slot === undefined) return item;
	const delivery = z.record(z.unknown()).parse(item.json['delivery']);
	return { ...item, json: { ...item.json, delivery: asJson({ ...delivery, slot }) } };
}

/** The slots that items with these keys took. */
export function slotsOf(context: IExecuteFunctions, items: ReadonlyArray<PreparedItem<string>>, keys: ReadonlySet<string>): string[] {
	return items
		.filter(({ value: key }) => keys.has(key))
		.flatMap(({ itemIndex }) => {
			const delivery = deliverySchema.safeParse(context.getInputData()[itemIndex]?.json['delivery']);
			return delivery.success ? [delivery.data.slot] : [];
		});
}

const deliverySchema = z.object({ slot: z.string().min(1) });
