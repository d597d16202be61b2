import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { N8nClient } from './client';
import { getN8nHost, type N8nHost } from './host';
import { installPack } from './pack';

/** Who signs in to the editor of a sandbox n8n. */
export const OWNER = { email: 'owner@example.com', password: 'Sandbox-1' };

/** bcrypt of OWNER.password. */
const OWNER_PASSWORD_HASH = '$2a$10$4c6NsZ3pfnAfITpl77ojFuRoOaD9eKgUm2g3ErlvBWgp6p37afIh.';

const START_TIMEOUT_MS = 120_000;
const POLL_MS = 100;
const LOG_TAIL_LINES = 40;
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
	/** A free one if not given. */
	port?: number;
	env?: NodeJS.ProcessEnv;
	log?: (line: string) => void;
	/** Breaks off the start, which then rejects once nothing runs any more. */
	signal?: AbortSignal;
}

/** A real n8n in processes of its own, on 127.0.0.1, quiet and offline. */
export class N8nServer {
	private constructor(
		readonly url: string,
		readonly client: N8nClient,
		readonly logFile: string,
		private readonly leash: ChildProcess,
	) {}

	/** @throws Error with the end of n8n's log, when n8n or the trigger of one of the workflows does not start */
	static async start(options: N8nOptions): Promise<N8nServer> {
		const { userFolder, credentials = [], workflows = [], log = () => undefined, signal = new AbortController().signal } = options;
		const host = await getN8nHost(log);
		const port = options.port ?? (await freePort());
		const url = `http://127.0.0.1:${port}`;
		const env = { ...n8nEnvironment(host, userFolder, url, port, await freePort()), ...options.env };
		await mkdir(path.join(userFolder, '.n8n'), { recursive: true });

		if (options.packTarball !== undefined) await installPack(options.packTarball, userFolder);
		for (const args of await importCommands(userFolder, credentials, workflows)) {
			await promisify(execFile)(host.node, [host.script, ...args], { env, signal, maxBuffer: 2 ** 24 });
		}

		log(`Starting n8n ${host.version} ...`);
		const logFile = path.join(userFolder, 'n8n.log');
		const leash = await spawnOnLeash(host, env, logFile);
		try {
			await waitUntilStarted(url, leash, logFile, signal);
			const client = await N8nClient.login(url, OWNER);
			for (const { id } of workflows) await client.waitUntilPublished(id);
			return new N8nServer(url, client, logFile, leash);
		} catch (error) {
			await endLeash(leash);
			const message = error instanceof Error ? error.message : String(error);
			throw new Error(`${message}\n--- the end of n8n's log:\n${await logTail(logFile)}`);
		}
	}

	/** Everything n8n has logged so far. */
	async readLog(): Promise<string> {
		return readFile(this.logFile, 'utf8');
	}

	/** Resolves when n8n and all its processes are gone. */
	async stop(): Promise<void> {
		await endLeash(this.leash);
	}
}

function n8nEnvironment(host: N8nHost, userFolder: string, url: string, port: number, brokerPort: number): NodeJS.ProcessEnv {
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
		WEBHOOK_URL: `${url}/`,
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

/** The n8n commands that import everything and publish the workflows; what they read is written here. */
async function importCommands(
	folder: string,
	credentials: ImportedCredential[],
	workflows: ImportedWorkflow[],
): Promise<string[][]> {
	const commands: string[][] = [];
	for (const [kind, things] of [['credentials', credentials], ['workflow', workflows]] as const) {
		if (things.length === 0) continue;
		const file = path.join(folder, `import-${kind}.json`);
		await writeFile(file, JSON.stringify(things), { mode: 0o600 });
		commands.push([`import:${kind}`, `--input=${file}`]);
	}
	return [...commands, ...workflows.map(({ id }) => ['publish:workflow', `--id=${id}`])];
}

/** The leash ends n8n and its helpers when this process goes away, however it goes: see leash.mjs. */
async function spawnOnLeash(host: N8nHost, env: NodeJS.ProcessEnv, logFile: string): Promise<ChildProcess> {
	const log = await open(logFile, 'w');
	const leash = spawn(host.node, [path.join(__dirname, 'leash.mjs'), host.node, host.script, 'start'], {
		env,
		detached: true,
		stdio: ['pipe', log.fd, log.fd],
	});
	await log.close();
	return leash;
}

async function endLeash(leash: ChildProcess): Promise<void> {
	if (leash.exitCode !== null || leash.signalCode !== null) return;
	const gone = once(leash, 'close');
	leash.stdin?.end();
	await gone;
}

/** While it migrates its database, n8n answers every request with 200 and a text: only the readiness route tells. */
async function waitUntilStarted(url: string, leash: ChildProcess, logFile: string, signal: AbortSignal): Promise<void> {
	const deadline = Date.now() + START_TIMEOUT_MS;
	while (!((await isReady(url)) && (await readFile(logFile, 'utf8')).includes(STARTED))) {
		if (leash.exitCode !== null || leash.signalCode !== null) throw new Error('n8n ended while it was starting');
		if (Date.now() > deadline) throw new Error(`n8n was not ready after ${START_TIMEOUT_MS / 1000} s`);
		await delay(POLL_MS, undefined, { signal });
	}
}

async function isReady(url: string): Promise<boolean> {
	try {
		const response = await fetch(`${url}/healthz/readiness`);
		return response.ok && (await response.text()).includes('"ok"');
	} catch {
		return false;
	}
}

async function logTail(logFile: string): Promise<string> {
	const lines = (await readFile(logFile, 'utf8').catch(() => '')).trimEnd().split('\n');
	return lines.slice(-LOG_TAIL_LINES).join('\n');
}

/** Free when asked; n8n cannot choose its port itself. */
async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	if (address === null || typeof address === 'string') throw new Error('no TCP port was given');
	return address.port;
}
