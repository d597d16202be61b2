import type { SlotLedger } from '../ledger/slots';
import { giveBack, takeSlots } from '../ledger/slots';

/** A delivery to somebody who takes only so many in an hour. */
export interface CappedDelivery {
	key: string;
	/** Channel and address: what the cap is counted for. */
	recipient: string;
	capPerHour: number;
}

/** What becomes of capped deliveries, by key; with what is sent now comes the slot it takes. */
export interface Places {
	alone: Map<string, string>;
	/** All of a recipient's are one message, with one slot. */
	inDigest: Map<string, string>;
	/** Not before an hour is over, or slots are given back. */
	later: Set<string>;
}

const HOUR_SECONDS = 3600;

/**
 * Finds room for deliveries that are about to be sent. Those that a recipient's cap does not allow to be sent alone are
 * one digest, of which a recipient gets one in an hour. In any hour that makes at most the cap and one message more, and
 * a quarter of an hour longer with n8n's database (see core/ledger/mark-ledger.ts).
 *
 * One alert is no digest: it takes another along, where one comes with it, whose slot is left for the next. One that
 * comes by itself uses up the hour's digest all the same, because to be told at once matters more than company.
 */
export async function findPlaces(deliveries: readonly CappedDelivery[], slots: SlotLedger): Promise<Places> {
	const groups = byRecipient(deliveries);
	const own = await takeSlots(
		slots,
		groups.map(({ recipient, keys, capPerHour }) => ({ name: recipient, wanted: keys.length, slots: capPerHour })),
		HOUR_SECONDS,
	);
	const ownOf = ({ recipient }: Group) => own.get(recipient) ?? [];
	const over = groups.filter((group) => ownOf(group).length < group.keys.length);
	const digests = await takeSlots(slots, over.map(({ recipient }) => ({ name: digestOf(recipient), wanted: 1, slots: 1 })), HOUR_SECONDS);

	const places: Places = { alone: new Map(), inDigest: new Map(), later: new Set() };
	const spare: string[] = [];
	for (const group of groups) {
		const [digest] = digests.get(digestOf(group.recipient)) ?? [];
		const isOneOver = group.keys.length - ownOf(group).length === 1;
		const alone = digest !== undefined && isOneOver ? ownOf(group).slice(0, -1) : ownOf(group);
		spare.push(...ownOf(group).slice(alone.length));
		for (const [index, key] of group.keys.entries()) {
			const slot = alone[index];
			if (slot !== undefined) places.alone.set(key, slot);
			else if (digest !== undefined) places.inDigest.set(key, digest);
			else places.later.add(key);
		}
	}
	await giveBack(slots, spare);
	return places;
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
