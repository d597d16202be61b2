import path from 'node:path';
import { freePort } from '../free-port';
import type { PostgresServer } from '../postgres';
import type { RedisServer } from '../redis';
import type { N8nHost } from './host';
import { N8nProcess } from './process';

/** What n8n in queue mode needs beside itself. */
export interface QueueServers {
	redis: RedisServer;
	postgres: PostgresServer;
	/** Two by default. */
	workers?: number;
}

/** The processes beside the main one. */
export interface QueueProcesses {
	webhook: N8nProcess;
	workers: N8nProcess[];
}

const DEFAULT_WORKERS = 2;

/** Settings that all processes of one n8n in queue mode share. */
export function queueEnvironment({ redis, postgres }: QueueServers): NodeJS.ProcessEnv {
	return {
		EXECUTIONS_MODE: 'queue',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgres.port),
		DB_POSTGRESDB_DATABASE: postgres.database,
		DB_POSTGRESDB_USER: postgres.user,
		DB_POSTGRESDB_PASSWORD: 'trusted',
		// Webhooks have a process of their own.
		N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
	};
}

/** Starts the webhook process on its port, and two workers, once the main process has made the database. */
export async function startQueueProcesses(host: N8nHost, env: NodeJS.ProcessEnv, options: QueueProcessOptions): Promise<QueueProcesses> {
	const { webhookPort, workers: count = DEFAULT_WORKERS } = options;
	const webhook = startOne(host, env, options, {
		command: ['webhook'],
		name: 'webhook',
		port: webhookPort,
		started: 'Webhook listener waiting for requests',
		own: { N8N_PORT: String(webhookPort) },
	});
	const workers = Array.from({ length: count }, async (_, index) => {
		const port = await freePort();
		return await startOne(host, env, options, {
			command: ['worker', '--concurrency=10'],
			name: `worker-${index + 1}`,
			port,
			started: 'n8n worker is now ready',
			own: { QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(port), N8N_WORKER_SERVER_ADDRESS: '127.0.0.1' },
		});
	});
	try {
		return { webhook: await webhook, workers: await Promise.all(workers) };
	} catch (error) {
		const outcomes = await Promise.allSettled([webhook, ...workers]);
		await Promise.all(outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value.stop()));
		throw error;
	}
}

export interface QueueProcessOptions {
	webhookPort: number;
	workers: number | undefined;
	/** For the logs: one file a process. */
	folder: string;
	signal: AbortSignal;
}

async function startOne(
	host: N8nHost,
	env: NodeJS.ProcessEnv,
	{ folder, signal }: QueueProcessOptions,
	told: { command: string[]; name: string; port: number; started: string; own: NodeJS.ProcessEnv },
): Promise<N8nProcess> {
	return await N8nProcess.start({
		host,
		command: told.command,
		env: { ...env, N8N_RUNNERS_BROKER_PORT: String(await freePort()), ...told.own },
		logFile: path.join(folder, `${told.name}.log`),
		readyUrl: `http://127.0.0.1:${told.port}/healthz/readiness`,
		started: told.started,
		signal,
	});
}
