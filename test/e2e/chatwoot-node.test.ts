import type { INodeType } from 'n8n-workflow';
import { Chatwoot } from '../../nodes/Chatwoot/Chatwoot.node';
import { Dedupe } from '../../nodes/Dedupe/Dedupe.node';
import { OdooNotify } from '../../nodes/OdooNotify/OdooNotify.node';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { ODOO_LOGIN } from '../../sandbox/credentials';
import type { Execution } from '../../sandbox/n8n/client';
import type { ImportedWorkflow } from '../../sandbox/n8n/server';
import { OdooSimulator } from '../../sandbox/odoo/simulator';
import { describeEndToEnd, type Stage, startStage } from './harness';

type NodeName = 'chatwoot' | 'odooNotify' | 'dedupe';

/** What a node does, as `resource.operation`, with which parameters, and what its first item must hold. */
type Row = [node: NodeName, operation: string, parameters: Record<string, unknown>, expected: object];

const JANE = '+31612345678';
const KEY = '1:1:frt:1763712000:breach';
const ADMINISTRATOR = { login: 'admin@example.com', password: 'admin-password', name: 'Admin', isAdmin: true };

const chosen = (value: string) => ({ __rl: true, mode: 'id', value });
const byEmail = (value: string) => ({ __rl: true, mode: 'email', value });
const contactId = "={{ $('chatwoot.contact.getOrCreate').first().json.contact.id }}";
const conversationId = "={{ $('chatwoot.conversation.getOrCreate').first().json.conversation.id }}";
const skye = { user: byEmail('skye@example.com') };
const janesRecord = { recordType: 'res.partner', record: { __rl: true, mode: 'phone', value: '06 1234 5678' }, options: { country: 'NL' } };

/** In this order: later ones use what earlier ones made. */
function rows(ids: Record<'inbox' | 'agent' | 'team' | 'other', number>): Row[] {
	const inbox = { inboxId: chosen(String(ids.inbox)) };
	return [
		['chatwoot', 'account.get', {}, { name: 'Sandbox' }],
		['chatwoot', 'inbox.getMany', {}, { id: ids.inbox, name: 'WhatsApp' }],
		['chatwoot', 'agent.getMany', {}, { email: 'admin@example.com' }],
		['chatwoot', 'team.getMany', {}, { name: 'sales' }],
		['chatwoot', 'slaPolicy.getMany', {}, { name: 'Gold' }],
		['chatwoot', 'label.create', { title: 'Journey:First Contact' }, { title: 'journey-first-contact' }],
		['chatwoot', 'label.getMany', {}, { title: 'journey-first-contact' }],
		['chatwoot', 'contact.getOrCreate', { phone: '31612345678:4@s.whatsapp.net', contactName: 'Jane', ...inbox }, { created: true, problem: null }],
		['chatwoot', 'contact.match', { phone: '06 1234 5678', defaultCountry: 'NL' }, { contact: { name: 'Jane' }, matchedBy: 'phone', phones: [JANE] }],
		['chatwoot', 'contact.readPhone', { phone: '06 1234 5678', defaultCountry: 'NL' }, { phone: JANE, phones: [JANE], problem: null }],
		['chatwoot', 'contact.updateAttributes', { contactId, customAttributes: '{ "tier": "gold" }' }, { custom_attributes: { tier: 'gold' } }],
		['chatwoot', 'contact.merge', { contactId, mergedContactId: String(ids.other) }, { email: 'other@example.com', phone_number: JANE }],
		['chatwoot', 'contact.search', { searchText: 'jane' }, { name: 'Jane' }],
		['chatwoot', 'conversation.getOrCreate', { contactId, ...inbox }, { created: true, conversation: { id: 2 } }],
		['chatwoot', 'message.send', { conversationId, content: 'Hello' }, { sentAs: 'bot', message: { content: 'Hello' } }],
		['chatwoot', 'message.getMany', { conversationId }, { content: 'Hello' }],
		['chatwoot', 'conversation.addLabels', { conversationId, otherLabels: 'vip, journey:lead', declareLabels: true }, { labels: ['vip', 'journey-lead'] }],
		['chatwoot', 'conversation.removeLabels', { conversationId, labels: ['vip'] }, { labels: ['journey-lead'] }],
		['chatwoot', 'conversation.setLabels', { conversationId, otherLabels: 'done' }, { labels: ['done'] }],
		['chatwoot', 'conversation.acknowledge', { conversationId, label: 'sla-acknowledged', note: 'Jane was called' }, { labels: ['done', 'sla-acknowledged'], noteId: expect.any(Number) }],
		['chatwoot', 'conversation.setAssignee', { conversationId, agentId: chosen(String(ids.agent)) }, { meta: { assignee: { id: ids.agent } } }],
		['chatwoot', 'conversation.setTeam', { conversationId, teamId: chosen(String(ids.team)) }, { meta: { team: { name: 'sales' } } }],
		['chatwoot', 'conversation.setPriority', { conversationId, priority: 'urgent' }, { priority: 'urgent' }],
		['chatwoot', 'conversation.setCustomAttributes', { conversationId, customAttributes: '{ "order": "1001" }' }, { customAttributes: { order: '1001' } }],
		['chatwoot', 'conversation.setStatus', { conversationId, newStatus: 'resolved' }, { status: 'resolved' }],
		['chatwoot', 'conversation.get', { conversationId }, { status: 'resolved', priority: 'urgent', labels: ['done', 'sla-acknowledged'] }],
		['chatwoot', 'conversation.getMany', { status: 'resolved', filterInbox: inbox.inboxId }, { id: 2 }],
		[
			'chatwoot',
			'notification.send',
			{ phone: JANE, ...inbox, content: 'Hola {name}, a las {time}', values: '{ "time": "10:00" }' },
			{ sent: true, text: 'Hola Jane, a las 10:00', conversationCreated: false },
		],
		['chatwoot', 'report.summary', {}, { conversations: expect.any(Number), incomingMessages: 1, previous: { incomingMessages: 0 } }],
		['chatwoot', 'report.kpis', {}, { openConversations: 2, csat: { scorePercent: 100 } }],
		['chatwoot', 'report.byDay', { days: 7 }, { date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), conversations: 0, avgReplySeconds: null }],
		['odooNotify', 'user.find', skye, { odoo: { email: 'skye@example.com' } }],
		['odooNotify', 'partner.find', { findBy: 'phone', phone: '+31 6 12345678' }, { odoo: { partnerId: 1001, name: 'Jane' } }],
		['odooNotify', 'activity.create', { ...skye, summary: 'Call back', key: KEY }, { odoo: { activityId: 1 } }],
		['odooNotify', 'activity.reschedule', { ...skye, key: KEY, deadline: 'date', deadlineDate: '2026-12-24' }, { odoo: { rescheduled: 1 } }],
		['odooNotify', 'activity.complete', { ...skye, key: KEY, feedback: 'Done' }, { odoo: { completed: 1 } }],
		['odooNotify', 'activity.checkAcknowledgement', { key: KEY }, {}],
		['odooNotify', 'chatter.postNote', { ...janesRecord, text: 'A note' }, { odoo: { model: 'res.partner', recordId: 1001 } }],
		['odooNotify', 'chatter.postMessage', { ...janesRecord, text: 'A message' }, { odoo: { recordId: 1001 } }],
		['odooNotify', 'toast.installAction', {}, { odoo: { existed: false } }],
		['odooNotify', 'toast.send', { ...skye, message: 'Look', actionId: "={{ $('odooNotify.toast.installAction').first().json.odoo.actionId }}" }, { odoo: { userId: 4 } }],
		['dedupe', 'claim', { key: KEY }, {}],
		['dedupe', 'inspect', { key: KEY }, { ledger: { key: KEY, state: 'claimed' } }],
		['dedupe', 'confirm', { key: KEY }, {}],
		['dedupe', 'resolve', { key: KEY }, {}],
		['dedupe', 'release', { key: KEY }, {}],
	];
}

const OPERATIONS: Record<NodeName, string[]> = {
	chatwoot: operationsOf(new Chatwoot()),
	odooNotify: operationsOf(new OdooNotify()),
	dedupe: operationsOf(new Dedupe()),
};

describeEndToEnd('every operation of Chatwoot, Odoo Notify and Dedupe, one after another in a real n8n', () => {
	let stage: Stage;
	let table: Row[];
	let execution: Execution | undefined;

	beforeAll(async () => {
		const chatwoot = await ChatwootSimulator.start();
		const inbox = chatwoot.addInbox({ name: 'WhatsApp', channelType: 'Channel::Api' });
		const team = chatwoot.addTeam({ name: 'sales' });
		const other = chatwoot.addContact({ name: 'J.', email: 'other@example.com' });
		chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
		chatwoot.csatRatings.push(5);
		chatwoot.customerWrites({ inbox, contact: { name: 'Joe' }, text: 'Hi', at: new Date(Date.now() - 600_000) });
		const odoo = await OdooSimulator.start({
			users: [ADMINISTRATOR, ODOO_LOGIN, { login: 'skye@example.com', password: 'x', name: 'Skye' }],
			partners: [{ id: 1001, name: 'Jane', phone: '06-12345678' }],
		});
		table = rows({ inbox: inbox.id, agent: chatwoot.administrator.id, team: team.id, other: other.id });
		stage = await startStage({
			workflow: workflowOf(table),
			servers: { chatwoot, odoo },
			credentials: [{ id: 'odoo-administrator', name: 'Odoo Administrator', type: 'chatwootSlaOdooApi', data: administratorOf(odoo) }],
		});
		await fetch(`${stage.n8n.webhookUrl}/webhook/${START}`, { method: 'POST' });
		[execution] = await stage.n8n.client.waitForWebhookExecutions(stage.workflowId, 1, 120_000);
	}, 600_000);
	afterAll(() => stage.stop(), 60_000);

	test('the workflow ran to its end', () => {
		expect(execution).toMatchObject({ status: 'success', error: null });
	});

	// The ids are known only later, and no row's name needs them.
	test.each(rows({ inbox: 0, agent: 0, team: 0, other: 0 }).map(([node, operation], index) => [nameOf(node, operation), index] as const))('%s', (name, index) => {
		const [run] = execution?.nodes[name] ?? [];
		expect(run?.outputs.flat()[0]).toMatchObject(table[index]?.[3] ?? {});
	});

	test.each(Object.entries(OPERATIONS))('%s: no operation is left out', (node, operations) => {
		expect(table.flatMap(([of, operation]) => (of === node ? [operation] : [])).sort()).toEqual([...operations].sort());
	});
});

const START = 'every-operation';

function nameOf(node: NodeName, operation: string): string {
	return `${node}.${operation}`;
}

function operationsOf({ description: { properties } }: INodeType): string[] {
	return properties.flatMap(({ name, displayOptions, options = [] }) => {
		const [resource] = displayOptions?.show?.['resource'] ?? [];
		const values = name === 'operation' ? options.flatMap((option) => ('value' in option ? [String(option.value)] : [])) : [];
		return values.map((value) => (typeof resource === 'string' ? `${resource}.${value}` : value));
	});
}

/** A webhook, and behind it the nodes of all rows in a line. */
function workflowOf(table: readonly Row[]): ImportedWorkflow {
	const webhook = { name: 'Start', type: 'n8n-nodes-base.webhook', typeVersion: 2, webhookId: START, parameters: { path: START, httpMethod: 'POST' } };
	const nodes = [webhook, ...table.map(nodeOf)].map((node, index) => ({ id: `node-${index}`, position: [index * 200, 0], ...node }));
	const connections = nodes.flatMap(({ name }, index) => {
		const next = nodes[index + 1];
		return next === undefined ? [] : [[name, { main: [[{ node: next.name, type: 'main', index: 0 }]] }] as const];
	});
	return { id: START, name: 'Every operation', active: false, nodes, connections: Object.fromEntries(connections), settings: { executionOrder: 'v1' } };
}

function nodeOf([node, operation, parameters]: Row) {
	const [resource, ofResource] = operation.split('.');
	const choice = ofResource === undefined ? { operation } : { resource, operation: ofResource };
	const odoo = operation === 'toast.installAction' ? 'odoo-administrator' : 'odoo';
	return {
		name: nameOf(node, operation),
		type: `n8n-nodes-chatwoot-sla.${node}`,
		typeVersion: 1,
		executeOnce: true,
		alwaysOutputData: true,
		parameters: { ...choice, ...parameters },
		credentials: { chatwoot: { chatwootSlaApi: { id: 'chatwoot', name: '' } }, odooNotify: { chatwootSlaOdooApi: { id: odoo, name: '' } }, dedupe: {} }[node],
	};
}

function administratorOf(odoo: OdooSimulator): Record<string, unknown> {
	const { login, password } = ADMINISTRATOR;
	return { baseUrl: odoo.url, database: odoo.database, login, password, protocol: 'xmlrpc', apiKey: '' };
}
