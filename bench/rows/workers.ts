import { concurrently } from '../../core/concurrently';
import type { N8nServer } from '../../sandbox/n8n/server';
import { PostgresServer } from '../../sandbox/postgres';
import { RedisServer } from '../../sandbox/redis';
import { chain, inN8n, webhookNode } from '../in-n8n';
import { inTurns, type Row } from '../row';

const EXECUTIONS = 300;
const CONNECTIONS = 20;
const TURNS = 2;
const WORKFLOW = 'bench-workers';

/**
 * Executions a second in n8n's queue mode with two workers, beside one, while the other is stopped: a webhook's
 * conversation is judged and routed. What a second worker brings depends on the cores that are free.
 */
export const workers: Row = {
	name: 'workers',
	async run() {
		if (!RedisServer.isInstalled() || !PostgresServer.isInstalled()) return [];
		const redis = await RedisServer.start();
		try {
			const postgres = await PostgresServer.start();
			try {
				return await inN8n({ queue: { redis, postgres, workers: 2 }, workflows: [workflow()], credentials: [CREDENTIAL] }, async (n8n) => {
					const [, second] = n8n.queue?.workers ?? [];
					if (second === undefined) throw new Error('There is no second worker');
					const together = () => executionsPerSecond(n8n);
					const alone = async () => {
						await second.stop();
						const value = await executionsPerSecond(n8n);
						await second.comeUp();
						return value;
					};
					const { ours, peer } = await inTurns(TURNS, together, alone);
					return [{ what: 'executions with two workers', value: ours, unit: 'a second', peer: { what: 'one worker', value: peer } }];
				});
			} finally {
				await postgres.stop();
			}
		} finally {
			await redis.stop();
		}
	},
};

async function executionsPerSecond(n8n: N8nServer): Promise<number> {
	const ids = Array.from({ length: EXECUTIONS }, (_none, index) => index + 1);
	const startedAt = performance.now();
	await concurrently(ids, CONNECTIONS, async (id) => {
		const response = await fetch(`${n8n.webhookUrl}/webhook/${WORKFLOW}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(lateConversation(id)),
		});
		await response.arrayBuffer();
		if (!response.ok) throw new Error(`A webhook was answered with ${response.status}`);
	});
	while ((await n8n.client.unfinished(WORKFLOW)) > 0);
	return EXECUTIONS / ((performance.now() - startedAt) / 1000);
}

function workflow() {
	return chain(WORKFLOW, [
		webhookNode(WORKFLOW, 'onReceived'),
		{ name: 'Conversation', type: 'n8n-nodes-base.splitOut', typeVersion: 1, parameters: { fieldToSplitOut: 'body.conversations', options: {} } },
		{
			name: 'Evaluate SLA Breach',
			type: 'n8n-nodes-chatwoot-sla.evaluateSlaBreach',
			typeVersion: 1,
			parameters: { fetchMode: 'never', policyFrom: 'here' },
			credentials: { chatwootSlaApi: { id: CREDENTIAL.id, name: CREDENTIAL.name } },
		},
		{ name: 'Route SLA Alert', type: 'n8n-nodes-chatwoot-sla.routeSlaAlert', typeVersion: 1, parameters: {} },
	]);
}

/** Nothing is asked of it. */
const CREDENTIAL = {
	id: 'chatwoot',
	name: 'Chatwoot',
	type: 'chatwootSlaApi',
	data: { baseUrl: 'http://127.0.0.1:9', accountId: 1, accessToken: 'none', publicUrl: '' },
};

function lateConversation(id: number) {
	const seconds = Math.floor(Date.now() / 1000) - 3_600;
	return {
		conversations: [
			{
				id,
				account_id: 1,
				inbox_id: 1,
				status: 'open',
				created_at: seconds,
				waiting_since: seconds,
				labels: [],
				meta: { sender: { id, name: `Customer ${id}` } },
				applied_sla: { id: 1, sla_name: 'Gold', sla_first_response_time_threshold: 300 },
				sla_events: [],
			},
		],
	};
}
