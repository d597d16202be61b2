import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { CappedDelivery } from '../../core/alert/cap';
import { overTheCap } from '../../core/alert/cap';
import { addressOn } from '../../core/alert/delivery';
import { DeliverySchema } from '../../core/alert/alert';
import { passOn, type PreparedItem } from '../shared/items';
import type { OpenLedger } from './open-ledger';
import { passWithReceipt, threadsOf } from './receipts';
import { splitByKey } from './split-by-key';

type KeyedItem = PreparedItem<string>;

/**
 * Claims the keys of items. Of deliveries to somebody who takes only so many in an hour those over the cap come apart:
 * claimed, where they can be sent in one message; else left as they are, to be offered again.
 *
 * @returns what is new, what is not to be sent now, and what is to be sent in one message.
 */
export async function claim(context: IExecuteFunctions, items: KeyedItem[], open: OpenLedger): Promise<INodeExecutionData[][]> {
	const caps = cappedDeliveries(context, items);
	const { inDigest, later } = await overTheCap(await unclaimed(caps, open), open.slots);
	const threads = threadsOf(context, items);
	const keys = items.map(({ value }) => value).filter((key) => !later.has(key));
	const claimed = await open.ledger.claim(keys, open.leaseSeconds, threads);
	const [passed, others] = splitByKey(items, claimed);
	const capOf = (key: string) => caps.find((delivery) => delivery.key === key)?.capPerHour ?? 0;
	return [
		passed.filter(({ value }) => !inDigest.has(value)).map((item) => passWithReceipt(context, item, 'thread', threads, claimed)),
		others.map(({ value, itemIndex }) => passOn(context, itemIndex, later.has(value) ? { notNow: notNow(capOf(value)) } : {})),
		passed
			.filter(({ value }) => inDigest.has(value))
			.map(({ value, itemIndex }) => passOn(context, itemIndex, { digest: { capPerHour: capOf(value) } })),
	];
}

/** What is claimed or confirmed already takes no slot. */
async function unclaimed(caps: CappedDelivery[], { ledger, leaseSeconds }: OpenLedger): Promise<CappedDelivery[]> {
	if (caps.length === 0) return [];
	const records = await ledger.inspect(caps.map(({ key }) => key), leaseSeconds);
	return caps.filter((_delivery, index) => records[index]?.state === 'free');
}

/** Odoo's activities are a list of things to do, which nobody is disturbed by. */
function cappedDeliveries(context: IExecuteFunctions, items: KeyedItem[]): CappedDelivery[] {
	const byKey = new Map<string, CappedDelivery>();
	for (const { value: key, itemIndex } of items) {
		const read = deliverySchema.safeParse(context.getInputData()[itemIndex]?.json['delivery']);
		if (!read.success || read.data.capPerHour === null || read.data.channel === 'odoo' || byKey.has(key)) continue;
		const { channel, person, slackTarget, capPerHour } = read.data;
		const recipient = `${channel}:${addressOn(channel, { email: person.email, slackTarget }).toLowerCase()}`;
		byKey.set(key, { key, recipient, capPerHour });
	}
	return [...byKey.values()];
}

const deliverySchema = DeliverySchema.shape.delivery;

function notNow(capPerHour: number): string {
	return `Over the cap of ${capPerHour} an hour, and this hour's digest is out: it is sent when it is offered again later`;
}
