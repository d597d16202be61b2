import { z } from 'zod';
import { type Conversation, written } from './model';
import { agentPayload, restConversation } from './payloads';
import type { RestAnswer, RestRequest, Route } from './rest-route';
import { json, jsonBody, notFound, pageOf, withConversation } from './rest-route';

export const conversationRoutes: readonly Route[] = [
	{ method: 'GET', pattern: /^conversations$/, handle: list },
	{ method: 'POST', pattern: /^conversations$/, bots: true, handle: create },
	{
		method: 'GET',
		pattern: /^conversations\/(\d+)$/,
		bots: true,
		handle: (request) => withConversation(request, (conversation) => json(200, restConversation(request.chatwoot.account, conversation))),
	},
	{ method: 'POST', pattern: /^conversations\/(\d+)\/toggle_status$/, bots: true, handle: toggleStatus },
	{ method: 'POST', pattern: /^conversations\/(\d+)\/toggle_priority$/, bots: true, handle: togglePriority },
	{ method: 'POST', pattern: /^conversations\/(\d+)\/custom_attributes$/, bots: true, handle: setCustomAttributes },
	{ method: 'POST', pattern: /^conversations\/(\d+)\/assignments$/, bots: true, handle: assign },
	{
		method: 'GET',
		pattern: /^conversations\/(\d+)\/labels$/,
		bots: true,
		handle: (request) => withConversation(request, ({ labels }) => json(200, { payload: labels })),
	},
	{ method: 'POST', pattern: /^conversations\/(\d+)\/labels$/, bots: true, handle: setLabels },
];

type Order = (one: Conversation, other: Conversation) => number;

const latestActivityFirst: Order = (one, other) => other.lastActivityAt.getTime() - one.lastActivityAt.getTime();

const ORDERS: Record<string, Order> = {
	last_activity_at_asc: (one, other) => -latestActivityFirst(one, other),
	/** Those who do not wait come last. */
	waiting_since_asc: (one, other) => (one.waitingSince?.getTime() ?? Infinity) - (other.waitingSince?.getTime() ?? Infinity) || latestActivityFirst(one, other),
};

/**
 * The latest activity first unless asked otherwise; with `updated_within` (seconds) every match in one answer, else a
 * page. Where a text is looked for, the status does not count.
 */
function list({ chatwoot, call }: RestRequest): RestAnswer {
	const query = call.url.searchParams;
	const status = query.get('status') ?? 'open';
	const inboxId = query.get('inbox_id');
	const teamId = query.get('team_id');
	const labels = query.getAll('labels[]');
	const text = query.get('q')?.toLowerCase() ?? '';
	const updatedWithin = query.get('updated_within');
	const since = updatedWithin === null ? -Infinity : chatwoot.now().getTime() - Number(updatedWithin) * 1000;
	const order = ORDERS[query.get('sort_by') ?? ''] ?? latestActivityFirst;
	const found = chatwoot.conversations
		.filter((each) => status === 'all' || text !== '' || each.status === status)
		.filter((each) => inboxId === null || each.inbox.id === Number(inboxId))
		.filter((each) => teamId === null || each.team?.id === Number(teamId))
		.filter((each) => labels.length === 0 || labels.some((label) => each.labels.includes(label)))
		.filter((each) => text === '' || written(each).some(({ content }) => content.toLowerCase().includes(text)))
		.filter((each) => each.updatedAt.getTime() >= since)
		.sort(order);
	const assigned = found.filter(({ assignee }) => assignee !== null);
	const mine = assigned.filter(({ assignee }) => assignee === chatwoot.administrator);
	const unassigned = found.filter(({ assignee }) => assignee === null);
	const matches = { me: mine, assigned, unassigned }[query.get('assignee_type') ?? 'all'] ?? found;
	const page = updatedWithin === null ? pageOf(matches, call, chatwoot.pageSize) : matches;
	const meta = { mine_count: mine.length, assigned_count: assigned.length, unassigned_count: unassigned.length, all_count: found.length };
	return json(200, { data: { meta, payload: page.map((each) => restConversation(chatwoot.account, each)) } });
}

const newConversationSchema = z.object({
	contact_id: z.number(),
	inbox_id: z.number(),
	source_id: z.string().optional(),
	status: z.enum(['open', 'resolved', 'pending', 'snoozed']).optional(),
	custom_attributes: z.record(z.unknown()).default({}),
});

/** A new one at every request. */
function create({ chatwoot, call }: RestRequest): RestAnswer {
	const wanted = newConversationSchema.safeParse(jsonBody(call));
	const contact = chatwoot.contacts.find(({ id }) => id === wanted.data?.contact_id);
	const inbox = chatwoot.inboxes.find(({ id }) => id === wanted.data?.inbox_id);
	if (contact === undefined || inbox === undefined) return notFound();
	const conversation = chatwoot.startConversation(inbox, contact, wanted.data?.source_id ?? null);
	conversation.customAttributes = wanted.data?.custom_attributes ?? {};
	conversation.status = wanted.data?.status ?? 'open';
	return json(200, restConversation(chatwoot.account, conversation));
}

const statusSchema = z.object({
	status: z.enum(['open', 'resolved', 'pending', 'snoozed']).optional(),
	snoozed_until: z.number().nullish(),
});

function toggleStatus(request: RestRequest): RestAnswer {
	return withConversation(request, (conversation) => {
		const { chatwoot, call } = request;
		const { status, snoozed_until: until } = statusSchema.catch({}).parse(jsonBody(call));
		if (status === 'snoozed') chatwoot.snooze(conversation, until == null ? null : new Date(until * 1000));
		else chatwoot.setStatus(conversation, status ?? (conversation.status === 'open' ? 'resolved' : 'open'));
		const payload = { success: true, conversation_id: conversation.id, current_status: conversation.status, snoozed_until: until ?? null };
		return json(200, { meta: {}, payload });
	});
}

const prioritySchema = z.object({ priority: z.enum(['urgent', 'high', 'medium', 'low']).nullable().catch(null) });

function togglePriority(request: RestRequest): RestAnswer {
	return withConversation(request, (conversation) => {
		request.chatwoot.setPriority(conversation, prioritySchema.catch({ priority: null }).parse(jsonBody(request.call)).priority);
		return { status: 200, body: '' };
	});
}

const attributesSchema = z.object({ custom_attributes: z.record(z.unknown()) }).catch({ custom_attributes: {} });

function setCustomAttributes(request: RestRequest): RestAnswer {
	return withConversation(request, (conversation) => {
		const { custom_attributes: attributes } = attributesSchema.parse(jsonBody(request.call));
		request.chatwoot.setCustomAttributes(conversation, attributes);
		return json(200, { custom_attributes: attributes });
	});
}

const assignmentSchema = z.object({ assignee_id: z.number().nullable(), team_id: z.number().nullable() }).partial();

function assign(request: RestRequest): RestAnswer {
	return withConversation(request, (conversation) => {
		const { chatwoot, call } = request;
		const { assignee_id: assigneeId, team_id: teamId } = assignmentSchema.catch({}).parse(jsonBody(call));
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

function setLabels(request: RestRequest): RestAnswer {
	return withConversation(request, (conversation) => {
		const { chatwoot, call } = request;
		const { labels } = labelsSchema.catch({ labels: [] }).parse(jsonBody(call));
		chatwoot.setLabels(conversation, labels, call.token === chatwoot.botToken ? { name: 'Sandbox Bot' } : chatwoot.administrator);
		return json(200, { payload: labels });
	});
}
