import { ExpiringCache } from '../expiring-cache';
import type { ChatwootClient } from './client';

const lists = new ExpiringCache<Map<number, string>>({ ttlMs: 5 * 60_000, maxEntries: 50 });

/**
 * E-mail addresses of an account's agents by agent id: Chatwoot's webhooks name the assignee without one (4.15).
 * Kept for five minutes. `cacheKey` must tell servers, accounts and credentials apart.
 */
export function agentEmails(client: Pick<ChatwootClient, 'listAgents'>, cacheKey: string): Promise<Map<number, string>> {
	return lists.get(cacheKey, async () => {
		const agents = await client.listAgents();
		return new Map(agents.flatMap(({ id, email }) => (email ? [[id, email] as const] : [])));
	});
}
