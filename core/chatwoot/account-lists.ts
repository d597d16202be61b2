import { z } from 'zod';
import type { AnswerSchema, ChatwootApi } from './api';
import { hasStatus } from './api';
import { ChatwootError } from './errors';

const namedSchema = z.object({ id: z.number(), name: z.string().nullish() }).passthrough();

/** An account, inbox, agent, team or SLA policy, as Chatwoot answers it. */
export type Named = z.infer<typeof namedSchema>;

const plainList = z.array(namedSchema);
const envelopedList = z.object({ payload: plainList });

/** The account that the token is used for. */
export async function getAccount(api: ChatwootApi): Promise<Named> {
	return await api.read(namedSchema, { path: '', what: 'account' });
}

export function listInboxes(api: ChatwootApi): Promise<Named[]> {
	return readInboxes(api, namedSchema);
}

export function listAgents(api: ChatwootApi): Promise<Named[]> {
	return readAgents(api, namedSchema);
}

/** The inboxes, of each what the schema asks for. */
export async function readInboxes<Inbox>(api: ChatwootApi, schema: AnswerSchema<Inbox>): Promise<Inbox[]> {
	return (await api.read(z.object({ payload: z.array(schema) }), { path: '/inboxes', what: 'inboxes' })).payload;
}

/** The agents, of each what the schema asks for. */
export async function readAgents<Agent>(api: ChatwootApi, schema: AnswerSchema<Agent>): Promise<Agent[]> {
	return await api.read(z.array(schema), { path: '/agents', what: 'agents' });
}

export async function listTeams(api: ChatwootApi): Promise<Named[]> {
	return await api.read(plainList, { path: '/teams', what: 'teams' });
}

/** Only the Enterprise edition has SLA policies. */
export async function listSlaPolicies(api: ChatwootApi): Promise<Named[]> {
	try {
		return (await api.read(envelopedList, { path: '/sla_policies', what: 'SLA policies' })).payload;
	} catch (error) {
		if (!hasStatus(error, 402, 404)) throw error;
		throw new ChatwootError(
			'This Chatwoot has no SLA policies',
			{ advice: 'They are part of the Enterprise edition. Evaluate SLA Breach can use thresholds of its own instead.', cause: error },
			error.status,
		);
	}
}
