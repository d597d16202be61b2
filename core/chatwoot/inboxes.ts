import { LastGoodCache } from '../last-good-cache';
import type { ChatwootClient, Inbox } from './client';

const lists = new LastGoodCache<Inbox[]>({ ttlMs: 5 * 60_000, maxEntries: 50 });

/**
 * An account's inboxes, kept for five minutes, and longer while Chatwoot can't be asked. `cacheKey` must tell servers,
 * accounts and credentials apart. Rejects with a ChatwootError when there never was an answer.
 */
export function accountInboxes(client: Pick<ChatwootClient, 'listInboxes'>, cacheKey: string): Promise<Inbox[]> {
	return lists.get(cacheKey, () => client.listInboxes());
}

/** Names of an account's inboxes by id: conversations carry only the id (Chatwoot 4.15). Remembered as the inboxes are. */
export async function inboxNames(client: Pick<ChatwootClient, 'listInboxes'>, cacheKey: string): Promise<Map<number, string>> {
	return new Map((await accountInboxes(client, cacheKey)).map(({ id, name }) => [id, name] as const));
}
