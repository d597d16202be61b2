import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { type Fault, httpAnswer, redisAnswer, smtpAnswer } from '../../sandbox/faults';
import type { Execution } from '../../sandbox/n8n/client';
import { readWorkflow } from '../../sandbox/stage';
import {
	customerWaits,
	describeFaults,
	duplicates,
	impatient,
	isTold,
	latestExecution,
	leaksIn,
	MINUTE,
	printTable,
	type Proxies,
	type Stage,
	startProxies,
	startStage,
	stopProxies,
	type Told,
	toldOf,
	until,
	untilIdle,
	untilOffered,
} from './harness';
import { FAULTS_PER_SERVER } from './profile';

const DOWN: Fault = { kind: 'down' };
const HALF_CLOSED: Fault = { kind: 'halfClosed' };

/** Within the time-outs of the pack, 30 s for HTTP: what is sent comes late, but it comes. */
const SLOW: Fault = { kind: 'slow', delayMs: 3_000 };
/** Beyond all of them, by so much that nothing gets through by chance: nothing is sent. */
const TOO_SLOW: Fault = { kind: 'slow', delayMs: 40_000 };

/** Longer than three tries of 30 s. */
const LEASE_SECONDS = 150;
/** One try of a node, HTTP or SMTP, at a server that does not answer. */
const TIME_OUT_MS = 30_000;
/** Over and above the tries: for all else in an execution, on a busy machine. */
const SLACK_MS = 30_000;
/** How long Redis is away between claim and confirm. *Confirm* tries for a minute. */
const OUTAGE_MS = 10_000;

/** Every server with what goes wrong with it, the node that meets it first, and the channels that must not notice. */
const SERVERS: Array<{ name: keyof Proxies; node: string; faults: Record<string, Fault>; unaffected: Array<keyof Told> }> = [
	{ name: 'chatwoot', node: 'Evaluate SLA Breach', faults: httpFaults(), unaffected: ['email', 'odoo', 'slack'] },
	{ name: 'odoo', node: 'Create Odoo Activity', faults: httpFaults(), unaffected: ['email', 'slack'] },
	{
		name: 'mailbox',
		node: 'Send E-Mail',
		faults: { down: DOWN, '421': smtpAnswer(421), '554': smtpAnswer(554), 'half-closed': HALF_CLOSED, 'slow (40 s)': TOO_SLOW },
		unaffected: ['odoo', 'slack'],
	},
	{ name: 'slack', node: 'Send Slack Message', faults: httpFaults(), unaffected: ['email', 'odoo'] },
	// Without the ledger nothing may be sent: it would be sent twice.
	{
		name: 'redis',
		node: 'Claim',
		faults: {
			down: DOWN,
			LOADING: redisAnswer('LOADING'),
			OOM: redisAnswer('OOM'),
			'half-closed': HALF_CLOSED,
			'slow (3 s)': SLOW,
			'slow (40 s)': TOO_SLOW,
		},
		unaffected: [],
	},
];

function httpFaults(): Record<string, Fault> {
	return { down: DOWN, '429': httpAnswer(429), '500': httpAnswer(500), 'half-closed': HALF_CLOSED, 'slow (3 s)': SLOW, 'slow (40 s)': TOO_SLOW };
}

/** All, or some: for the next server those that come next, so that every kind comes up. */
function chosen(faults: Record<string, Fault>, server: number): Array<[name: string, fault: Fault]> {
	const all = Object.entries(faults);
	const first = (server * FAULTS_PER_SERVER) % all.length;
	return [...all.slice(first), ...all.slice(0, first)].slice(0, FAULTS_PER_SERVER);
}

/** Servers between whose first word and the confirm Redis fails. */
const BETWEEN: Array<{ server: 'mailbox' | 'odoo' | 'slack'; channel: keyof Told }> = [
	{ server: 'mailbox', channel: 'email' },
	{ server: 'odoo', channel: 'odoo' },
	{ server: 'slack', channel: 'slack' },
];

describeFaults({ ledger: 'redis' }, 'a server that fails, one after the other, each in many ways', () => {
	let stage: Stage;
	let proxies: Proxies;
	let tries: Map<string, number>;
	const rows: Array<Record<string, string | number>> = [];
	const told: Array<{ id: number; what: string }> = [];
	let lastToldAt = 0;

	beforeAll(async () => {
		proxies = await startProxies();
		tries = await triesOfNodes();
		stage = await startStage({ ledger: 'redis', proxies, parameters: impatient(LEASE_SECONDS) });
		stage.chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
		stage.chatwoot.addInbox({ name: 'Website' });
	}, 10 * MINUTE);
	afterAll(async () => {
		if (rows.length > 0) printTable('Faults, in milliseconds from the event', rows);
		await stage.stop();
		await stopProxies(proxies);
	}, MINUTE);

	/** All of them, once the server is well again. @returns how long it took */
	const untilTold = async (conversations: ReadonlyArray<{ id: number; what: string }>) => {
		const recoveredAt = Date.now();
		told.push(...conversations);
		await until('all is told after the recovery', () => conversations.every(({ id }) => isTold(toldOf(stage, id))), 2 * LEASE_SECONDS * 1000);
		lastToldAt = Date.now();
		await untilIdle(stage, 5 * MINUTE);
		for (const { id, what } of conversations) expect({ what, duplicates: duplicates(toldOf(stage, id)) }).toEqual({ what, duplicates: 0 });
		return lastToldAt - recoveredAt;
	};

	test.each(SERVERS.map((server, index) => ({ ...server, index })))(
		'$name: the other channels are told all the same, and after the recovery everything was told once',
		async ({ name, node, faults, unaffected, index }) => {
			const met: Array<{ fault: string; id: number; othersMs: number }> = [];
			for (const [fault, what] of chosen(faults, index)) met.push({ fault, ...(await meet(stage, proxies, name, what, unaffected)) });
			await proxies[name].recover();
			const recoveryMs = await untilTold(met.map(({ fault, id }) => ({ id, what: `${name}: ${fault}` })));
			for (const { fault, id, othersMs } of met) {
				const others = unaffected.length === 0 ? '-' : othersMs;
				rows.push({ server: name, fault, 'others told': others, ...toldOf(stage, id), 'all told after recovery': recoveryMs });
			}
			// n8n runs one node after the other: the channels behind one that hangs wait until it gives up, and no longer.
			const longest = (tries.get(node) ?? 1) * TIME_OUT_MS + SLACK_MS;
			expect(met.filter(({ othersMs }) => othersMs > longest)).toEqual([]);
		},
		20 * MINUTE,
	);

	test.each(BETWEEN.slice(0, FAULTS_PER_SERVER))(
		'redis, away from the first word to $server on: what was sent is confirmed when it is back, and sent once',
		async ({ server, channel }) => {
			const atFailure: Told[] = [];
			proxies[server].onPassing = () => {
				proxies[server].onPassing = null;
				atFailure.push(toldOf(stage, id));
				void proxies.redis.fail(DOWN);
			};
			const id = customerWaits(stage);
			await until('it is sent without Redis', () => toldOf(stage, id)[channel] > 0);
			expect(atFailure).toMatchObject([{ [channel]: 0 }]);
			await delay(OUTAGE_MS);
			await proxies.redis.recover();
			await untilTold([{ id, what: `redis, between claim and confirm (${channel})` }]);
		},
		8 * MINUTE,
	);

	test('when all leases are over and everything was offered again, nothing has come twice', async () => {
		await until('the leases are over', () => Date.now() > lastToldAt + LEASE_SECONDS * 1000, (LEASE_SECONDS + 10) * 1000);
		await untilIdle(stage, 5 * MINUTE);
		await untilOffered(stage, told.map(({ id }) => id), await latestExecution(stage));
		expect(told.map(({ id, what }) => ({ what, ...toldOf(stage, id) }))).toEqual(told.map(({ what }) => ({ what, email: 1, odoo: 1, slack: 1 })));
	}, 10 * MINUTE);

	test('the log of n8n holds no token, no secret and nothing of a customer', () => {
		expect(leaksIn(stage.n8n.readLog(), stage)).toEqual([]);
	});
});

/** A customer waits while the server fails: resolves when the other channels are told and the failing one was tried. */
async function meet(stage: Stage, proxies: Proxies, name: keyof Proxies, fault: Fault, unaffected: Array<keyof Told>): Promise<{ id: number; othersMs: number }> {
	const { chatwoot, n8n, workflowId } = stage;
	const proxy = proxies[name];
	await proxy.fail(fault);
	const [failedBefore, sentBefore, latest] = [proxy.failures, chatwoot.deliveries.length, await latestExecution(stage)];
	const id = customerWaits(stage);
	const startedAt = Date.now();
	await until('the other channels are told', () => unaffected.every((channel) => toldOf(stage, id)[channel] > 0), 5 * MINUTE);
	const othersMs = Date.now() - startedAt;
	await chatwoot.settle();
	const sent = chatwoot.deliveries.length - sentBefore;
	// Not until n8n is idle: the monitor offers again and again, and with a slow server that never ends.
	await until(
		'the executions of its events have ended',
		async () => (await n8n.client.executions(workflowId)).filter((each) => isEnded(each) && each.mode === 'webhook' && Number(each.id) > latest).length >= sent,
		5 * MINUTE,
	);
	// A closed port can't count who knocked.
	if (fault.kind !== 'down') await until('the server was asked while it failed', () => proxy.failures > failedBefore);
	return { id, othersMs };
}

function isEnded({ status }: Execution): boolean {
	return !['new', 'running', 'waiting'].includes(status);
}

const nodesSchema = z.array(z.object({ name: z.string(), retryOnFail: z.boolean().default(false), maxTries: z.number().default(1) }));

/** By node of the main workflow, how often n8n runs it when it fails. */
async function triesOfNodes(): Promise<Map<string, number>> {
	const { nodes } = await readWorkflow('sla-breach-alerts');
	return new Map(nodesSchema.parse(nodes).map(({ name, retryOnFail, maxTries }) => [name, retryOnFail ? maxTries : 1]));
}
