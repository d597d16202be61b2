import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { concurrently } from '../../core/concurrently';
import { REDIS_CREDENTIAL } from '../../sandbox/credentials';
import type { ImportedWorkflow } from '../../sandbox/n8n/server';
import { webhookNode } from '../webhook-node';
import { describeFaults, MINUTE, type Stage, startStage, until } from './harness';

const RACERS = 200;
const CONNECTIONS = 20;

describeFaults({ mode: 'queue' }, `${RACERS} racers on one key over two workers`, () => {
	let stage: Stage;
	let finish: FinishLine;

	beforeAll(async () => {
		finish = await FinishLine.start();
		stage = await startStage({ mode: 'queue', workflows: [raceWorkflow(finish.url)] });
	}, 10 * MINUTE);
	afterAll(async () => {
		await stage.stop();
		finish.stop();
	}, MINUTE);

	test(
		'one wins, and both workers took part',
		async () => {
			const racers = Array.from({ length: RACERS }, (_, index) => index);
			await concurrently(racers, CONNECTIONS, async () => {
				const response = await fetch(`${stage.n8n.webhookUrl}/webhook/race`, { method: 'POST' });
				expect(response.status).toBe(200);
			});
			await until('all have arrived', () => finish.arrived.length >= RACERS, 2 * MINUTE);
			expect(finish.arrived.filter((path) => path === '/won')).toHaveLength(1);
			expect(finish.arrived.filter((path) => path === '/lost')).toHaveLength(RACERS - 1);
			const workers = stage.n8n.queue?.workers ?? [];
			expect(workers).toHaveLength(2);
			await until('both workers have noted one', () => workers.every((worker) => worker.readLog().includes('Worker finished execution')));
		},
		4 * MINUTE,
	);
});

/** Takes down who arrives where. */
class FinishLine {
	static async start(): Promise<FinishLine> {
		const line = new FinishLine();
		line.server.listen(0, '127.0.0.1');
		await once(line.server, 'listening');
		return line;
	}

	readonly arrived: string[] = [];
	private readonly server: Server = createServer((request, response) => {
		this.arrived.push(request.url ?? '');
		response.end();
	});

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	stop(): void {
		this.server.close();
		this.server.closeAllConnections();
	}
}

/** Every request claims the same key; the one that gets it goes to /won, all others to /lost. */
function raceWorkflow(finishUrl: string): ImportedWorkflow {
	const http = (name: string, path: string) => ({
		name,
		id: name,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		position: [400, 0],
		parameters: { url: `${finishUrl}${path}`, options: {} },
	});
	const to = (node: string) => [{ node, type: 'main', index: 0 }];
	return {
		id: 'race',
		name: 'Race',
		nodes: [
			webhookNode('race'),
			{
				name: 'Claim',
				id: 'claim',
				type: 'n8n-nodes-chatwoot-sla.dedupe',
				typeVersion: 1,
				position: [200, 0],
				parameters: { store: 'redis', key: 'the-cup' },
				credentials: { chatwootSlaRedisApi: REDIS_CREDENTIAL },
			},
			http('Won', '/won'),
			http('Lost', '/lost'),
		],
		connections: { Start: { main: [to('Claim')] }, Claim: { main: [to('Won'), to('Lost')] } },
		settings: { executionOrder: 'v1' },
	};
}
