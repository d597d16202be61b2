import type { Receipt } from './receipt';
import type { LedgerStatistics } from './statistics';

/**
 * The alert ledger: which keys are being sent and which were sent. A key is claimed before something is sent, confirmed
 * afterwards, or released when sending failed. A claim is a lease: when the process that holds it dies, the key can be
 * claimed again once the lease is over. So nothing is lost, and a message is sent twice only if a server took it and
 * the process died before the confirm.
 *
 * A confirmed key can be resolved once: what was told is taken back. It stays confirmed.
 *
 * A claim has no owner: whoever confirms or releases a key speaks for it, in another execution as well. What was sent
 * was sent, so a confirm counts even when the lease was over and another claim is under way; and no release undoes it.
 *
 * Every operation takes all keys of a run at once; the answers are those keys that the operation changed.
 *
 * A confirm can leave a receipt: where the message is. It is kept with the key until the key is resolved, and for the
 * first message of a thread with the thread, until a key of the thread is resolved. Keeping receipts is best effort: one
 * that is lost costs a reply in the thread or an update, so no operation fails or waits for it.
 */
export interface Ledger {
	/** Claims every key that is neither confirmed nor under a lease; with each comes the receipt of its thread. */
	claim(keys: readonly string[], leaseSeconds: number, threads?: Threads): Promise<WithReceipts>;
	/** What was sent stays known: the keys can't be claimed again. */
	confirm(keys: readonly string[], sent?: Sent): Promise<Set<string>>;
	/** Gives claimed keys free at once. Confirmed ones stay confirmed. */
	release(keys: readonly string[]): Promise<Set<string>>;
	/**
	 * Closes every key that is confirmed and was not resolved before; free and claimed ones stay as they are. When the
	 * process dies in between, keys may be closed without having been told of: what is taken back twice, or was never
	 * said, confuses people more. With each key comes the receipt of its own message.
	 */
	resolve(keys: readonly string[], threads?: Threads): Promise<WithReceipts>;
	/** How each of the keys stands, in their order; nothing is changed. The lease is what the keys are claimed with. */
	inspect(keys: readonly string[], leaseSeconds: number): Promise<KeyRecord[]>;
	statistics(): Promise<LedgerStatistics>;
}

/** By key, the thread its message belongs to. */
export type Threads = ReadonlyMap<string, string>;

/** The keys that were changed, each with a receipt where one is known. */
export type WithReceipts = Map<string, Receipt | null>;

/** What is known of sent messages, by key. */
export interface Sent {
	/** When it should have been sent. */
	dueAt?: ReadonlyMap<string, Date>;
	receipts?: ReadonlyMap<string, Receipt>;
	threads?: Threads;
}

/** A ledger that can tell its keys. */
export interface ListingLedger extends Ledger {
	/** At most `limit` keys that are in one of the states, newest first. Resolved keys count as confirmed. */
	list(states: ReadonlyArray<'claimed' | 'confirmed'>, limit: number): Promise<KeyRecord[]>;
}

/** Times are null where the ledger's store keeps none. */
export interface KeyRecord {
	key: string;
	state: 'free' | 'claimed' | 'confirmed' | 'resolved';
	/** When it was claimed or confirmed. */
	since: Date | null;
	/** When the lease of a claimed key ends, or a confirmed one is forgotten. */
	until: Date | null;
	resolvedAt: Date | null;
}
