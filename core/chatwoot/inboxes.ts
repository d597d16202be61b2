import { ExpiringCache } from '../expiring-cache';
import type { ChatwootClient } from './client';

const lists = new ExpiringCache<Map<number, string>>({ ttlMs: 5 * 60_000, maxEntries: 50 });

/**
 * Names of an account's inboxes by id: conversations carry only the id (Chatwoot 4.15). Kept for five minutes.
 * `cacheKey` must tell servers, accounts and credentials apart.
 */
export function inboxNames(client: Pick<ChatwootClient, 'listInboxes'>, cacheKey: string): Promise<Map<number, string>> {
	return lists.get(cacheKey, async () => new Map((await client.listInboxes()).map(({ id, name }) => [id, name] as const)));
}
