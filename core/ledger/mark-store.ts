/**
 * A store that knows only one question: "which of these marks are new? Keep them all." That is what n8n's database
 * offers a community node (its deduplication helper, n8n 2.41). All calls write once; calls must not overlap.
 */
export interface MarkStore {
	/** Keeps all marks; a bounded store forgets its oldest for them. @returns those that were not there before. */
	add(marks: readonly string[]): Promise<Set<string>>;
	/** Like `add`, but forgets nothing: for marks that are removed again at once. */
	addForNow(marks: readonly string[]): Promise<Set<string>>;
	remove(marks: readonly string[]): Promise<void>;
}

export async function removeIfAny(store: MarkStore, marks: readonly string[]): Promise<void> {
	if (marks.length > 0) await store.remove(marks);
}
