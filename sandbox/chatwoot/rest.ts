import { z } from 'zod';
import type { ChatwootSimulator } from './chatwoot-simulator';
import { accountPayload, agentPayload, inboxPayload, slaPolicyPayload } from './payloads';
import { contactRoutes } from './rest-contacts';
import { conversationRoutes } from './rest-conversations';
import { messageRoutes } from './rest-messages';
import { reportRoutes } from './rest-reports';
import { summaryReportRoutes } from './rest-summary-reports';
import type { RestAnswer, RestCall, Route } from './rest-route';
import { forAdministrators, invalid, json, jsonBody, notFound } from './rest-route';
import { webhookRoutes } from './rest-webhooks';

/** Answers one request to Chatwoot's REST API (4.15), with its refusals in its shapes. */
export function answerRest(chatwoot: ChatwootSimulator, call: RestCall): RestAnswer {
	if (call.token === '') return json(401, { errors: ['You need to sign in or sign up before continuing.'] });
	if (![chatwoot.token, chatwoot.agentToken, chatwoot.botToken].includes(call.token)) return json(401, { error: 'Invalid Access Token' });
	const [, version, accountId, path = ''] = /^\/api\/(v[12])\/accounts\/(\d+)(?:\/(.*))?$/.exec(call.url.pathname) ?? [];
	if (Number(accountId) !== chatwoot.account.id) return notFound();
	for (const route of ROUTES) {
		const match = route.method === call.method && (route.version ?? 'v1') === version ? route.pattern.exec(path) : null;
		if (match === null) continue;
		if (call.token === chatwoot.botToken && route.bots !== true) return json(401, { error: 'Access to this endpoint is not authorized for bots' });
		return route.handle({ chatwoot, call, id: Number(match[1] ?? 0) });
	}
	return notFound();
}

const accountRoutes: readonly Route[] = [
	{ method: 'GET', pattern: /^$/, handle: ({ chatwoot }) => json(200, accountPayload(chatwoot.account)) },
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
		handle: ({ chatwoot }) => json(200, { payload: chatwoot.labels.map((title, index) => labelPayload(index + 1, { title })) }),
	},
	{
		method: 'POST',
		pattern: /^labels$/,
		handle: forAdministrators(({ chatwoot, call }) => {
			const { title, ...rest } = newLabelSchema.parse(jsonBody(call));
			if (!/^[\p{L}\p{N}]+[\p{L}\p{N}_-]+$/u.test(title)) return invalid('Title is invalid', 'title');
			if (chatwoot.labels.includes(title)) return invalid('Title has already been taken', 'title');
			chatwoot.addLabel(title);
			return json(200, labelPayload(chatwoot.labels.length, { title, ...rest }));
		}),
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
	{
		method: 'GET',
		pattern: /^sla_policies$/,
		handle: ({ chatwoot }) => (chatwoot.enterprise ? json(200, { payload: chatwoot.slaPolicies.map(slaPolicyPayload) }) : notFound()),
	},
];

const ROUTES: readonly Route[] = [...accountRoutes, ...contactRoutes, ...conversationRoutes, ...messageRoutes, ...reportRoutes, ...summaryReportRoutes, ...webhookRoutes];

/** Chatwoot writes titles in lower case before it looks at them. */
const newLabelSchema = z
	.object({
		title: z.string().transform((title) => title.toLowerCase()).catch(''),
		description: z.string().optional().catch(undefined),
		color: z.string().optional().catch(undefined),
		show_on_sidebar: z.boolean().optional().catch(undefined),
	})
	.catch({ title: '' });

function labelPayload(id: number, label: z.infer<typeof newLabelSchema>): Record<string, unknown> {
	return { id, description: '', color: '#1F93FF', show_on_sidebar: true, ...label };
}
