import type { Ledger } from './ledger';

/** What takes turns: keys of a ledger that are claimed and never confirmed, and so are free again after their lease. */
export type SlotLedger = Pick<Ledger, 'claim' | 'inspect' | 'release'>;

/** So many slots of a name are wanted, of those there are. */
export interface SlotDemand {
	name: string;
	wanted: number;
	slots: number;
}

/**
 * Takes slots that come free again after `leaseSeconds`, or when they are given back: in any span of that length a name
 * gives away no more than it has, however many ask at once. Each name is asked for once.
 *
 * @returns the slots each name got, at most as many as were wanted.
 */
export async function takeSlots(ledger: SlotLedger, demands: readonly SlotDemand[], leaseSeconds: number): Promise<Map<string, string[]>> {
	const taken = new Map(demands.map(({ name }): [string, string[]] => [name, []]));
	for (let round = 0; round < MAX_ROUNDS; round++) {
		const missing = demands.map((demand) => ({ ...demand, wanted: demand.wanted - (taken.get(demand.name)?.length ?? 0) }));
		const tried = await freeSlots(ledger, missing.filter(({ wanted }) => wanted > 0), leaseSeconds);
		if (tried.length === 0) break;
		const claimed = await ledger.claim(tried.map(({ key }) => key), leaseSeconds);
		for (const { key, name } of tried) if (claimed.has(key)) taken.get(name)?.push(key);
	}
	return taken;
}

/** Gives slots back that were not needed after all. */
export async function giveBack(ledger: SlotLedger, slots: Iterable<string>): Promise<void> {
	const distinct = [...new Set(slots)];
	if (distinct.length > 0) await ledger.release(distinct);
}

/** A round fails only where somebody else took the slots in between. */
const MAX_ROUNDS = 20;

interface Slot {
	name: string;
	key: string;
}

/** Somebody else may be quicker: what is free is claimed afterwards, and what was not got is looked for again. */
async function freeSlots(ledger: SlotLedger, demands: readonly SlotDemand[], leaseSeconds: number): Promise<Slot[]> {
	const all = demands.flatMap(({ name, slots }) => Array.from({ length: slots }, (_, index) => ({ name, key: `slot:${name}:${index}` })));
	if (all.length === 0) return [];
	const records = await ledger.inspect(all.map(({ key }) => key), leaseSeconds);
	const free = all.filter((_slot, index) => records[index]?.state === 'free');
	return demands.flatMap(({ name, wanted }) => free.filter((slot) => slot.name === name).slice(0, wanted));
}
