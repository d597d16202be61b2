import { z } from 'zod';
import { ExplainedError } from '../errors';
import type { HttpTransport } from '../http/transport';
import { readAgents, readInboxes } from './account-lists';
import type { ChatwootServer } from './api';
import { chatwootAddress, createChatwootApi } from './api';
import type { AccountLabel } from './labels';
import { listLabels } from './labels';
import { type LoggedMessage, loggedMessageSchema } from './logged-message';
import { messagesBefore } from './messages';

export type { ChatwootServer } from './api';

export interface ChatwootWebhook {
	id: number;
	url: string;
	subscriptions: string[];
	/** Signs the deliveries. Null in versions that sign nothing (before about 4.11). */
	secret: string | null;
}

export interface WebhookSettings {
	url: string;
	name: string;
	subscriptions: string[];
}

/**
 * Chatwoot's REST API (4.15) for one account; what it answers is parsed. Every method rejects with a ChatwootError
 * that says what happened and what to do.
 */
export interface ChatwootClient {
	/** The conversation as Chatwoot answers it; `id` is the display id. Read it with `parseConversation`. */
	getConversation(id: number): Promise<Record<string, unknown>>;
	/** A page, least recently active first; `total` counts the conversations of all pages. */
	listConversations(query: { status: 'open' | 'pending' | 'snoozed'; page: number }): Promise<{ total: number; conversations: Array<Record<string, unknown>> }>;
	/** Every conversation, whatever its status, that was updated in the last so many seconds: all in one answer. */
	listUpdatedConversations(withinSeconds: number): Promise<Array<Record<string, unknown>>>;
	/** The latest 20 messages, or those before the one with this id; in no order to rely on. */
	listMessages(conversationId: number, before: number | null): Promise<LoggedMessage[]>;
	listAgents(): Promise<Agent[]>;
	listTeamMembers(teamId: number): Promise<Agent[]>;
	listInboxes(): Promise<Inbox[]>;
	listLabels(): Promise<AccountLabel[]>;
	/** The webhook methods need an administrator's token. */
	listWebhooks(): Promise<ChatwootWebhook[]>;
	createWebhook(settings: WebhookSettings): Promise<ChatwootWebhook>;
	updateWebhook(id: number, settings: WebhookSettings): Promise<ChatwootWebhook>;
	deleteWebhook(id: number): Promise<void>;
}

/** @throws ExplainedError when the server's address or account is unusable. */
export function createChatwootClient(server: ChatwootServer, transport: HttpTransport): ChatwootClient {
	const api = createChatwootApi(server, transport);
	return {
		getConversation: (id) => api.read(z.record(z.unknown()), { path: `/conversations/${id}`, what: `conversation ${id}` }),
		listConversations: async ({ status, page }) => {
			const path = `/conversations?status=${status}&assignee_type=all&sort_by=last_activity_at_asc&page=${page}`;
			const { data } = await api.read(conversationsSchema, { path, what: 'conversations' });
			return { total: data.meta.all_count, conversations: data.payload };
		},
		listUpdatedConversations: async (withinSeconds) => {
			const path = `/conversations?status=all&assignee_type=all&updated_within=${withinSeconds}`;
			return (await api.read(conversationsSchema, { path, what: 'conversations' })).data.payload;
		},
		listMessages: (conversationId, before) => messagesBefore(api, loggedMessageSchema, conversationId, before),
		listAgents: () => readAgents(api, agentSchema),
		listTeamMembers: (teamId) => api.read(z.array(agentSchema), { path: `/teams/${teamId}/team_members`, what: `team ${teamId}` }),
		listInboxes: () => readInboxes(api, inboxSchema),
		listLabels: () => listLabels(api),
		listWebhooks: async () => (await api.read(webhooksSchema, { path: '/webhooks', what: 'webhooks' })).payload.webhooks,
		createWebhook: async (webhook) =>
			(await api.read(webhookSchema, { method: 'POST', path: '/webhooks', what: 'webhook', body: { webhook } })).payload.webhook,
		updateWebhook: async (id, webhook) =>
			(await api.read(webhookSchema, { method: 'PATCH', path: `/webhooks/${id}`, what: `webhook ${id}`, body: { webhook } })).payload.webhook,
		deleteWebhook: (id) => api.send({ method: 'DELETE', path: `/webhooks/${id}`, what: `webhook ${id}` }),
	};
}

/** Where an agent opens a conversation in the browser. */
export function conversationUrl({ baseUrl, accountId }: ChatwootServer, id: number): string {
	return `${chatwootAddress(baseUrl)}/app/accounts/${accountId}/conversations/${id}`;
}

/**
 * What the credential holds, as people type it. `publicUrl` is the address for agents' browsers: the server's own
 * where none is given. `botToken` is the token of an agent bot; null without one.
 *
 * @throws ExplainedError naming the field that is missing or wrong.
 */
export function readChatwootCredentials(credentials: unknown): ChatwootServer & { publicUrl: string; botToken: string | null } {
	const result = credentialsSchema.safeParse(credentials);
	if (!result.success) {
		throw new ExplainedError(`The Chatwoot credential has no usable ${result.error.issues[0]?.path.join('.') ?? 'data'}`, {
			advice: 'Open the credential and fill in the address, the account ID and the access token.',
		});
	}
	const { baseUrl, accountId, publicUrl, botToken } = result.data;
	return {
		baseUrl: chatwootAddress(baseUrl),
		accountId,
		publicUrl: chatwootAddress(publicUrl.trim() === '' ? baseUrl : publicUrl),
		botToken: botToken === '' ? null : botToken,
	};
}

const credentialsSchema = z.object({
	baseUrl: z.string().trim().min(1),
	accountId: z.coerce.number().int().positive(),
	publicUrl: z.string().default(''),
	botToken: z.string().trim().default(''),
});

const conversationsSchema = z.object({
	data: z.object({ meta: z.object({ all_count: z.number() }), payload: z.array(z.record(z.unknown())) }),
});

const agentSchema = z.object({ id: z.number(), email: z.string().nullish().default(null), name: z.string().nullish().default(null) });
export type Agent = z.infer<typeof agentSchema>;

const workingDaySchema = z.object({
	/** 0 is Sunday. */
	day_of_week: z.number(),
	closed_all_day: z.boolean().nullish(),
	open_all_day: z.boolean().nullish(),
	open_hour: z.number().nullish(),
	open_minutes: z.number().nullish(),
	close_hour: z.number().nullish(),
	close_minutes: z.number().nullish(),
});
export type WorkingDay = z.infer<typeof workingDaySchema>;

/** Older versions say nothing of working hours. */
const inboxSchema = z.object({
	id: z.number(),
	name: z.string(),
	working_hours_enabled: z.boolean().nullish(),
	/** IANA */
	timezone: z.string().nullish(),
	working_hours: z.array(workingDaySchema).nullish(),
});
export type Inbox = z.infer<typeof inboxSchema>;

const storedWebhookSchema = z.object({
	id: z.number(),
	url: z.string(),
	subscriptions: z.array(z.string()).nullish().transform((subscriptions) => subscriptions ?? []),
	secret: z.string().nullish().transform((secret) => (secret === undefined || secret === '' ? null : secret)),
});
const webhookSchema = z.object({ payload: z.object({ webhook: storedWebhookSchema }) });
const webhooksSchema = z.object({ payload: z.object({ webhooks: z.array(storedWebhookSchema) }) });
