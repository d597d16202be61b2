import type { ChatwootClient } from '../chatwoot/client';

/** The statuses that clocks can run in, apart from open ones only where they are not left alone. */
export type SweptStatus = Parameters<ChatwootClient['listConversations']>[0]['status'];

const PAGE_SIZE = 25;

/**
 * Reads all conversations of some statuses, a page at a time, and can be continued after a failure.
 *
 * Pages are ordered by last activity, the stalest first, and read from the last to the first: a conversation that
 * somebody answers meanwhile moves to the end, so those behind it move to pages that are still to be read. Only the
 * first page has to be read first, for the count. When one of its conversations changed since, another may have moved
 * into it unread: see `stalest`.
 */
export class FullSweep {
	/** Everything read so far. */
	readonly seen = new Set<number>();
	/** What was on the first pages, which were read before the others, and when it had been updated (as Chatwoot writes it). */
	readonly stalest = new Map<number, unknown>();
	private readonly unread: Array<{ status: SweptStatus; page: number }>;

	constructor(
		statuses: readonly SweptStatus[],
		readonly startedAt: Date,
	) {
		this.unread = statuses.map((status) => ({ status, page: 1 })).reverse();
	}

	/** The conversations of the next page; null when all are read. A page that fails is read again by the next call. */
	async nextPage(chatwoot: Pick<ChatwootClient, 'listConversations'>): Promise<Array<Record<string, unknown>> | null> {
		const next = this.unread.at(-1);
		if (next === undefined) return null;
		const { total, conversations } = await chatwoot.listConversations(next);
		this.unread.pop();
		for (const { id } of conversations) this.seen.add(Number(id));
		if (next.page === 1 && total > PAGE_SIZE) {
			for (const { id, updated_at: updatedAt } of conversations) this.stalest.set(Number(id), updatedAt);
			for (let page = 2; page <= Math.ceil(total / PAGE_SIZE); page++) this.unread.push({ status: next.status, page });
		}
		return conversations;
	}
}
