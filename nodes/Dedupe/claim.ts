import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { CappedDelivery } from '../../core/alert/cap';
import { findPlaces } from '../../core/alert/cap';
import { addressOn } from '../../core/alert/delivery';
import { DeliverySchema } from '../../core/alert/alert';
import { giveBack } from '../../core/ledger/slots';
import { passOn, type PreparedItem } from '../shared/items';
import type { OpenLedger } from './open-ledger';
import { passWithReceipt, threadsOf } from './receipts';
import { withSlot } from './slots';
import { splitByKey } from './split-by-key';

type KeyedItem = PreparedItem<string>;

/**
 * Claims the keys of items. Of deliveries to somebody who takes only so many in an hour those over the cap come apart:
 * claimed, where they can be sent in one message; else left as they are, to be offered again. What somebody else was
 * quicker to claim needs no slot.
 *
 * @returns what is new, what is not to be sent now, and what is to be sent in one message.
 */
export async function claim(context: IExecuteFunctions, items: KeyedItem[], open: OpenLedger): Promise<INodeExecutionData[][]> {
	const caps = cappedDeliveries(context, items);
	const { alone, inDigest, later } = await findPlaces(await unclaimed(caps, open), open.slots);
	const threads = threadsOf(context, items);
	const keys = items.map(({ value }) => value).filter((key) => !later.has(key));
	const claimed = await open.ledger.claim(keys, open.leaseSeconds, threads);
	const slots = new Map([...alone, ...inDigest]);
	const used = new Set([...claimed.keys()].map((key) => slots.get(key)));
	await giveBack(open.slots, [...slots.values()].filter((slot) => !used.has(slot)));
	const [passed, others] = splitByKey(items, claimed);
	const capOf = (key: string) => caps.find((delivery) => delivery.key === key)?.capPerHour ?? 0;
	return [
		passed
			.filter(({ value }) => !inDigest.has(value))
			.map((item) => withSlot(passWithReceipt(context, item, 'thread', threads, claimed), alone.get(item.value))),
		others.map(({ value, itemIndex }) => passOn(context, itemIndex, later.has(value) ? { notNow: notNow(capOf(value)) } : {})),
		passed
			.filter(({ value }) => inDigest.has(value))
			.map(({ value, itemIndex }) => withSlot(passOn(context, itemIndex, { digest: { capPerHour: capOf(value) } }), inDigest.get(value))),
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
