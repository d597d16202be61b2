import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { getAccount, listAgents, listInboxes, listSlaPolicies, listTeams } from '../../core/chatwoot/account-lists';
import { createChatwootApi } from '../../core/chatwoot/api';
import { createChatwootClient } from '../../core/chatwoot/client';
import { contactLabels, getOrCreateContact, mergeContacts, searchContacts, updateContact } from '../../core/chatwoot/contacts';
import {
	assign,
	contactConversations,
	getOrCreateConversation,
	listConversations,
	mergeCustomAttributes,
	setPriority,
	setStatus,
} from '../../core/chatwoot/conversations';
import { reportByDay } from '../../core/chatwoot/daily-report';
import { changeLabels, createLabel, listLabels } from '../../core/chatwoot/labels';
import { listMessages, sendMessage } from '../../core/chatwoot/messages';
import { kpis } from '../../core/chatwoot/reports';
import { teamNumbers } from '../../core/chatwoot/team-numbers';
import type { HttpTransport } from '../../core/http/transport';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { fetchTransport } from '../unit/chatwoot-client.harness';
import { complaintsAbout, resolve, unknownNames } from './json-schema';

/** Chatwoot's own description of its API (4.15.1). Users of the package have no such folder. */
const DESCRIPTION = path.resolve(__dirname, '../../../shared/facts/chatwoot-openapi-4.15.1.json');
const describeContract = existsSync(DESCRIPTION) ? describe : describe.skip;

/** Where the server does otherwise than its description says (both 4.15.1). */
const DESCRIBED_OTHERWISE: Array<[path: RegExp, problem: RegExp]> = [
	// Null without an applied SLA, an assignee or a last message.
	[/(^|\.)(applied_sla|meta\.assignee)$/, /is null, not object/],
	// An account without a domain of its own.
	[/^domain$/, /is null, not string/],
	// A conversation can be snoozed.
	[/(^|\.)status$/, /"snoozed" is none of the values/],
	// One contact, created or updated, is no list of them.
	[/^payload$/, /is object, not array/],
	// A count by day is a number, and so is the average of nothing.
	[/^\d+\.value$/, /is integer, not string/],
	// The list of webhooks stands in `payload.webhooks`.
	[/^$/, /is object, not array/],
];

/** Names in queries that the server (4.15.1) reads and its description leaves out. */
const UNDESCRIBED_QUERY = [
	'GET /api/v1/accounts/1/conversations sort_by',
	'GET /api/v1/accounts/1/conversations updated_within',
	'GET /api/v2/accounts/1/reports group_by',
	'GET /api/v2/accounts/1/reports timezone_offset',
];

/** Names in bodies that the server (4.15.1) reads and its description leaves out: it takes a webhook flat, too. */
const UNDESCRIBED_IN_BODIES = ['PATCH /api/v1/accounts/1/webhooks/:id webhook', 'POST /api/v1/accounts/1/webhooks webhook'];

/** Endpoints that the server has and its description does not. */
const UNDESCRIBED = ['GET /api/v1/accounts/1/csat_survey_responses/metrics', 'GET /api/v1/accounts/1/sla_policies'];

interface Exchange {
	name: string;
	/** Null where the description has no such endpoint. */
	operation: z.infer<typeof operationSchema> | null;
	query: string[];
	sent: unknown;
	answered: unknown;
}

const contentSchema = z.object({ content: z.record(z.object({ schema: z.unknown() })) }).partial();
const parameterSchema = z.object({ name: z.string(), in: z.string(), $ref: z.string() }).partial();
const operationSchema = z.object({
	parameters: z.array(parameterSchema).default([]),
	requestBody: contentSchema.optional(),
	responses: z.record(contentSchema),
});

describeContract("the node's requests and the simulator's answers, by Chatwoot's own description", () => {
	let document: Record<string, unknown>;
	let exchanges: Exchange[];

	beforeAll(async () => {
		document = z.record(z.unknown()).parse(JSON.parse(readFileSync(DESCRIPTION, 'utf8')));
		exchanges = await everyExchange(document);
	});

	test('every endpoint is described, but for those known not to be', () => {
		const undescribed = exchanges.filter(({ operation }) => operation === null).map(({ name }) => name);
		expect([...new Set(undescribed)].sort()).toEqual(UNDESCRIBED);
		expect(exchanges.length).toBeGreaterThan(25);
	});

	test('requests', () => {
		const complaints = exchanges.flatMap(({ name, operation, sent }) => {
			const schema = operation?.requestBody?.content?.['application/json']?.schema;
			return sent === undefined || schema === undefined ? [] : complaintsAbout(sent, schema, document).map((complaint) => ({ name, ...complaint }));
		});
		expect(complaints).toEqual([]);
	});

	test('names in requests', () => {
		const unknown = exchanges.flatMap(({ name, operation, sent }) => {
			const schema = operation?.requestBody?.content?.['application/json']?.schema;
			return sent === undefined || operation === null ? [] : unknownNames(sent, schema, document).map((each) => `${name.replace(/webhooks\/\d+$/, 'webhooks/:id')} ${each}`);
		});
		expect([...new Set(unknown)].sort()).toEqual(UNDESCRIBED_IN_BODIES);
	});

	test('names in queries', () => {
		const unknown = exchanges.flatMap(({ name, operation, query }) => {
			const known = operation?.parameters.flatMap(({ in: place, name: parameter }) => (place === 'query' ? [parameter] : []));
			return known === undefined ? [] : query.filter((each) => !known.includes(each.replace('[]', ''))).map((each) => `${name} ${each}`);
		});
		expect([...new Set(unknown)].sort()).toEqual(UNDESCRIBED_QUERY);
	});

	test('answers', () => {
		const complaints = exchanges.flatMap(({ name, operation, answered }) => {
			const schema = (operation?.responses['200'] ?? operation?.responses['204'])?.content?.['application/json']?.schema;
			return schema === undefined ? [] : complaintsAbout(answered, schema, document).map((complaint) => ({ name, ...complaint }));
		});
		const unexpected = complaints.filter((each) => !DESCRIBED_OTHERWISE.some(([where, how]) => where.test(each.path) && how.test(each.problem)));
		expect(unexpected).toEqual([]);
	});
});

test('the comparison finds what is wrong', () => {
	const schema = {
		allOf: [{ $ref: '#/named' }, { required: ['id'] }],
		properties: { list: { type: 'array', items: { oneOf: [{ type: 'string' }, { type: 'null' }] } } },
	};
	const named = { type: 'object', properties: { name: { type: ['string', 'null'] }, kind: { enum: ['a', 'b'] } } };
	expect(complaintsAbout({ id: 1, name: null, kind: 'a', list: ['x', null] }, schema, { named })).toEqual([]);
	expect(unknownNames({ id: 1, name: 'x', kind: 'a', list: ['x'] }, schema, { named })).toEqual(['id']);
	expect(unknownNames({ list: [{ a: { any: 1 }, c: 1 }] }, { properties: { list: { items: { properties: { a: { type: 'object' }, b: {} } } } } }, {})).toEqual(['list.0.c']);
	expect(complaintsAbout({ name: 1, kind: 'c', list: [2] }, schema, { named }).map(({ path: where }) => where)).toEqual(['name', 'kind', 'id', 'list.0']);
});

/** Everything core asks of Chatwoot, once, against the simulator. */
async function everyExchange(document: Record<string, unknown>): Promise<Exchange[]> {
	const chatwoot = await ChatwootSimulator.start();
	const exchanges: Exchange[] = [];
	const server = { baseUrl: chatwoot.url, accountId: 1 };
	const transport = recording(exchanges, document, fetchTransport(chatwoot.token));
	const api = createChatwootApi(server, transport, { botToken: chatwoot.botToken });
	const inbox = chatwoot.addInbox({ name: 'API', channelType: 'Channel::Api' });
	const team = chatwoot.addTeam({ name: 'sales' });
	chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });

	await getAccount(api);
	const keys = { phones: ['+31612345678'], email: 'jane@example.com', identifier: 'crm-1' };
	const { contact } = await getOrCreateContact(api, keys, { name: 'Jane', inboxId: inbox.id, customAttributes: { tier: 'gold' } });
	const other = chatwoot.addContact({ name: 'J.' });
	await searchContacts(api, 'jane');
	await updateContact(api, contact.id, { name: 'Jane Doe', custom_attributes: { visits: 1 } });
	await contactLabels(api, contact.id);
	await mergeContacts(api, contact.id, other.id);

	const { conversation } = await getOrCreateConversation(api, { contactId: contact.id, inboxId: inbox.id, reopen: true });
	const template = { name: 'reminder', category: 'UTILITY', language: 'es', processed_params: { body: { 1: '10:00' } } };
	const attachments = [{ fileName: 'a.png', mimeType: 'image/png', bytes: Buffer.from('x') }];
	const message = { content: 'Hi', kind: 'outgoing' as const, template: null, attachments: [], as: 'user' as const };
	await sendMessage(api, conversation.id, { ...message, kind: 'incoming' });
	await sendMessage(api, conversation.id, message);
	await sendMessage(api, conversation.id, { ...message, kind: 'note', as: 'bot' });
	await sendMessage(api, conversation.id, { ...message, template, as: 'bot' });
	await sendMessage(api, conversation.id, { ...message, attachments });
	await listMessages(api, conversation.id);
	await changeLabels(api, conversation.id, 'add', ['vip'], { declare: true });
	await mergeCustomAttributes(api, conversation.id, { order: '1001' });
	await setPriority(api, conversation.id, 'urgent');
	await assign(api, conversation.id, { assignee_id: chatwoot.administrator.id });
	await assign(api, conversation.id, { team_id: team.id });
	await contactConversations(api, contact.id);
	await listConversations(api, { status: 'open', assigneeType: 'all', inboxId: inbox.id, teamId: team.id, labels: ['vip'] });
	await setStatus(api, conversation.id, 'snoozed', new Date(Date.now() + 3_600_000));
	await setStatus(api, conversation.id, 'resolved');

	await Promise.all([listAgents(api), listInboxes(api), listTeams(api), listLabels(api), listSlaPolicies(api)]);
	await createLabel(api, { title: 'new-label', description: 'New', color: '#FF0000', showOnSidebar: true });
	await reportByDay(api, { days: 2, now: new Date(), timeZone: 'Europe/Madrid' });
	await kpis(api, { since: new Date(Date.now() - 86_400_000), until: new Date() });
	await teamNumbers(api, { since: new Date(Date.now() - 86_400_000), until: new Date() });

	const client = createChatwootClient(server, transport);
	await client.getConversation(conversation.id);
	await client.listConversations({ status: 'open', page: 1 });
	await client.listUpdatedConversations(60);
	await client.listMessages(conversation.id, null);
	await client.listMessages(conversation.id, 1);
	await Promise.all([client.listAgents(), client.listTeamMembers(team.id), client.listInboxes(), client.listLabels()]);
	const webhook = { url: 'https://n8n.example.com/webhook/1', name: 'n8n', subscriptions: ['conversation_created'] };
	const { id } = await client.createWebhook(webhook);
	await client.updateWebhook(id, { ...webhook, subscriptions: ['message_created'] });
	await client.listWebhooks();
	await client.deleteWebhook(id);
	await chatwoot.stop();
	return exchanges;
}

function recording(exchanges: Exchange[], document: Record<string, unknown>, transport: HttpTransport): HttpTransport {
	return async (request) => {
		const response = await transport(request);
		const url = new URL(request.url);
		exchanges.push({
			name: `${request.method} ${url.pathname}`,
			operation: operationFor(document, request.method, url.pathname),
			query: [...url.searchParams.keys()],
			sent: typeof request.body === 'string' ? JSON.parse(request.body) : undefined,
			answered: response.body === '' ? null : JSON.parse(response.body),
		});
		return response;
	};
}

/** A path that is written out, such as `contacts/search`, goes before one with a name in braces. */
function operationFor(document: Record<string, unknown>, method: string, pathname: string): Exchange['operation'] {
	const paths = Object.entries(z.record(z.record(z.unknown())).parse(document['paths']));
	const matches = paths.filter(([template]) => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname));
	const [, methods] = matches.sort(([one], [other]) => one.split('{').length - other.split('{').length)[0] ?? [];
	const found = methods?.[method.toLowerCase()];
	if (found === undefined) return null;
	const operation = operationSchema.parse(found);
	const ofPath = z.array(z.unknown()).catch([]).parse(methods?.['parameters']);
	return { ...operation, parameters: [...ofPath, ...operation.parameters].map((each) => resolvedParameter(document, each)) };
}

function resolvedParameter(document: Record<string, unknown>, parameter: unknown): z.infer<typeof parameterSchema> {
	const { $ref, ...plain } = parameterSchema.parse(parameter);
	return $ref === undefined ? plain : parameterSchema.parse(resolve(document, $ref));
}
