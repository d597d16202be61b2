import type { ChatwootClient } from '../chatwoot/client';
import type { RawConversation } from './dependencies';

/** The statuses that clocks can run in, apart from open ones only where they are not left alone. */
export type SweptStatus = Parameters<ChatwootClient['listConversations']>[0]['status'];

export interface SweptPage {
	status: SweptStatus;
	page: number;
}

/** How often in a row a page may fail while Chatwoot answers other requests. */
const MAX_TRIES = 3;

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
	/** False when a page was left out. */
	isComplete = true;
	private readonly unread: SweptPage[];
	private readonly counted = new Set<SweptStatus>();
	private failures = 0;

	constructor(
		statuses: readonly SweptStatus[],
		readonly startedAt: Date,
	) {
		this.unread = statuses.map((status) => ({ status, page: 1 })).reverse();
	}

	/** The conversations of the next page; null when all are read. A page that fails is read again by the next call. */
	async nextPage(chatwoot: Pick<ChatwootClient, 'listConversations'>): Promise<RawConversation[] | null> {
		const next = this.unread.at(-1);
		if (next === undefined) return null;
		const { total, conversations } = await chatwoot.listConversations(next);
		this.unread.pop();
		this.failures = 0;
		for (const { id } of conversations) this.seen.add(Number(id));
		if (!this.counted.has(next.status)) this.count(next, total, conversations);
		return conversations;
	}

	/** Takes note that the next page failed by itself. @returns the page when it is left out for that. */
	pageFailed(): SweptPage | null {
		if (++this.failures < MAX_TRIES) return null;
		const failed = this.unread.pop() ?? null;
		this.failures = 0;
		this.isComplete = false;
		// Any page tells the count.
		if (failed?.page === 1) this.unread.push({ ...failed, page: 2 });
		return failed;
	}

	/** How many conversations a page holds is a setting of the server (CONVERSATION_RESULTS_PER_PAGE, 25 by default). */
	private count({ status, page: first }: SweptPage, total: number, conversations: readonly RawConversation[]): void {
		this.counted.add(status);
		const last = conversations.length === 0 ? first : Math.ceil(total / conversations.length);
		for (let page = first + 1; page <= last; page++) this.unread.push({ status, page });
		if (first < last) for (const { id, updated_at: updatedAt } of conversations) this.stalest.set(Number(id), updatedAt);
	}
}
