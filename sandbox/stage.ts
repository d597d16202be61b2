import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ChatwootSimulator } from './chatwoot/chatwoot-simulator';
import { ODOO_LOGIN, type Ports, REDIS_CREDENTIAL, redisCredential, sandboxCredentials, type Servers, SLACK_CHANNEL, SMTP_LOGIN } from './credentials';
import type { FaultProxy } from './faults';
import { Mailbox } from './mailbox/mailbox';
import { packProject } from './n8n/pack';
import { type ImportedWorkflow, N8nServer } from './n8n/server';
import { OdooSimulator } from './odoo/simulator';
import { PostgresServer } from './postgres';
import { RedisServer } from './redis';
import { SlackSimulator } from './slack/slack-simulator';
import { makeTemporaryFolder } from './temporary-folder';

/** A real n8n with the package and its main workflow, live, between simulated servers. */
export interface Stage extends Servers {
	n8n: N8nServer;
	/** The id of workflows/sla-breach-alerts.json in this n8n. */
	workflowId: string;
	stop: () => Promise<void>;
}

export interface StageOptions {
	/** n8n's; a free one by default. */
	port?: number;
	/** Settings for n8n on top of the sandbox's. */
	env?: NodeJS.ProcessEnv;
	/** `queue` for n8n in queue mode, on a Redis and a PostgreSQL of its own. */
	mode?: 'regular' | 'queue';
	/** Where the workflow's ledger is: n8n's database, or in queue mode Redis, by default. */
	ledger?: 'database' | 'redis';
	/** What stands between n8n and the servers, to make them fail; by default n8n reaches them directly. */
	proxies?: Partial<Record<keyof Ports, FaultProxy>>;
	/** Nodes of the workflow to enable that its file leaves disabled. */
	enabled?: string[];
	/** Other workflows to import and publish before the main one. */
	workflows?: ImportedWorkflow[];
	/** Workflows to import and leave unpublished. */
	drafts?: ImportedWorkflow[];
	/** Parameters of the workflow's nodes by name, on top of those in its file. */
	parameters?: Record<string, Record<string, unknown>>;
	log?: (line: string) => void;
	/** Breaks off the start, which then rejects once nothing runs any more. */
	signal?: AbortSignal;
}

const WORKFLOWS = path.resolve(__dirname, '../workflows');
const WORKFLOW_ID = 'sla-breach-alerts';

/** The people of the workflow's example rules. */
const ODOO_USERS = [
	{ login: 'admin', password: 'admin', name: 'Administrator', email: '', isAdmin: true },
	ODOO_LOGIN,
	{ login: 'anita@example.com', password: 'anita-password', name: 'Anita' },
	{ login: 'skye@example.com', password: 'skye-password', name: 'Skye' },
];

/** What a stage in this mode needs and this machine has not, by Debian's package name. */
export function missingFor({ mode = 'regular', ledger = 'database' }: Pick<StageOptions, 'mode' | 'ledger'>): string[] {
	const needsRedis = mode === 'queue' || ledger === 'redis';
	return [
		...(needsRedis && !RedisServer.isInstalled() ? ['redis-server'] : []),
		...(mode === 'queue' && !PostgresServer.isInstalled() ? ['postgresql'] : []),
	];
}

/** Nothing is left running when this fails; `stop` ends everything and removes n8n's folder. */
export async function startStage(options: StageOptions = {}): Promise<Stage> {
	const { log = () => undefined, parameters = {}, workflows = [], mode = 'regular', ledger, proxies = {}, enabled = [], ...n8nOptions } = options;
	const endings: Array<() => Promise<void> | void> = [];
	const stop = async () => {
		for (const end of endings.splice(0).reverse()) await end();
	};
	const started = <Server extends { stop: () => Promise<void> }>(server: Server): Server => {
		endings.push(() => server.stop());
		return server;
	};
	try {
		const folder = makeTemporaryFolder();
		endings.push(folder.remove);
		const servers: Servers = {
			chatwoot: started(await ChatwootSimulator.start()),
			odoo: started(await OdooSimulator.start({ users: ODOO_USERS })),
			mailbox: started(await Mailbox.start({ auth: SMTP_LOGIN })),
			slack: started(await SlackSimulator.start({ channels: { [SLACK_CHANNEL]: 'C0SLAALERTS' } })),
		};
		const inRedis = (ledger ?? (mode === 'queue' ? 'redis' : 'database')) === 'redis';
		const redis = inRedis || mode === 'queue' ? started(await RedisServer.start()) : null;
		const queue = redis === null || mode === 'regular' ? null : { redis, postgres: started(await PostgresServer.start()) };
		const ports = portsBehind(proxies, { ...servers, redis });
		log('Building and packing the package ...');
		const n8n = await N8nServer.start({
			...n8nOptions,
			...(queue === null ? {} : { queue }),
			log,
			userFolder: folder.path,
			packTarball: await packProject(folder.path),
			credentials: [...sandboxCredentials(servers, ports), ...(inRedis ? [redisCredential(ports)] : [])],
			workflows: [...workflows, await readWorkflow(WORKFLOW_ID, { parameters, enabled, inRedis })],
		});
		return { ...servers, n8n: started(n8n), workflowId: WORKFLOW_ID, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/** The ports that n8n is told of. */
function portsBehind(proxies: Partial<Record<keyof Ports, FaultProxy>>, servers: Record<keyof Ports, { port: number } | null>): Ports {
	const portOf = (name: keyof Ports) => {
		const port = servers[name]?.port ?? 0;
		proxies[name]?.standBefore(port);
		return proxies[name]?.port ?? port;
	};
	return { chatwoot: portOf('chatwoot'), odoo: portOf('odoo'), mailbox: portOf('mailbox'), slack: portOf('slack'), redis: portOf('redis') };
}

const workflowSchema = z
	.object({ nodes: z.array(z.object({ name: z.string(), type: z.string(), parameters: z.record(z.unknown()) }).passthrough()) })
	.passthrough();

export interface WorkflowChanges {
	/** By node name, on top of those in the file. */
	parameters?: Record<string, Record<string, unknown>>;
	enabled?: string[];
	/** Whether its ledger is in Redis. */
	inRedis?: boolean;
}

/** A file of workflows/ as n8n imports it, under its own name as id. */
export async function readWorkflow(file: string, { parameters = {}, enabled = [], inRedis = false }: WorkflowChanges = {}): Promise<ImportedWorkflow> {
	const { nodes, ...workflow } = workflowSchema.parse(JSON.parse(await readFile(path.join(WORKFLOWS, `${file}.json`), 'utf8')));
	return {
		...workflow,
		id: file,
		nodes: nodes.map((node) => {
			const movesToRedis = inRedis && node.type.endsWith('.dedupe');
			return {
				...node,
				...(enabled.includes(node.name) ? { disabled: false } : {}),
				...(movesToRedis ? { credentials: { chatwootSlaRedisApi: REDIS_CREDENTIAL } } : {}),
				parameters: { ...node.parameters, ...(movesToRedis ? { store: 'redis' } : {}), ...parameters[node.name] },
			};
		}),
	};
}
