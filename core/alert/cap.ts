import type { SlotLedger } from '../ledger/slots';
import { takeSlots } from '../ledger/slots';

/** A delivery to somebody who takes only so many in an hour. */
export interface CappedDelivery {
	key: string;
	/** Channel and address: what the cap is counted for. */
	recipient: string;
	capPerHour: number;
}

/** What becomes of what is over the cap: sent in one message, or not before an hour is over. */
export interface OverTheCap {
	inDigest: Set<string>;
	later: Set<string>;
}

const HOUR_SECONDS = 3600;

/**
 * Of deliveries that are about to be sent, the keys of those that a recipient's cap does not allow to be sent alone. A
 * recipient gets one digest in an hour: with it all that come at once. In any hour that makes at most the cap and one
 * message more, and a quarter of an hour longer with n8n's database (see core/ledger/mark-ledger.ts).
 */
export async function overTheCap(deliveries: readonly CappedDelivery[], slots: SlotLedger): Promise<OverTheCap> {
	const groups = byRecipient(deliveries);
	const alone = await takeSlots(
		slots,
		groups.map(({ recipient, keys, capPerHour }) => ({ name: recipient, wanted: keys.length, slots: capPerHour })),
		HOUR_SECONDS,
	);
	const over = groups
		.map(({ recipient, keys }) => ({ recipient, keys: keys.slice(alone.get(recipient) ?? 0) }))
		.filter(({ keys }) => keys.length > 0);
	const digests = await takeSlots(slots, over.map(({ recipient }) => ({ name: digestOf(recipient), wanted: 1, slots: 1 })), HOUR_SECONDS);
	const hasDigest = ({ recipient }: { recipient: string }) => digests.get(digestOf(recipient)) === 1;
	return {
		inDigest: new Set(over.filter(hasDigest).flatMap(({ keys }) => keys)),
		later: new Set(over.filter((group) => !hasDigest(group)).flatMap(({ keys }) => keys)),
	};
}

function digestOf(recipient: string): string {
	return `digest:${recipient}`;
}

interface Group {
	recipient: string;
	keys: string[];
	/** The smallest, where people share an address. */
	capPerHour: number;
}

function byRecipient(deliveries: readonly CappedDelivery[]): Group[] {
	const groups = new Map<string, Group>();
	for (const { key, recipient, capPerHour } of deliveries) {
		const group = groups.get(recipient) ?? { recipient, keys: [], capPerHour };
		groups.set(recipient, { recipient, keys: [...group.keys, key], capPerHour: Math.min(group.capPerHour, capPerHour) });
	}
	return [...groups.values()];
}
