import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ChatwootSimulator } from './chatwoot/chatwoot-simulator';
import { ODOO_LOGIN, type Ports, REDIS_CREDENTIAL, redisCredential, sandboxCredentials, type Servers, SLACK_CHANNEL, SMTP_LOGIN } from './credentials';
import type { FaultProxy } from './faults';
import { Mailbox } from './mailbox/mailbox';
import { packProject } from './n8n/pack';
import { type ImportedCredential, type ImportedWorkflow, N8nServer } from './n8n/server';
import { OdooSimulator } from './odoo/simulator';
import { PostgresServer } from './postgres';
import { RedisServer } from './redis';
import { SlackSimulator } from './slack/slack-simulator';
import { makeTemporaryFolder } from './temporary-folder';

/** A real n8n with the package and one of its workflows, live, between simulated servers. */
export interface Stage extends Servers {
	n8n: N8nServer;
	/** The id of the workflow in this n8n. */
	workflowId: string;
	stop: () => Promise<void>;
}

interface Stoppable {
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
	/**
	 * Servers that run already and end with the stage, also when it can't be started: those the workflow needs beyond the
	 * usual ones, and usual ones (`chatwoot` …) that are to be used in place of the stage's own.
	 */
	servers?: Partial<Servers> & Record<string, Stoppable>;
	/** Credentials for the servers beyond the usual ones. */
	credentials?: ImportedCredential[];
	/** The file of workflows/ to run, or a workflow that is none of these files; `sla-breach-alerts` by default. */
	workflow?: string | ImportedWorkflow;
	/** Nodes of the workflow to enable that its file leaves disabled. */
	enabled?: string[];
	/** Other workflows to import and publish before it. */
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
const MAIN_WORKFLOW = 'sla-breach-alerts';

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
	const { log = () => undefined, workflow = MAIN_WORKFLOW, parameters = {}, workflows = [], servers: given = {}, credentials = [] } = options;
	const { mode = 'regular', ledger, proxies = {}, enabled = [], drafts = [], port, env, signal } = options;
	const endings: Array<() => Promise<void> | void> = [];
	const stop = async () => {
		for (const end of endings.splice(0).reverse()) await end();
	};
	const started = <Server extends Stoppable>(server: Server): Server => {
		endings.push(() => server.stop());
		return server;
	};
	try {
		const folder = makeTemporaryFolder();
		endings.push(folder.remove);
		Object.values(given).forEach(started);
		const servers: Servers = {
			chatwoot: given.chatwoot ?? started(await ChatwootSimulator.start()),
			odoo: given.odoo ?? started(await OdooSimulator.start({ users: ODOO_USERS })),
			mailbox: given.mailbox ?? started(await Mailbox.start({ auth: SMTP_LOGIN })),
			slack: given.slack ?? started(await SlackSimulator.start({ channels: { [SLACK_CHANNEL]: 'C0SLAALERTS' } })),
		};
		const inRedis = (ledger ?? (mode === 'queue' ? 'redis' : 'database')) === 'redis';
		const redis = inRedis || mode === 'queue' ? started(await RedisServer.start()) : null;
		const queue = redis === null || mode === 'regular' ? null : { redis, postgres: started(await PostgresServer.start()) };
		const ports = portsBehind(proxies, { ...servers, redis });
		const main = typeof workflow === 'string' ? await readWorkflow(workflow, { parameters, enabled, inRedis }) : workflow;
		log('Building and packing the package ...');
		const n8n = await N8nServer.start({
			...(port === undefined ? {} : { port }),
			...(env === undefined ? {} : { env }),
			...(signal === undefined ? {} : { signal }),
			...(queue === null ? {} : { queue }),
			log,
			userFolder: folder.path,
			packTarball: await packProject(folder.path),
			credentials: [...sandboxCredentials(servers, ports), ...(inRedis ? [redisCredential(ports)] : []), ...credentials],
			workflows: [...workflows, main],
			drafts,
		});
		return { ...servers, n8n: started(n8n), workflowId: main.id, stop };
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
