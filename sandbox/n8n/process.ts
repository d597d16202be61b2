import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { N8nHost } from './host';

export interface N8nProcessOptions {
	host: N8nHost;
	/** n8n's command with its options, e.g. `['worker', '--concurrency=10']`. */
	command: string[];
	env: NodeJS.ProcessEnv;
	/** Added to by every start. */
	logFile: string;
	/** Its health check, and its own last word of a start: until both are there, it is starting. */
	readyUrl: string;
	started: string;
	/** Breaks off the start, which then rejects once nothing runs any more. */
	signal?: AbortSignal;
}

const START_TIMEOUT_MS = 120_000;
const POLL_MS = 100;
const LOG_TAIL_LINES = 40;

/** One of the processes that n8n consists of, with the helpers that it starts itself. It ends with this process. */
export class N8nProcess {
	private leash: ChildProcess | null = null;

	private constructor(private readonly options: N8nProcessOptions) {}

	/** @throws Error with the end of n8n's log, when it does not start */
	static async start(options: N8nProcessOptions): Promise<N8nProcess> {
		const started = new N8nProcess(options);
		await started.comeUp();
		return started;
	}

	/** After `kill` or `stop`: the same once more. */
	async comeUp(): Promise<void> {
		const { host, command, env, logFile, signal } = this.options;
		const logged = await stat(logFile).then(({ size }) => size, () => 0);
		const leash = await spawnOnLeash(host, command, env, logFile);
		this.leash = leash;
		try {
			await this.waitUntilStarted(leash, logged, signal ?? new AbortController().signal);
		} catch (error) {
			await this.stop();
			const message = error instanceof Error ? error.message : String(error);
			throw new Error(`${message}\n--- the end of n8n's log:\n${this.readLog().trimEnd().split('\n').slice(-LOG_TAIL_LINES).join('\n')}`);
		}
	}

	/** Everything it has logged so far. */
	readLog(): string {
		return readFileSync(this.options.logFile, 'utf8');
	}

	/** Resolves when it and all its helpers are gone. */
	async stop(): Promise<void> {
		await this.end((leash) => leash.stdin?.end());
	}

	/** `kill -9`, helpers included: from this moment on nothing of it runs. Resolves when the system has tidied up. */
	async kill(): Promise<void> {
		await this.end(({ pid }) => pid !== undefined && process.kill(-pid, 'SIGKILL'));
	}

	/** The process that runs n8n, for reading its memory; throws when it is not running. */
	async processId(): Promise<number> {
		const pid = this.leash?.pid;
		if (pid === undefined) throw new Error('n8n is not running');
		const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
		return Number(children.trim().split(' ')[0]);
	}

	private async end(how: (leash: ChildProcess) => unknown): Promise<void> {
		const { leash } = this;
		this.leash = null;
		if (leash === null || leash.exitCode !== null || leash.signalCode !== null) return;
		const gone = once(leash, 'close');
		how(leash);
		await gone;
	}

	/** While it migrates its database, n8n answers every request with 200 and a text: only the readiness route tells. */
	private async waitUntilStarted(leash: ChildProcess, logged: number, signal: AbortSignal): Promise<void> {
		const { readyUrl, started, command } = this.options;
		const deadline = Date.now() + START_TIMEOUT_MS;
		const name = `n8n ${command[0] ?? ''}`;
		const hasSaid = async () => (await readFile(this.options.logFile)).subarray(logged).includes(started);
		while (!((await isReady(readyUrl)) && (await hasSaid()))) {
			if (leash.exitCode !== null || leash.signalCode !== null) throw new Error(`${name} ended while it was starting`);
			if (Date.now() > deadline) throw new Error(`${name} was not ready after ${START_TIMEOUT_MS / 1000} s`);
			await delay(POLL_MS, undefined, { signal });
		}
	}
}

/** The leash ends n8n and its helpers when this process goes away, however it goes: see leash.mjs. */
async function spawnOnLeash(host: N8nHost, command: string[], env: NodeJS.ProcessEnv, logFile: string): Promise<ChildProcess> {
	const log = await open(logFile, 'a');
	const leash = spawn(host.node, [path.join(__dirname, 'leash.mjs'), host.node, host.script, ...command], {
		env,
		detached: true,
		stdio: ['pipe', log.fd, log.fd],
	});
	await log.close();
	return leash;
}

async function isReady(url: string): Promise<boolean> {
	try {
		const response = await fetch(url);
		return response.ok && (await response.text()).includes('"ok"');
	} catch {
		return false;
	}
}
