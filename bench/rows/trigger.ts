import { randomUUID } from 'node:crypto';
import { concurrently } from '../../core/concurrently';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { signatureHeaders } from '../../sandbox/chatwoot/signing';
import { chatwootCredential } from '../../sandbox/credentials';
import type { N8nServer } from '../../sandbox/n8n/server';
import { chain, inN8n, webhookNode } from '../in-n8n';
import { inTurns, type Row } from '../row';

const REQUESTS = 200;
const CONNECTIONS = 20;
const TURNS = 2;

const OURS = 'bench-trigger';
const WEBHOOK = 'bench-webhook';
const WEBHOOK_AND_FILTER = 'bench-webhook-and-filter';

/**
 * Webhooks answered in a second by *Chatwoot SLA Trigger*, which verifies signatures, beside n8n's own Webhook node,
 * which does not: those that start an execution, and those that somebody's filter excludes. n8n's own node can only
 * filter within an execution, with a Filter node after it.
 */
export const trigger: Row = {
	name: 'trigger',
	async run() {
		const chatwoot = await ChatwootSimulator.start();
		try {
			return await inN8n({ credentials: [chatwootCredential(chatwoot)], workflows: [ourWorkflow(), webhookAlone(), webhookAndFilter()] }, async (n8n) => {
				const accepted = await inTurns(TURNS, () => send(n8n, OURS, signedFor(chatwoot, 'open')), () => send(n8n, WEBHOOK, unsignedFor(n8n, WEBHOOK, 'open')));
				const excluded = await inTurns(
					TURNS,
					() => send(n8n, OURS, signedFor(chatwoot, 'resolved')),
					() => send(n8n, WEBHOOK_AND_FILTER, unsignedFor(n8n, WEBHOOK_AND_FILTER, 'resolved')),
				);
				return [
					{ what: 'events that start an execution', value: accepted.ours, unit: 'a second', peer: { what: 'Webhook node', value: accepted.peer } },
					{ what: 'events that a filter excludes', value: excluded.ours, unit: 'a second', peer: { what: 'Webhook and Filter nodes', value: excluded.peer } },
				];
			});
		} finally {
			await chatwoot.stop();
		}
	},
};

const NOTHING = { name: 'Nothing', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} };

function ourWorkflow() {
	return chain(OURS, [
		{
			name: 'Chatwoot SLA Trigger',
			type: 'n8n-nodes-chatwoot-sla.chatwootSlaTrigger',
			typeVersion: 2,
			parameters: { events: ['conversation_updated'], filters: { statuses: ['open'] } },
			credentials: { chatwootSlaApi: { id: 'chatwoot', name: 'Chatwoot' } },
			webhookId: '6e0a3e0e-52a3-4a54-9a3e-2f8b8f5f7a01',
		},
		NOTHING,
	]);
}

function webhookAlone() {
	return chain(WEBHOOK, [webhookNode(WEBHOOK, 'onReceived'), NOTHING]);
}

function webhookAndFilter() {
	return chain(WEBHOOK_AND_FILTER, [
		webhookNode(WEBHOOK_AND_FILTER, 'onReceived'),
		{
			name: 'Filter',
			type: 'n8n-nodes-base.filter',
			typeVersion: 2.2,
			parameters: {
				conditions: {
					options: { caseSensitive: true, typeValidation: 'strict', version: 2 },
					combinator: 'and',
					conditions: [
						{ id: 'open', leftValue: '={{ $json.body.status }}', rightValue: 'open', operator: { type: 'string', operation: 'equals' } },
					],
				},
			},
		},
		NOTHING,
	]);
}

interface Request {
	url: string;
	headers: Record<string, string>;
	body: string;
}

/** Requests a second, counted until each has its answer; the executions they started have ended when it resolves. */
async function send(n8n: N8nServer, workflowId: string, request: (index: number) => Request): Promise<number> {
	const requests = Array.from({ length: REQUESTS }, (_none, index) => request(index));
	const startedAt = performance.now();
	await concurrently(requests, CONNECTIONS, async ({ url, headers, body }) => {
		const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
		await response.arrayBuffer();
		if (response.status !== 200) throw new Error(`A request to ${workflowId} was answered with ${response.status}`);
	});
	const seconds = (performance.now() - startedAt) / 1000;
	while ((await n8n.client.unfinished(workflowId)) > 0);
	return REQUESTS / seconds;
}

function unsignedFor(n8n: N8nServer, workflowId: string, status: string): (index: number) => Request {
	return (index) => ({ url: `${n8n.webhookUrl}/webhook/${workflowId}`, headers: {}, body: event(index, status) });
}

function signedFor(chatwoot: ChatwootSimulator, status: string): (index: number) => Request {
	const [webhook] = chatwoot.webhooks;
	if (webhook?.secret === undefined || webhook.secret === null) throw new Error('n8n has registered no webhook');
	const { url, secret } = webhook;
	return (index) => {
		const body = event(index, status);
		return { url, headers: { 'x-chatwoot-delivery': randomUUID(), ...signatureHeaders(body, secret, new Date()) }, body };
	};
}

function event(id: number, status: string): string {
	return JSON.stringify({ event: 'conversation_updated', id, status, account: { id: 1 }, inbox_id: 1, labels: [], messages: [], meta: {}, nonce: randomUUID() });
}
