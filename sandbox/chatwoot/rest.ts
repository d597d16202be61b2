import { z } from 'zod';
import type { ChatwootSimulator } from './chatwoot-simulator';
import type { Conversation, Webhook } from './model';
import { SUBSCRIPTIONS } from './model';
import { agentPayload, inboxPayload, numberedMessage, restConversation, webhookSettings } from './payloads';

export interface RestAnswer {
	status: number;
	body: string;
}

export interface RestCall {
	method: string;
	url: URL;
	/** What came in the header `api_access_token`. */
	token: string;
	body: string;
}

/** Answers one request to Chatwoot's REST API (4.15), with its refusals in its shapes. */
export function answerRest(chatwoot: ChatwootSimulator, call: RestCall): RestAnswer {
	if (call.token === '') return json(401, { errors: ['You need to sign in or sign up before continuing.'] });
	if (call.token !== chatwoot.token && call.token !== chatwoot.agentToken) return json(401, { error: 'Invalid Access Token' });
	const prefix = `/api/v1/accounts/${chatwoot.account.id}/`;
	if (!call.url.pathname.startsWith(prefix)) return notFound();
	const path = call.url.pathname.slice(prefix.length);
	for (const { method, pattern, handle } of ROUTES) {
		const match = method === call.method ? pattern.exec(path) : null;
		if (match !== null) return handle({ chatwoot, call, id: Number(match[1] ?? 0) });
	}
	return notFound();
}

const PAGE_SIZE = 25;

interface Route {
	method: string;
	pattern: RegExp;
	handle: (request: Request) => RestAnswer;
}

interface Request {
	chatwoot: ChatwootSimulator;
	call: RestCall;
	/** The number in the path; 0 without one. */
	id: number;
}

const ROUTES: readonly Route[] = [
	{
		method: 'GET',
		pattern: /^agents$/,
		handle: ({ chatwoot }) => json(200, chatwoot.agents.map((agent) => agentPayload(chatwoot.account, agent))),
	},
	{
		method: 'GET',
		pattern: /^inboxes$/,
		handle: ({ chatwoot }) => json(200, { payload: chatwoot.inboxes.map(inboxPayload) }),
	},
	{
		method: 'GET',
		pattern: /^labels$/,
		handle: ({ chatwoot }) => json(200, { payload: chatwoot.labels.map((title, index) => ({ id: index + 1, title })) }),
	},
	{
		method: 'GET',
		pattern: /^teams$/,
		handle: ({ chatwoot }) =>
			json(200, chatwoot.teams.map(({ id, name }) => ({ id, name, account_id: chatwoot.account.id, is_member: false }))),
	},
	{
		method: 'GET',
		pattern: /^teams\/(\d+)\/team_members$/,
		handle: ({ chatwoot, id }) => {
			const team = chatwoot.teams.find((each) => each.id === id);
			if (team === undefined) return notFound();
			const members = chatwoot.agents.filter((agent) => team.memberIds.includes(agent.id));
			return json(200, members.map((agent) => agentPayload(chatwoot.account, agent)));
		},
	},
	{ method: 'GET', pattern: /^conversations$/, handle: listConversations },
	{
		method: 'GET',
		pattern: /^conversations\/(\d+)$/,
		handle: (request) => withConversation(request, (conversation) => json(200, restConversation(request.chatwoot.account, conversation))),
	},
	{ method: 'POST', pattern: /^conversations\/(\d+)\/messages$/, handle: createMessage },
	{ method: 'POST', pattern: /^conversations\/(\d+)\/toggle_status$/, handle: toggleStatus },
	{ method: 'POST', pattern: /^conversations\/(\d+)\/assignments$/, handle: assign },
	{ method: 'POST', pattern: /^conversations\/(\d+)\/labels$/, handle: setLabels },
	{
		method: 'GET',
		pattern: /^webhooks$/,
		handle: forAdministrators(({ chatwoot }) =>
			json(200, { payload: { webhooks: chatwoot.webhooks.map((webhook) => webhookSettings(chatwoot.account, webhook)) } }),
		),
	},
	{ method: 'POST', pattern: /^webhooks$/, handle: forAdministrators(createWebhook) },
	{ method: 'PATCH', pattern: /^webhooks\/(\d+)$/, handle: forAdministrators(updateWebhook) },
	{
		method: 'DELETE',
		pattern: /^webhooks\/(\d+)$/,
		handle: forAdministrators(({ chatwoot, id }) => {
			if (!chatwoot.webhooks.some((webhook) => webhook.id === id)) return notFound();
			chatwoot.removeWebhook(id);
			return { status: 200, body: '' };
		}),
	},
];

/** The latest activity first unless asked for the reverse; with `updated_within` (seconds) every match in one answer, else 25 a page. */
function listConversations({ chatwoot, call }: Request): RestAnswer {
	const query = call.url.searchParams;
	const status = query.get('status') ?? 'open';
	const inboxId = query.get('inbox_id');
	const updatedWithin = query.get('updated_within');
	const since = updatedWithin === null ? -Infinity : chatwoot.now().getTime() - Number(updatedWithin) * 1000;
	const direction = query.get('sort_by') === 'last_activity_at_asc' ? 1 : -1;
	const matches = chatwoot.conversations
		.filter((each) => status === 'all' || each.status === status)
		.filter((each) => inboxId === null || each.inbox.id === Number(inboxId))
		.filter((each) => each.updatedAt.getTime() >= since)
		.sort((a, b) => direction * (a.lastActivityAt.getTime() - b.lastActivityAt.getTime()));
	const first = (Number(query.get('page') ?? 1) - 1) * PAGE_SIZE;
	const page = updatedWithin === null ? matches.slice(first, first + PAGE_SIZE) : matches;
	const assigned = matches.filter(({ assignee }) => assignee !== null).length;
	const meta = { mine_count: 0, assigned_count: assigned, unassigned_count: matches.length - assigned, all_count: matches.length };
	return json(200, { data: { meta, payload: page.map((each) => restConversation(chatwoot.account, each)) } });
}

const messageSchema = z.object({
	content: z.string().default(''),
	message_type: z.enum(['outgoing', 'incoming']).default('outgoing'),
	private: z.boolean().default(false),
});

/** A user's token speaks for that user: an outgoing message counts as a human reply. */
function createMessage(request: Request): RestAnswer {
	return withConversation(request, (conversation) => {
		const { chatwoot, call } = request;
		const message = messageSchema.safeParse(parseJson(call.body));
		if (!message.success) return json(422, { error: "'message_type' is not valid" });
		if (message.data.message_type === 'incoming') {
			return json(422, { error: 'Incoming messages are only allowed in Api inboxes' });
		}
		const told = { agent: chatwoot.administrator, text: message.data.content };
		const stored = message.data.private ? chatwoot.privateNote(conversation, told) : chatwoot.agentReplies(conversation, told);
		return json(200, numberedMessage(chatwoot.account, conversation, stored));
	});
}

const statusSchema = z.object({ status: z.enum(['open', 'resolved', 'pending', 'snoozed']) });

function toggleStatus(request: Request): RestAnswer {
	return withConversation(request, (conversation) => {
		const wanted = statusSchema.safeParse(parseJson(request.call.body));
		request.chatwoot.setStatus(conversation, wanted.data?.status ?? (conversation.status === 'open' ? 'resolved' : 'open'));
		const payload = { success: true, conversation_id: conversation.id, current_status: conversation.status, snoozed_until: null };
		return json(200, { meta: {}, payload });
	});
}

const assignmentSchema = z.object({ assignee_id: z.number().nullable(), team_id: z.number().nullable() }).partial();

function assign(request: Request): RestAnswer {
	return withConversation(request, (conversation) => {
		const { chatwoot, call } = request;
		const { assignee_id: assigneeId, team_id: teamId } = assignmentSchema.catch({}).parse(parseJson(call.body));
		if (teamId !== undefined) {
			const team = chatwoot.teams.find(({ id }) => id === teamId) ?? null;
			chatwoot.assign(conversation, { team });
			return json(200, team && { id: team.id, name: team.name });
		}
		const agent = chatwoot.agents.find(({ id }) => id === assigneeId) ?? null;
		chatwoot.assign(conversation, { agent });
		return json(200, agent && agentPayload(chatwoot.account, agent));
	});
}

const labelsSchema = z.object({ labels: z.array(z.string()).default([]) });

function setLabels(request: Request): RestAnswer {
	return withConversation(request, (conversation) => {
		const { labels } = labelsSchema.catch({ labels: [] }).parse(parseJson(request.call.body));
		request.chatwoot.setLabels(conversation, labels);
		return json(200, { payload: labels });
	});
}

const webhookSchema = z.object({ url: z.string(), name: z.string().nullable(), subscriptions: z.array(z.string()) }).partial();

/** Chatwoot takes the settings in `webhook` or flat. */
const webhookBodySchema = z.union([z.object({ webhook: webhookSchema }).transform(({ webhook }) => webhook), webhookSchema]).catch({});

function createWebhook({ chatwoot, call }: Request): RestAnswer {
	const { url = '', name = null, subscriptions = [] } = webhookBodySchema.parse(parseJson(call.body));
	const refusal = webhookRefusal(url, subscriptions);
	if (refusal !== null) return refusal;
	const webhook = chatwoot.addWebhook({ url, name, subscriptions });
	return webhook === null ? urlTaken() : json(200, { payload: { webhook: webhookSettings(chatwoot.account, webhook) } });
}

function updateWebhook({ chatwoot, call, id }: Request): RestAnswer {
	const webhook = chatwoot.webhooks.find((each) => each.id === id);
	if (webhook === undefined) return notFound();
	const changed: Webhook = { ...webhook, ...definedOnly(webhookBodySchema.parse(parseJson(call.body))) };
	const refusal = webhookRefusal(changed.url, changed.subscriptions);
	if (refusal !== null) return refusal;
	if (chatwoot.webhooks.some((other) => other.id !== id && other.url === changed.url)) return urlTaken();
	Object.assign(webhook, changed);
	return json(200, { payload: { webhook: webhookSettings(chatwoot.account, webhook) } });
}

function definedOnly({ url, name, subscriptions }: z.infer<typeof webhookSchema>): Partial<Webhook> {
	return {
		...(url === undefined ? {} : { url }),
		...(name === undefined ? {} : { name }),
		...(subscriptions === undefined ? {} : { subscriptions }),
	};
}

function webhookRefusal(url: string, subscriptions: string[]): RestAnswer | null {
	if (!/^https?:\/\/[^\s/]+/.test(url)) return invalid('Url is invalid', 'url');
	if (subscriptions.length === 0 || subscriptions.some((event) => !SUBSCRIPTIONS.includes(event))) {
		return invalid('Subscriptions Invalid events', 'subscriptions');
	}
	return null;
}

function forAdministrators(handle: Route['handle']): Route['handle'] {
	return (request) =>
		request.call.token === request.chatwoot.token
			? handle(request)
			: json(401, { error: 'You are not authorized to do this action' });
}

function withConversation({ chatwoot, id }: Request, act: (conversation: Conversation) => RestAnswer): RestAnswer {
	const conversation = chatwoot.conversations.find((each) => each.id === id);
	return conversation === undefined ? notFound() : act(conversation);
}

function urlTaken(): RestAnswer {
	return invalid('Url has already been taken', 'url');
}

function invalid(message: string, attribute: string): RestAnswer {
	return json(422, { message, attributes: [attribute] });
}

function notFound(): RestAnswer {
	return json(404, { error: 'Resource could not be found' });
}

function json(status: number, body: unknown): RestAnswer {
	return { status, body: JSON.stringify(body) };
}

function parseJson(body: string): unknown {
	try {
		return JSON.parse(body) as unknown;
	} catch {
		return null;
	}
}
