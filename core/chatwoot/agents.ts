import { ExpiringCache } from '../expiring-cache';
import type { Agent, ChatwootClient } from './client';

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

const members = new ExpiringCache<Agent[]>({ ttlMs: 5 * 60_000, maxEntries: 500 });

/** The agents in a team, kept for five minutes as well. */
export function teamMembers(client: Pick<ChatwootClient, 'listTeamMembers'>, cacheKey: string, teamId: number): Promise<Agent[]> {
	return members.get(`${cacheKey} ${teamId}`, () => client.listTeamMembers(teamId));
}
