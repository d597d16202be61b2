import { concurrently } from '../../core/concurrently';
import { PostgresServer } from '../../sandbox/postgres';
import { RedisServer } from '../../sandbox/redis';
import { chain, inN8n, webhookNode } from '../in-n8n';
import type { Row } from '../row';

const EXECUTIONS = 300;
const CONNECTIONS = 20;
const WORKFLOW = 'bench-workers';

/**
 * Executions a second in n8n's queue mode with two workers, beside one: a webhook's conversation is judged and routed.
 * What a second worker brings depends on the cores that are free.
 */
export const workers: Row = {
	name: 'workers',
	async run() {
		if (!RedisServer.isInstalled() || !PostgresServer.isInstalled()) return [];
		const one = await executionsPerSecond(1);
		const two = await executionsPerSecond(2);
		return [{ what: 'executions with two workers', value: two, unit: 'a second', peer: { what: 'one worker', value: one } }];
	},
};

async function executionsPerSecond(count: number): Promise<number> {
	const redis = await RedisServer.start();
	try {
		const postgres = await PostgresServer.start();
		try {
			return await inN8n({ queue: { redis, postgres, workers: count }, workflows: [workflow()], credentials: [CREDENTIAL] }, async (n8n) => {
				const executeAll = async (howMany: number) => {
					const startedAt = performance.now();
					await concurrently(Array.from({ length: howMany }, (_none, id) => id), CONNECTIONS, async (id) => {
						const response = await fetch(`${n8n.webhookUrl}/webhook/${WORKFLOW}`, {
							method: 'POST',
							headers: { 'content-type': 'application/json' },
							body: JSON.stringify(lateConversation(id + 1)),
						});
						await response.arrayBuffer();
						if (!response.ok) throw new Error(`A webhook was answered with ${response.status}`);
					});
					while ((await n8n.client.unfinished(WORKFLOW)) > 0);
					return howMany / ((performance.now() - startedAt) / 1000);
				};
				await executeAll(CONNECTIONS);
				return await executeAll(EXECUTIONS);
			});
		} finally {
			await postgres.stop();
		}
	} finally {
		await redis.stop();
	}
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
