/**
 * The alert ledger: which keys are being sent and which were sent. A key is claimed before something is sent, confirmed
 * afterwards, or released when sending failed. A claim is a lease: when the process that holds it dies, the key can be
 * claimed again once the lease is over. So nothing is lost, and a message is sent twice only if a server took it and
 * the process died before the confirm.
 *
 * A confirmed key can be resolved once: what was told is taken back. It stays confirmed.
 */
export interface Ledger {
	/** Claims every key that is neither confirmed nor under a lease. @returns the keys claimed by this call. */
	claim(keys: readonly string[], leaseSeconds: number, now: Date): Promise<Set<string>>;
	/** What was sent stays known: the keys can't be claimed again. */
	confirm(keys: readonly string[]): Promise<void>;
	/** Gives claimed keys free at once. Confirmed ones stay confirmed. */
	release(keys: readonly string[]): Promise<void>;
	/**
	 * Closes every key that is confirmed and was not resolved before; free and claimed ones stay as they are. When the
	 * process dies in between, keys may be closed without having been told of: what is taken back twice, or was never
	 * said, confuses people more.
	 *
	 * @returns the keys closed by this call.
	 */
	resolve(keys: readonly string[]): Promise<Set<string>>;
}
