import { type Connection, openerOf } from '../../sandbox/connection';
import type { N8nProcess } from '../../sandbox/n8n/process';
import {
	customerWaits,
	describeFaults,
	duplicates,
	impatient,
	isTold,
	latestExecution,
	MINUTE,
	printTable,
	type Proxies,
	seeded,
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
import { KILL_ROUNDS, SEED } from './profile';

describe.each(['regular', 'queue'] as const)('kill -9 between claim and confirm', (mode) => {
	describeFaults({ mode }, `n8n in ${mode} mode, ${KILL_ROUNDS} rounds`, () => {
		let stage: Stage;
		let proxies: Proxies;

		beforeAll(async () => {
			proxies = await startProxies();
			const { odoo, mailbox, slack } = proxies;
			stage = await startStage({ mode, proxies: { odoo, mailbox, slack }, parameters: impatient(LEASE_SECONDS), env: QUICK_TO_NOTICE });
			stage.chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
		}, 10 * MINUTE);
		afterAll(async () => {
			await stage.stop();
			await stopProxies(proxies);
		}, MINUTE);

		test(
			'nothing is lost, and at most one message a round comes twice',
			async () => {
				const random = seeded(SEED);
				const passages = await countPassages(stage, proxies);
				const rounds: Round[] = [];
				for (let attempt = 0; rounds.length < KILL_ROUNDS && attempt < 4 * KILL_ROUNDS; attempt++) {
					const round = await playRound(stage, proxies, 1 + Math.floor(random() * passages));
					if (round !== null) rounds.push(round);
				}
				printTable(
					`kill -9 in ${mode} mode, seed ${SEED}: sending takes ${passages} pieces of data to and from the servers`,
					rounds.map(({ id, victim, piece, toldAtKill, recoveredMs }, index) => ({
						round: index + 1,
						'killed before piece': piece,
						victim,
						'told by then': channelsOf(toldAtKill),
						...toldOf(stage, id),
						duplicates: duplicates(toldOf(stage, id)),
						'all told after': `${(recoveredMs / 1000).toFixed(1)} s`,
					})),
				);
				expect(rounds).toHaveLength(KILL_ROUNDS);
				for (const { id } of rounds) expect(duplicates(toldOf(stage, id))).toBeLessThanOrEqual(1);
				// A kill that leaves nothing to be made up for shows nothing.
				expect(rounds.filter(({ toldAtKill }) => !isTold(toldAtKill)).length).toBeGreaterThan(KILL_ROUNDS / 2);
			},
			60 * MINUTE,
		);
	});
});

/**
 * Seconds instead of a minute until n8n sees that a worker is gone. It gives what that worker had under way to nobody
 * (2.41: `maxStalledCount` 0) and, 30 s later, notes it as failed. It is told because the monitor offers it again when
 * the lease is over.
 */
const QUICK_TO_NOTICE = { QUEUE_WORKER_LOCK_DURATION: '6000', QUEUE_WORKER_LOCK_RENEW_TIME: '2000', QUEUE_WORKER_STALLED_INTERVAL: '3000' };

/** About as long as n8n takes to start. */
const LEASE_SECONDS = 10;

interface Round {
	id: number;
	/** Before which of the pieces of data it was killed. */
	piece: number;
	victim: string;
	toldAtKill: Told;
	/** From the kill. */
	recoveredMs: number;
}

/** An undisturbed delivery: how many pieces of data pass between the claim and the last confirm. */
async function countPassages(stage: Stage, proxies: Proxies): Promise<number> {
	let passages = 0;
	onPassing(proxies, () => passages++);
	const id = customerWaits(stage);
	await until('the first customer is told of', () => isTold(toldOf(stage, id)));
	await untilIdle(stage);
	onPassing(proxies, null);
	expect(toldOf(stage, id)).toEqual({ email: 1, odoo: 1, slack: 1 });
	return passages;
}

/** Kills whoever sends before that piece of data. Null when all was delivered in fewer, so that nobody was killed. */
async function playRound(stage: Stage, proxies: Proxies, point: number): Promise<Round | null> {
	const senders = await sendersOf(stage);
	const killings: Killing[] = [];
	let passages = 0;
	onPassing(proxies, (connection) => {
		if (++passages < point || killings.length > 0) return;
		const victim = whoOpened(connection, senders);
		// Who has said all it had to say is gone before the server's last words.
		if (victim !== undefined) killings.push({ victim, piece: passages, toldAtKill: toldOf(stage, id), at: Date.now(), gone: victim.process.kill() });
	});
	const id = customerWaits(stage);
	await until('somebody is killed or all is done', async () => killings.length > 0 || (isTold(toldOf(stage, id)) && (await isIdle(stage))), 2 * MINUTE);
	onPassing(proxies, null);
	await stage.chatwoot.settle();
	const [killed] = killings;
	if (killed === undefined) return null;
	await killed.gone;
	await killed.victim.process.comeUp();
	await until(`all channels are told of #${id}`, () => isTold(toldOf(stage, id)), 2 * MINUTE);
	const recoveredMs = Date.now() - killed.at;
	// What was sent and not confirmed comes again now, and not in the next round.
	await until('its lease is over', () => Date.now() > killed.at + LEASE_SECONDS * 1000);
	await untilIdle(stage, 3 * MINUTE);
	await untilOffered(stage, [id], await latestExecution(stage));
	return { id, piece: killed.piece, victim: killed.victim.name, toldAtKill: killed.toldAtKill, recoveredMs };
}

/** A process that is killed while it is asked has not ended its executions. */
async function isIdle({ n8n, workflowId }: Stage): Promise<boolean> {
	return await n8n.client.unfinished(workflowId).then((count) => count === 0, () => false);
}

interface Killing {
	victim: Sender;
	piece: number;
	toldAtKill: Told;
	at: number;
	gone: Promise<void>;
}

interface Sender {
	name: string;
	process: N8nProcess;
	processId: number;
}

/** Those that run executions: n8n itself, in queue mode its workers. */
async function sendersOf({ n8n: { main, queue } }: Stage): Promise<Sender[]> {
	const named = queue === null ? [{ name: 'n8n', process: main }] : queue.workers.map((process, index) => ({ name: `worker ${index + 1}`, process }));
	return await Promise.all(named.map(async (sender) => ({ ...sender, processId: await sender.process.processId() })));
}

function whoOpened(connection: Connection, senders: readonly Sender[]): Sender | undefined {
	const opener = openerOf(connection, senders.map(({ processId }) => processId));
	return senders.find(({ processId }) => processId === opener);
}

function channelsOf(told: Told): string {
	const channels = Object.entries(told).flatMap(([channel, count]) => (count > 0 ? [channel] : []));
	return channels.length === 0 ? '-' : channels.join(', ');
}

function onPassing({ odoo, mailbox, slack }: Proxies, told: ((connection: Connection) => void) | null): void {
	for (const proxy of [odoo, mailbox, slack]) proxy.onPassing = told;
}
