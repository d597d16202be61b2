import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../free-port';
import { N8nClient } from './client';
import { getN8nHost, type N8nHost } from './host';
import { installPack } from './pack';
import { N8nProcess } from './process';
import { queueEnvironment, type QueueProcesses, type QueueServers, startQueueProcesses } from './queue-mode';

/** Who signs in to the editor of a sandbox n8n. */
export const OWNER = { email: 'owner@example.com', password: 'Sandbox-1' };

/** bcrypt of OWNER.password. */
const OWNER_PASSWORD_HASH = '$2a$10$4c6NsZ3pfnAfITpl77ojFuRoOaD9eKgUm2g3ErlvBWgp6p37afIh.';

/** n8n's last line of a start: its nodes are loaded and its routes are open. */
const STARTED = 'Editor is now accessible via';

/** As `n8n import:credentials` takes it; n8n encrypts the data on import. */
export interface ImportedCredential {
	id: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

/** As `n8n import:workflow` takes it: a downloaded workflow with an id. */
export interface ImportedWorkflow {
	id: string;
	[field: string]: unknown;
}

export interface N8nOptions {
	/** Where n8n keeps everything: database, installed packages, log. Empty, or that of an earlier start. */
	userFolder: string;
	/** A packed community package to install before the start. */
	packTarball?: string;
	credentials?: ImportedCredential[];
	/** Imported and published; `start` resolves when their triggers are live. */
	workflows?: ImportedWorkflow[];
	/** Imported, not published. */
	drafts?: ImportedWorkflow[];
	/** A free one if not given. */
	port?: number;
	env?: NodeJS.ProcessEnv;
	/** Queue mode: beside the main process one for webhooks and workers, on this Redis and this PostgreSQL. */
	queue?: QueueServers;
	log?: (line: string) => void;
	/** Breaks off the start, which then rejects once nothing runs any more. */
	signal?: AbortSignal;
}

/** A real n8n in processes of its own, on 127.0.0.1, quiet and offline. */
export class N8nServer {
	private constructor(
		readonly url: string,
		/** Where webhooks go: in queue mode not to the main process. */
		readonly webhookUrl: string,
		readonly client: N8nClient,
		readonly main: N8nProcess,
		/** Null unless in queue mode. */
		readonly queue: QueueProcesses | null,
		/** Runs a command of n8n's own on the same data, e.g. `['export:workflow', '--all']`; resolves with what it printed. */
		readonly command: (args: string[]) => Promise<string>,
	) {}

	/** @throws Error with the end of n8n's log, when n8n or the trigger of one of the workflows does not start */
	static async start(options: N8nOptions): Promise<N8nServer> {
		const { userFolder, credentials = [], workflows = [], drafts = [], log = () => undefined, signal = new AbortController().signal, queue } = options;
		const host = await getN8nHost(log);
		const port = options.port ?? (await freePort());
		const webhookPort = queue === undefined ? port : await freePort();
		const [url, webhookUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${webhookPort}`];
		const queueEnv = queue === undefined ? {} : queueEnvironment(queue);
		const env = { ...n8nEnvironment(host, userFolder, url, webhookUrl, port, await freePort()), ...queueEnv, ...options.env };
		await mkdir(path.join(userFolder, '.n8n'), { recursive: true });

		const command = async (args: string[]) => {
			const { stdout } = await promisify(execFile)(host.node, [host.script, ...args], { env, signal, maxBuffer: 2 ** 24 });
			return stdout;
		};

		if (options.packTarball !== undefined) await installPack(options.packTarball, userFolder);
		for (const args of await importCommands(userFolder, credentials, workflows, drafts)) await command(args);

		log(`Starting n8n ${host.version}${queue === undefined ? '' : ' in queue mode'} ...`);
		const started: N8nProcess[] = [];
		try {
			const main = await N8nProcess.start({
				host,
				command: ['start'],
				env,
				logFile: path.join(userFolder, 'n8n.log'),
				readyUrl: `${url}/healthz/readiness`,
				started: STARTED,
				signal,
			});
			started.push(main);
			const processes = queue === undefined ? null : await startQueueProcesses(host, env, { webhookPort, workers: queue.workers, folder: userFolder, signal });
			if (processes !== null) started.push(processes.webhook, ...processes.workers);
			const client = await N8nClient.login(url, OWNER);
			for (const { id } of workflows) await client.waitUntilPublished(id);
			return new N8nServer(url, webhookUrl, client, main, processes, command);
		} catch (error) {
			await Promise.all(started.map((each) => each.stop()));
			const message = error instanceof Error ? error.message : String(error);
			throw new Error(started[0] === undefined ? message : `${message}\n--- n8n's log:\n${started[0].readLog().slice(-4_000)}`);
		}
	}

	/** Everything n8n's main process has logged so far. */
	readLog(): string {
		return this.main.readLog();
	}

	/** Resolves when n8n and all its processes are gone. */
	async stop(): Promise<void> {
		const { queue } = this;
		if (queue !== null) await Promise.all([queue.webhook, ...queue.workers].map((each) => each.stop()));
		await this.main.stop();
	}
}

function n8nEnvironment(
	host: N8nHost,
	userFolder: string,
	url: string,
	webhookUrl: string,
	port: number,
	brokerPort: number,
): NodeJS.ProcessEnv {
	return {
		...withoutN8nSettings(process.env),
		// n8n starts its task runner with the `node` of the path.
		PATH: [path.dirname(host.node), process.env['PATH']].join(path.delimiter),
		N8N_USER_FOLDER: userFolder,
		N8N_ENCRYPTION_KEY: 'sandbox-only',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_EDITOR_BASE_URL: url,
		N8N_WEBHOOK_URL: `${webhookUrl}/`,
		N8N_INSTANCE_OWNER_MANAGED_BY_ENV: 'true',
		N8N_INSTANCE_OWNER_EMAIL: OWNER.email,
		N8N_INSTANCE_OWNER_FIRST_NAME: 'Sandbox',
		N8N_INSTANCE_OWNER_LAST_NAME: 'Owner',
		N8N_INSTANCE_OWNER_PASSWORD_HASH: OWNER_PASSWORD_HASH,
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true',
		EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all',
		EXECUTIONS_DATA_SAVE_ON_ERROR: 'all',
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_DISABLED_MODULES: 'mcp-registry',
	};
}

/** What the user's shell sets for an n8n or a database of their own must not reach this one, nor jest's settings. */
function withoutN8nSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const foreign = /^(N8N_|DB_|EXECUTIONS_|QUEUE_|WEBHOOK_URL$|NODE_OPTIONS$|NODE_ENV$|JEST_)/;
	return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}

/** The n8n commands that import everything and publish the workflows that are no drafts; what they read is written here. */
async function importCommands(
	folder: string,
	credentials: ImportedCredential[],
	workflows: ImportedWorkflow[],
	drafts: ImportedWorkflow[],
): Promise<string[][]> {
	const commands: string[][] = [];
	for (const [kind, things] of [['credentials', credentials], ['workflow', [...workflows, ...drafts]]] as const) {
		if (things.length === 0) continue;
		const file = path.join(folder, `import-${kind}.json`);
		await writeFile(file, JSON.stringify(things), { mode: 0o600 });
		commands.push([`import:${kind}`, `--input=${file}`]);
	}
	return [...commands, ...workflows.map(({ id }) => ['publish:workflow', `--id=${id}`])];
}
