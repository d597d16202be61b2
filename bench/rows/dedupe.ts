import { RedisServer } from '../../sandbox/redis';
import { type ChainedNode, chain, inN8n, splitOut, timeWorkflow, webhookNode } from '../in-n8n';
import type { Measurement, Row } from '../row';

const KEYS = 10_000;
const AT_A_TIME = 1_000;

/**
 * 10,000 new keys in ten executions, and a thousand known ones afterwards: *Dedupe (claim)* in n8n's database and in
 * Redis, beside n8n's own Remove Duplicates node, in turns execution by execution. Dedupe's keys have leases and states,
 * those of the other have none.
 */
export const dedupe: Row = {
	name: 'dedupe',
	async run() {
		const redis = RedisServer.isInstalled() ? await RedisServer.start() : null;
		try {
			const peer = { id: 'peer', node: removeDuplicates, fresh: 0, known: 0 };
			const stores = [
				{ id: 'database', what: 'n8n\'s database', node: dedupeNode({}), fresh: 0, known: 0 },
				...(redis === null ? [] : [{ id: 'redis', what: 'Redis', node: dedupeNode(REDIS), fresh: 0, known: 0 }]),
			];
			const all = [peer, ...stores];
			const workflows = all.map(({ id, node }) => chain(id, [webhookNode(id, 'lastNode'), splitOut('keys'), node]));
			const credentials = redis === null ? [] : [credentialFor(redis)];
			return await inN8n({ workflows, credentials }, async (n8n) => {
				const timeOf = (id: string, first: number) => timeWorkflow(n8n, id, { keys: keysFrom(first) });
				// Keys beyond those that count, to warm up.
				for (const { id } of all) await timeOf(id, KEYS);
				for (let first = 0; first < KEYS; first += AT_A_TIME) for (const each of all) each.fresh += await timeOf(each.id, first);
				for (const each of all) each.known = await timeOf(each.id, 0);
				return stores.flatMap(({ what, fresh, known }): Measurement[] => [
					{ what: `${KEYS} new keys, in ${what}`, value: fresh, unit: 'ms', peer: { what: 'Remove Duplicates', value: peer.fresh } },
					{ what: `${AT_A_TIME} known keys, in ${what}`, value: known, unit: 'ms', peer: { what: 'Remove Duplicates', value: peer.known } },
				]);
			});
		} finally {
			await redis?.stop();
		}
	},
};

const REDIS = { store: 'redis' };

function dedupeNode(parameters: Record<string, unknown>): ChainedNode {
	return {
		name: 'Claim',
		type: 'n8n-nodes-chatwoot-sla.dedupe',
		typeVersion: 1,
		parameters: { operation: 'claim', key: '={{ $json.keys }}', ...parameters },
		...(parameters === REDIS ? { credentials: { chatwootSlaRedisApi: { id: 'redis', name: 'Redis' } } } : {}),
	};
}

const removeDuplicates: ChainedNode = {
	name: 'Remove Duplicates',
	type: 'n8n-nodes-base.removeDuplicates',
	typeVersion: 2,
	parameters: {
		operation: 'removeItemsSeenInPreviousExecutions',
		logic: 'removeItemsWithAlreadySeenKeyValues',
		dedupeValue: '={{ $json.keys }}',
		options: { scope: 'node', historySize: 2 * KEYS },
	},
};

function keysFrom(first: number): string[] {
	return Array.from({ length: AT_A_TIME }, (_none, index) => `1:${first + index}:frt:1763712000:breach:email:anita@example.com`);
}

function credentialFor(redis: RedisServer) {
	return { id: 'redis', name: 'Redis', type: 'chatwootSlaRedisApi', data: { connection: 'fields', host: '127.0.0.1', port: redis.port } };
}
