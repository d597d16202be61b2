import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port';
import { makeTemporaryFolder, type TemporaryFolder } from './temporary-folder';

/** Where Debian and Ubuntu put PostgreSQL's programs, a folder for each major version. */
const DEBIAN_FOLDER = '/usr/lib/postgresql';

/** PostgreSQL refuses to run as root; Debian's package makes this user. */
const UNPRIVILEGED_USER = 'postgres';

const STARTED = 'database system is ready to accept connections';
const LOG_TAIL_LINES = 20;

/** A real PostgreSQL on 127.0.0.1 with an empty database, fast and forgetful: it goes with this process. */
export class PostgresServer {
	/** Whether this machine has PostgreSQL; Debian and Ubuntu: apt-get install postgresql. */
	static isInstalled(): boolean {
		return programs() !== null;
	}

	/** @throws Error with the end of PostgreSQL's log, when it does not start */
	static async start(): Promise<PostgresServer> {
		const bin = programs();
		if (bin === null) throw new Error('PostgreSQL is not installed (on Debian: apt-get install postgresql)');
		const folder = makeTemporaryFolder();
		const data = path.join(folder.path, 'data');
		mkdirSync(data, { mode: 0o700 });
		handOver(folder.path, data);
		const server = new PostgresServer(await freePort(), folder);
		try {
			const [initdb, ...args] = unprivileged([path.join(bin, 'initdb'), '-D', data, '-U', server.user, '-A', 'trust', '-E', 'UTF8', '--no-sync']);
			await promisify(execFile)(initdb, args, { cwd: data });
			await server.launch([path.join(bin, 'postgres'), '-D', data, '-p', String(server.port), '-k', data, ...SETTINGS]);
			return server;
		} catch (error) {
			await server.stop();
			throw error;
		}
	}

	readonly user = 'n8n';
	/** The one that initdb makes. */
	readonly database = 'postgres';
	private leash: ChildProcess | null = null;

	private constructor(
		readonly port: number,
		private readonly folder: TemporaryFolder,
	) {}

	async stop(): Promise<void> {
		const { leash } = this;
		this.leash = null;
		if (leash !== null && leash.exitCode === null && leash.signalCode === null) {
			const gone = once(leash, 'close');
			leash.stdin?.end();
			await gone;
		}
		this.folder.remove();
	}

	private async launch(command: string[]): Promise<void> {
		const leash = spawn(process.execPath, [path.join(__dirname, 'n8n/leash.mjs'), ...unprivileged(command)], {
			cwd: this.folder.path,
			detached: true,
			stdio: ['pipe', 'pipe', 'pipe'],
		});
		this.leash = leash;
		let log = '';
		await new Promise<void>((resolve, reject) => {
			const read = (chunk: Buffer) => {
				log += chunk.toString();
				if (log.includes(STARTED)) resolve();
			};
			leash.stdout.on('data', read);
			leash.stderr.on('data', read);
			leash.once('close', () => {
				reject(new Error(`PostgreSQL did not start\n--- the end of its log:\n${log.split('\n').slice(-LOG_TAIL_LINES).join('\n')}`));
			});
		});
	}
}

/** What survives a crash of the machine is of no use to a test. */
const SETTINGS = ['listen_addresses=127.0.0.1', 'fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'].flatMap(
	(setting) => ['-c', setting],
);

/** The folder with the newest version's programs; null where there is none. */
function programs(): string | null {
	if (!existsSync(DEBIAN_FOLDER)) return null;
	const versions = readdirSync(DEBIAN_FOLDER).sort((one, other) => Number(other) - Number(one));
	const folders = versions.map((version) => path.join(DEBIAN_FOLDER, version, 'bin'));
	return folders.find((folder) => existsSync(path.join(folder, 'postgres'))) ?? null;
}

/** The command as somebody who is not root. setpriv becomes the command itself, so that signals reach it. */
function unprivileged(command: [string, ...string[]] | string[]): [string, ...string[]] {
	const [program = '', ...args] = command;
	if (process.getuid?.() !== 0) return [program, ...args];
	return ['setpriv', `--reuid=${UNPRIVILEGED_USER}`, `--regid=${UNPRIVILEGED_USER}`, '--clear-groups', program, ...args];
}

/** The data folder to that user, and the way to it open. */
function handOver(folder: string, data: string): void {
	if (process.getuid?.() !== 0) return;
	const [uid, gid] = ['-u', '-g'].map((option) => Number(spawnSync('id', [option, UNPRIVILEGED_USER]).stdout.toString()));
	if (uid === undefined || gid === undefined) throw new Error(`There is no user ${UNPRIVILEGED_USER}`);
	chmodSync(folder, 0o711);
	chownSync(data, uid, gid);
}
