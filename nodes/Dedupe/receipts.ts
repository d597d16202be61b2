import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import type { Threads, WithReceipts } from '../../core/ledger/ledger';
import type { Receipt } from '../../core/ledger/receipt';
import { ReceiptSchema } from '../../core/ledger/receipt';
import { asJson, passOn, type PreparedItem } from '../shared/items';

type KeyedItem = PreparedItem<string>;

/** By key, the threads of deliveries to Slack: the only channel whose messages have to be found again. */
export function threadsOf(context: IExecuteFunctions, items: readonly KeyedItem[]): Threads {
	return byKey(items, ({ itemIndex }) => {
		const delivery = deliverySchema.safeParse(context.getInputData()[itemIndex]?.json['delivery']);
		return delivery.success ? delivery.data.threadKey : null;
	});
}

/** By key, where the messages are that items say they were sent as. A digest belongs to no single alert. */
export function receiptsOf(context: IExecuteFunctions, items: readonly KeyedItem[]): Map<string, Receipt> {
	return byKey(items, ({ itemIndex }) => {
		const sent = sentSchema.safeParse(context.getNodeParameter('receipt', itemIndex, null));
		return sent.success ? sent.data : null;
	});
}

/** The item with the receipt of its key under that name in `delivery`; unchanged where its delivery has no thread. */
export function passWithReceipt(
	context: IExecuteFunctions,
	{ value: key, itemIndex }: KeyedItem,
	name: 'thread' | 'receipt',
	threads: Threads,
	receipts: WithReceipts,
): INodeExecutionData {
	const item = passOn(context, itemIndex);
	if (!threads.has(key)) return item;
	const delivery = z.record(z.unknown()).parse(item.json['delivery']);
	return passOn(context, itemIndex, { delivery: asJson({ ...delivery, [name]: receipts.get(key) ?? null }) });
}

const deliverySchema = z.object({ channel: z.literal('slack'), threadKey: z.string().min(1) });

/** What Send SLA Alert says of a message that Slack can find again. */
const sentSchema = z
	.object({ channel: z.literal('slack'), to: z.string(), ts: z.string(), items: z.undefined() })
	.transform(({ to, ts }) => ({ channel: to, ts }))
	.pipe(ReceiptSchema);

function byKey<Value>(items: readonly KeyedItem[], read: (item: KeyedItem) => Value | null): Map<string, Value> {
	const found = new Map<string, Value>();
	for (const item of items) {
		const value = read(item);
		if (value !== null && !found.has(item.value)) found.set(item.value, value);
	}
	return found;
}
