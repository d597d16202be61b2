import type { KeyRecord, Ledger, Sent, Threads, WithReceipts } from './ledger';
import { findReceipts, forgetReceipts, keepReceipts } from './mark-receipts';
import { type MarkStore, removeIfAny } from './mark-store';
import type { Receipt } from './receipt';

/** How many marks divide a lease: it lasts as long as asked, and at most a quarter longer. */
const LEASE_PARTS = 4;

/**
 * The ledger on a store of marks. Of these a key has up to three:
 *
 * | seen | pending | lease of a recent part | the key is |
 * |---|---|---|---|
 * | – | any | any | free |
 * | yes | yes | yes | claimed |
 * | yes | yes | – | free again: its lease is over |
 * | yes | – | any | confirmed |
 *
 * Asking also keeps, so every question leaves marks behind until they are removed again. The table is arranged so that
 * a crash in between can only make a key look claimed: it is then sent later or a second time, never lost.
 *
 * Two more tell what can be taken back, apart from the others, so that resolving never changes what can be claimed:
 *
 * | sent | resolved | the key was |
 * |---|---|---|
 * | – | any | not confirmed |
 * | yes | – | confirmed |
 * | yes | yes | confirmed and resolved |
 *
 * Asking turns the second line into the third, which is what resolving means. A crash after asking for a key that was
 * not confirmed leaves it looking resolved: nothing is taken back that was never said. The next claim clears that.
 *
 * Receipts are marks as well, see core/ledger/mark-receipts.ts.
 */
export function createMarkLedger(store: MarkStore, now: () => Date): Omit<Ledger, 'statistics'> {
	return {
		claim: (keys, leaseSeconds, threads) => claim(store, [...new Set(keys)], leaseSeconds, now(), threads),
		confirm: (keys, known) => confirm(store, keys, known),
		release: (keys) => release(store, keys),
		resolve: (keys, threads) => resolve(store, [...new Set(keys)], threads),
		inspect: (keys, leaseSeconds) => inspect(store, keys, leaseSeconds, now()),
	};
}

async function claim(
	store: MarkStore,
	keys: readonly string[],
	leaseSeconds: number,
	now: Date,
	threads: Threads = new Map(),
): Promise<WithReceipts> {
	const isNew = await store.add(keys.flatMap((key) => [seen(key), pending(key), ...leases(key, leaseSeconds, now)]));
	const claimed: string[] = [];
	const leftovers: string[] = [];
	const outOfOrder: string[] = [];
	for (const key of keys) {
		const recent = leases(key, leaseSeconds, now);
		const isFree = isNew.has(seen(key));
		const isConfirmed = !isFree && isNew.has(pending(key));
		const isClaimed = !isFree && !isConfirmed && recent.some((lease) => !isNew.has(lease));
		if (isConfirmed || isClaimed) {
			leftovers.push(...[pending(key), ...recent].filter((mark) => isNew.has(mark)));
		} else {
			claimed.push(key);
			if (isFree && !isNew.has(pending(key))) outOfOrder.push(key);
			leftovers.push(...recent.slice(1), sent(key), resolved(key));
		}
	}
	await removeIfAny(store, leftovers);
	await keepInOrder(store, outOfOrder);
	const receipts = await findReceipts(store, threadNames(claimed, threads));
	return new Map(claimed.map((key) => [key, receipts.get(threadName(threads.get(key)))?.receipt ?? null]));
}

/**
 * A bounded store evicts its oldest marks. Where `seen` was evicted and is kept anew, `pending` is older than it and
 * would go first, which would look like a confirm: both are kept again in the right order.
 */
async function keepInOrder(store: MarkStore, keys: readonly string[]): Promise<void> {
	if (keys.length === 0) return;
	const marks = keys.flatMap((key) => [seen(key), pending(key)]);
	await store.remove(marks);
	await store.add(marks);
}

/** Seen is kept first: a crash in between leaves the key claimed, not free. */
async function confirm(store: MarkStore, keys: readonly string[], { receipts, threads }: Sent = {}): Promise<Set<string>> {
	if (keys.length === 0) return new Set();
	const isNew = await store.add(keys.flatMap((key) => [seen(key), sent(key)]));
	await store.remove(keys.map(pending));
	const confirmed = new Set(keys.filter((key) => isNew.has(sent(key))));
	await keepReceipts(store, receiptsByName([...confirmed], receipts ?? new Map(), threads ?? new Map()));
	return confirmed;
}

/** Every key's own, and for each thread that of its first key. */
function receiptsByName(keys: readonly string[], receipts: ReadonlyMap<string, Receipt>, threads: Threads) {
	const first = new Map<string, Receipt>();
	const ownReceipts = new Map<string, Receipt>();
	for (const key of keys) {
		const receipt = receipts.get(key);
		if (receipt === undefined) continue;
		ownReceipts.set(own(key), receipt);
		for (const name of threadNames([key], threads)) if (!first.has(name)) first.set(name, receipt);
	}
	return { own: ownReceipts, first };
}

/** Asks first which keys are claimed, so that a late failure can't undo a confirm. */
async function release(store: MarkStore, keys: readonly string[]): Promise<Set<string>> {
	if (keys.length === 0) return new Set();
	const isNew = await store.add(keys.map(pending));
	await store.remove(keys.flatMap((key) => (isNew.has(pending(key)) ? [pending(key)] : [seen(key), pending(key)])));
	return new Set(keys.filter((key) => !isNew.has(pending(key))));
}

/** `sent` is kept before `resolved`, so a bounded store never evicts only the latter. */
async function resolve(store: MarkStore, keys: readonly string[], threads: Threads = new Map()): Promise<WithReceipts> {
	if (keys.length === 0) return new Map();
	const isNew = await store.add(keys.flatMap((key) => [sent(key), resolved(key)]));
	const unsent = keys.filter((key) => isNew.has(sent(key)));
	await removeIfAny(
		store,
		unsent.flatMap((key) => [sent(key), resolved(key)]),
	);
	const closed = keys.filter((key) => !isNew.has(sent(key)) && isNew.has(resolved(key)));
	const receipts = await findReceipts(store, [...closed.map(own), ...threadNames(closed, threads)]);
	await forgetReceipts(store, receipts);
	return new Map(closed.map((key) => [key, receipts.get(own(key))?.receipt ?? null]));
}

/** Asks for all marks and takes back what asking left. Cut short in between, a free key looks claimed for a lease. */
async function inspect(store: MarkStore, keys: readonly string[], leaseSeconds: number, now: Date): Promise<KeyRecord[]> {
	if (keys.length === 0) return [];
	const asked = [...new Set(keys)].flatMap((key) => [
		...[seen(key), pending(key), ...leases(key, leaseSeconds, now)],
		...[sent(key), resolved(key)],
	]);
	const isNew = await store.add(asked);
	await removeIfAny(store, [...isNew]);
	const stateOf = (key: string): KeyRecord['state'] => {
		if (isNew.has(seen(key))) return 'free';
		if (isNew.has(pending(key))) return !isNew.has(sent(key)) && !isNew.has(resolved(key)) ? 'resolved' : 'confirmed';
		return leases(key, leaseSeconds, now).some((lease) => !isNew.has(lease)) ? 'claimed' : 'free';
	};
	return keys.map((key) => ({ key, state: stateOf(key), since: null, until: null, resolvedAt: null }));
}

const seen = (key: string) => `seen ${key}`;
const pending = (key: string) => `pending ${key}`;
const sent = (key: string) => `sent ${key}`;
const resolved = (key: string) => `resolved ${key}`;

/** The names of receipts: a key's own and its thread's. */
const own = (key: string) => `key ${key}`;
const threadName = (thread: string | undefined) => `thread ${thread ?? ''}`;

function threadNames(keys: readonly string[], threads: Threads): string[] {
	return [...new Set(keys.flatMap((key) => (threads.has(key) ? [threadName(threads.get(key))] : [])))];
}

/** A lease is marked with the part of time it was taken in; a claim holds while that part is among the recent ones. */
function leases(key: string, leaseSeconds: number, now: Date): [string, ...string[]] {
	const part = (leaseSeconds * 1000) / LEASE_PARTS;
	const current = Math.floor(now.getTime() / part);
	const mark = (age: number) => `lease ${current - age} ${key}`;
	return [mark(0), ...Array.from({ length: LEASE_PARTS }, (_, index) => mark(index + 1))];
}
