import type { N8nProcess } from '../../sandbox/n8n/process';
import {
	customerWaits,
	describeFaults,
	duplicates,
	impatient,
	isTold,
	MINUTE,
	printTable,
	type Proxies,
	seeded,
	type Stage,
	startProxies,
	startStage,
	stopProxies,
	toldOf,
	until,
	untilIdle,
} from './harness';
import { KILL_ROUNDS, SEED } from './profile';


describe.each(['regular', 'queue'] as const)('kill -9 between claim and confirm', (mode) => {
	describeFaults({ mode }, `n8n in ${mode} mode, ${KILL_ROUNDS} rounds`, () => {
		let stage: Stage;
		let proxies: Proxies;

		beforeAll(async () => {
			proxies = await startProxies();
			const { odoo, mailbox, slack } = proxies;
			stage = await startStage({ mode, proxies: { odoo, mailbox, slack }, parameters: impatient(), env: QUICK_TO_NOTICE });
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
				const rounds = [];
				while (rounds.length < KILL_ROUNDS) {
					const round = await playRound(stage, proxies, 1 + Math.floor(random() * passages));
					if (round !== null) rounds.push(round);
				}
				printTable(
					`kill -9 in ${mode} mode, seed ${SEED}: sending takes ${passages} pieces of data to and from the servers`,
					rounds.map(({ id, victim, point, recoveredMs }, index) => ({
						round: index + 1,
						'killed before piece': point,
						victim,
						...toldOf(stage, id),
						duplicates: duplicates(toldOf(stage, id)),
						'all told after': `${(recoveredMs / 1000).toFixed(1)} s`,
					})),
				);
				for (const { id } of rounds) expect(duplicates(toldOf(stage, id))).toBeLessThanOrEqual(1);
			},
			40 * MINUTE,
		);
	});
});

/** Seconds instead of a minute until the work of a worker that died is given to another. */
const QUICK_TO_NOTICE = { QUEUE_WORKER_LOCK_DURATION: '6000', QUEUE_WORKER_LOCK_RENEW_TIME: '2000', QUEUE_WORKER_STALLED_INTERVAL: '3000' };

interface Round {
	id: number;
	point: number;
	victim: string;
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

/** Null when all was delivered in fewer pieces, so that nobody was killed. */
async function playRound(stage: Stage, proxies: Proxies, point: number): Promise<Round | null> {
	const killings: Killing[] = [];
	let passages = 0;
	onPassing(proxies, () => {
		if (++passages === point) killings.push(kill(stage));
	});
	const id = customerWaits(stage);
	await until('somebody is killed or all are told', () => killings.length > 0 || isTold(toldOf(stage, id)));
	await stage.chatwoot.settle();
	if (killings.length === 0) await untilIdle(stage);
	onPassing(proxies, null);
	const [killed] = killings;
	if (killed === undefined) return null;
	await killed.gone;
	await killed.victim.comeUp();
	await until(`all channels are told of #${id}`, () => isTold(toldOf(stage, id)));
	const recoveredMs = Date.now() - killed.at;
	await untilIdle(stage);
	return { id, point, victim: killed.name, recoveredMs };
}

interface Killing {
	victim: N8nProcess;
	name: string;
	at: number;
	gone: Promise<void>;
}

function kill(stage: Stage): Killing {
	const [name, victim] = whoIsSending(stage);
	return { victim, name, at: Date.now(), gone: victim.kill() };
}

/** In queue mode the worker that has an execution under way, by its log. */
function whoIsSending({ n8n }: Stage): [name: string, process: N8nProcess] {
	if (n8n.queue === null) return ['n8n', n8n.main];
	const { workers } = n8n.queue;
	const index = workers.findIndex((worker) => {
		const log = worker.readLog();
		const running = new Set([...log.matchAll(/Worker started execution (\d+)/g)].map(([, id]) => id));
		for (const [, id] of log.matchAll(/Worker finished execution (\d+)/g)) running.delete(id);
		return running.size > 0;
	});
	const worker = workers[index];
	if (worker === undefined) throw new Error('No worker has an execution under way');
	return [`worker ${index + 1}`, worker];
}

function onPassing({ odoo, mailbox, slack }: Proxies, told: (() => void) | null): void {
	for (const proxy of [odoo, mailbox, slack]) proxy.onPassing = told;
}
