import { createHash } from 'node:crypto';
import { type MarkStore, removeIfAny } from './mark-store';
import type { Receipt } from './receipt';
import { RECEIPT_BITS, receiptFromBits, receiptToBits } from './receipt-bits';

/**
 * Receipts in a store that knows only marks: the bits of a receipt are ones where their marks are there.
 *
 * A receipt takes a hundred marks where a key takes four. So that receipts never push out keys, which would be sent
 * again, they live in a fixed number of places: a name has one of the four places of its group, chosen by its hash, and
 * where all four are taken, the new one takes the place of another.
 *
 * Asking for a bit sets it until it is taken back. After a crash in between, or where a bounded store has forgotten
 * some, the checksum is wrong: what is left is removed when it is met. A receipt that is lost costs a reply in the
 * thread or an update in place, never an alert.
 */

const GROUPS = 64;
const PLACES_A_GROUP = 4;

/** At most as many marks as all places hold. Half of their bits are ones; the sum of so many strays little from that. */
export const RECEIPT_MARKS = GROUPS * PLACES_A_GROUP * Math.ceil(RECEIPT_BITS * 0.6);

/**
 * n8n's database looks through its whole list for every mark that is removed, and n8n does nothing else meanwhile: with
 * 70,000 marks a second for the receipts of ten, ten for those of fifty (n8n 2.41, 2 busy cores). The receipts beyond are
 * left unread.
 */
const MOST_AT_ONCE = 10;

export interface KeptReceipt {
	place: string;
	receipt: Receipt;
}

/** The receipts of names that have one, by name. */
export async function findReceipts(store: MarkStore, names: readonly string[]): Promise<Map<string, KeptReceipt>> {
	return (await lookUp(store, [...new Set(names)].slice(0, MOST_AT_ONCE))).found;
}

/** Keeps receipts by name. Those of `own` take the place of what their names have; names of `first` keep what they have. */
export async function keepReceipts(
	store: MarkStore,
	{ own, first }: { own: ReadonlyMap<string, Receipt>; first: ReadonlyMap<string, Receipt> },
): Promise<void> {
	const receipts = [...own, ...first].slice(0, MOST_AT_ONCE);
	if (receipts.length === 0) return;
	const { taken, found } = await lookUp(
		store,
		receipts.map(([name]) => name),
	);
	const given = new Set<string>();
	const marks: string[] = [];
	const cleared: string[] = [];
	for (const [name, receipt] of receipts) {
		const before = found.get(name);
		if (before !== undefined && first.has(name)) continue;
		const free = placesOf(name).filter((place) => !taken.has(place));
		const candidates = [...(before === undefined ? [] : [before.place]), ...free, ...inAnyOrder(placesOf(name), receipt)];
		const place = candidates.find((candidate) => !given.has(candidate));
		if (place === undefined) continue;
		given.add(place);
		if (taken.has(place)) cleared.push(...allBits(place));
		marks.push(isTaken(place), ...onesOf(name, { place, receipt }));
	}
	await removeIfAny(store, cleared);
	if (marks.length > 0) await store.add(marks);
}

export async function forgetReceipts(store: MarkStore, receipts: ReadonlyMap<string, KeptReceipt>): Promise<void> {
	await removeIfAny(store, [...receipts].flatMap(([name, kept]) => [isTaken(kept.place), ...onesOf(name, kept)]));
}

/** Which of the names' places are taken, and by name what they hold. */
async function lookUp(store: MarkStore, names: readonly string[]): Promise<{ taken: Set<string>; found: Map<string, KeptReceipt> }> {
	const taken = await takenPlaces(store, names.flatMap(placesOf));
	const bits = await readBits(store, [...taken]);
	const found = new Map<string, KeptReceipt>();
	for (const name of names) {
		for (const place of placesOf(name)) {
			const receipt = receiptFromBits(name, bits.get(place) ?? '0');
			if (receipt !== null && receipt !== 'spoilt') found.set(name, { place, receipt });
		}
	}
	return { taken, found };
}

async function takenPlaces(store: MarkStore, places: readonly string[]): Promise<Set<string>> {
	if (places.length === 0) return new Set();
	const isNew = await store.addForNow(places.map(isTaken));
	await removeIfAny(store, [...isNew]);
	return new Set(places.filter((place) => !isNew.has(isTaken(place))));
}

/** The bits of each place that are not spoilt; what is spoilt is cleared. */
async function readBits(store: MarkStore, places: readonly string[]): Promise<Map<string, string>> {
	if (places.length === 0) return new Map();
	const isNew = await store.addForNow(places.flatMap(allBits));
	const found = new Map<string, string>();
	const leftovers = [...isNew];
	for (const place of places) {
		const bits = allBits(place).map((mark) => (isNew.has(mark) ? '0' : '1')).join('');
		if (receiptFromBits('', bits) === 'spoilt') leftovers.push(isTaken(place), ...allBits(place).filter((mark) => !isNew.has(mark)));
		else found.set(place, bits);
	}
	await removeIfAny(store, leftovers);
	return found;
}

function placesOf(name: string): string[] {
	const group = hashOf(name) % GROUPS;
	return Array.from({ length: PLACES_A_GROUP }, (_, index) => `${group}.${index}`);
}

/** Beginning with another one for every receipt, so that no place is fought for while others stay old. */
function inAnyOrder(places: readonly string[], { ts }: Receipt): string[] {
	const start = hashOf(ts) % places.length;
	return [...places.slice(start), ...places.slice(0, start)];
}

function hashOf(text: string): number {
	return createHash('sha256').update(text).digest().readUInt32BE();
}

function onesOf(name: string, { place, receipt }: KeptReceipt): string[] {
	const bits = receiptToBits(name, receipt);
	return allBits(place).filter((_mark, index) => bits[index] === '1');
}

function allBits(place: string): string[] {
	return Array.from({ length: RECEIPT_BITS }, (_, index) => `bit ${place}.${index}`);
}

const isTaken = (place: string) => `taken ${place}`;
