import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from './free-port';
import { makeTemporaryFolder, type TemporaryFolder } from './temporary-folder';

export interface RedisServerOptions {
	/** A free one if not given. */
	port?: number;
	/** More of redis-server's own settings, e.g. `['--requirepass', 'secret']`. */
	settings?: string[];
	/** Speaks TLS only, with this certificate; both files hold PEM. */
	tls?: { certificateFile: string; keyFile: string };
	/** Watches this Redis as its sentinel instead of keeping data; the master's name is `mymaster`. */
	sentinelOf?: RedisServer;
}

const COMMAND = 'redis-server';
const STARTED = /Ready to accept connections|Sentinel ID is/;
const LOG_TAIL_LINES = 20;

/** A real Redis in a process of its own, on 127.0.0.1, its data in a temporary folder. It ends with this process. */
export class RedisServer {
	/** Whether this machine has a redis-server; Debian and Ubuntu: apt-get install redis-server. */
	static isInstalled(): boolean {
		return spawnSync(COMMAND, ['--version']).status === 0;
	}

	/** @throws Error with the end of the log of Redis, when it does not start. */
	static async start(options: RedisServerOptions = {}): Promise<RedisServer> {
		const redis = new RedisServer(options.port ?? (await freePort()), options, makeTemporaryFolder());
		await redis.comeUp();
		return redis;
	}

	private leash: ChildProcess | null = null;
	private log = '';

	private constructor(
		readonly port: number,
		private readonly options: RedisServerOptions,
		private readonly folder: TemporaryFolder,
	) {}

	get url(): string {
		return `${this.options.tls === undefined ? 'redis' : 'rediss'}://127.0.0.1:${this.port}`;
	}

	/** Refuses connections from now on, until `comeUp`; data stays. */
	async goDown(): Promise<void> {
		if (this.leash === null) return;
		const gone = this.leash.exitCode === null && this.leash.signalCode === null ? once(this.leash, 'close') : undefined;
		this.leash.stdin?.end();
		this.leash = null;
		await gone;
	}

	/** On the same port, with what it had kept. */
	async comeUp(): Promise<void> {
		if (this.leash !== null) return;
		this.log = '';
		this.leash = spawn(process.execPath, [path.join(__dirname, 'n8n', 'leash.mjs'), COMMAND, ...this.settings()], {
			cwd: this.folder.path,
			detached: true,
			stdio: ['pipe', 'pipe', 'pipe'],
		});
		await this.started(this.leash);
	}

	/** Takes connections and commands and answers none, until `thaw`. */
	async freeze(): Promise<void> {
		process.kill(await this.processId(), 'SIGSTOP');
	}

	async thaw(): Promise<void> {
		process.kill(await this.processId(), 'SIGCONT');
	}

	/** Its data go with it. */
	async stop(): Promise<void> {
		await this.goDown();
		this.folder.remove();
	}

	private settings(): string[] {
		const { settings = [], sentinelOf } = this.options;
		const common = [...this.listen(), '--bind', '127.0.0.1', '--pidfile', this.file('redis.pid'), ...settings];
		// Every write goes to a file, so that nothing is lost by going down.
		if (sentinelOf === undefined) return ['--save', '', '--appendonly', 'yes', '--dir', this.folder.path, ...common];
		// A sentinel wants a file of its own that it can write to.
		writeFileSync(this.file('sentinel.conf'), `sentinel monitor mymaster 127.0.0.1 ${sentinelOf.port} 1\n`);
		return [this.file('sentinel.conf'), '--sentinel', ...common];
	}

	private listen(): string[] {
		const { tls } = this.options;
		const port = String(this.port);
		if (tls === undefined) return ['--port', port];
		const files = ['--tls-cert-file', tls.certificateFile, '--tls-key-file', tls.keyFile, '--tls-auth-clients', 'no'];
		return ['--port', '0', '--tls-port', port, ...files];
	}

	private async started(leash: ChildProcess): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			const read = (chunk: Buffer) => {
				this.log += chunk.toString();
				if (STARTED.test(this.log)) resolve();
			};
			leash.stdout?.on('data', read);
			leash.stderr?.on('data', read);
			leash.once('close', () => {
				const tail = this.log.trimEnd().split('\n').slice(-LOG_TAIL_LINES).join('\n');
				reject(new Error(`Redis did not start\n--- the end of its log:\n${tail}`));
			});
		});
	}

	private async processId(): Promise<number> {
		return Number.parseInt(await readFile(this.file('redis.pid'), 'utf8'), 10);
	}

	private file(name: string): string {
		return path.join(this.folder.path, name);
	}
}
