import { z } from 'zod';

/** Where a message that was sent can be found again: Slack's ids of the channel and of the message in it. */
export const ReceiptSchema = z.object({
	channel: z.string().regex(/^[A-Z][A-Z0-9]{1,11}$/),
	ts: z.string().regex(/^\d{10}\.\d{6}$/),
});
export type Receipt = z.infer<typeof ReceiptSchema>;

/** As one text, e.g. `C0123456789 1700000000.000001`. */
export function receiptText({ channel, ts }: Receipt): string {
	return `${channel} ${ts}`;
}

/** Null for anything that is no receipt. */
export function parseReceiptText(text: string): Receipt | null {
	const [channel, ts] = text.split(' ');
	return ReceiptSchema.nullable().catch(null).parse({ channel, ts });
}
