import { createHash } from 'node:crypto';
import { nullAfter } from '../after';
import { openRedis, type RedisConnection } from './connection';
import { RedisMoved } from './redis-error';
import type { ScriptRunner } from './script';
import type { RedisSettings } from './settings';

/** A connection nobody used for so long is closed. */
const IDLE_MS = 30_000;

interface Shared {
	connection: Promise<RedisConnection>;
	/** Set once it is open. */
	opened?: RedisConnection;
	users: number;
	/** Milliseconds since 1970. */
	lastUsedAt: number;
}

/** By settings; all executions in this process with the same settings share one. */
const connections = new Map<string, Shared>();

/**
 * Runs scripts over the connection for these settings, which is opened when it is first needed and closed when nobody
 * used it for half a minute. One that broke is replaced with the next script. Where a server of a cluster names another
 * for the keys of a script, that one is asked.
 */
export function sharedRedis(settings: RedisSettings): ScriptRunner {
	return {
		async run(...call) {
			try {
				return await runShared(settings, call);
			} catch (error) {
				if (!(error instanceof RedisMoved)) throw error;
				return await runShared({ ...settings, hosts: [error.owner], sentinelMaster: null }, call);
			}
		},
	};
}

async function runShared(settings: RedisSettings, call: Parameters<ScriptRunner['run']>): Promise<unknown> {
	const name = createHash('sha256').update(JSON.stringify(settings)).digest('hex');
	const shared = sharedConnection(name, settings);
	shared.users += 1;
	try {
		return await (await shared.connection).run(...call);
	} finally {
		shared.users -= 1;
		shared.lastUsedAt = Date.now();
	}
}

/** Closes all that are open, at the end of a test. */
export function closeSharedConnections(): void {
	for (const [name, shared] of connections) drop(name, shared);
}

/** One that is still being opened is shared as well, and so is its failure. */
function sharedConnection(name: string, settings: RedisSettings): Shared {
	const known = connections.get(name);
	if (known !== undefined && known.opened?.isOpen !== false) return known;
	if (known !== undefined) drop(name, known);
	const shared: Shared = { connection: openRedis(settings), users: 0, lastUsedAt: Date.now() };
	connections.set(name, shared);
	void shared.connection.then(
		(connection) => (shared.opened = connection),
		() => { drop(name, shared); },
	);
	void dropWhenIdle(name, shared);
	return shared;
}

function drop(name: string, shared: Shared): void {
	if (connections.get(name) === shared) connections.delete(name);
	void shared.connection.then((connection) => { connection.close(); }, () => undefined);
}

async function dropWhenIdle(name: string, shared: Shared): Promise<void> {
	while (connections.get(name) === shared) {
		const idleMs = Date.now() - shared.lastUsedAt;
		if (shared.users === 0 && idleMs >= IDLE_MS) drop(name, shared);
		else await nullAfter(shared.users === 0 ? IDLE_MS - idleMs : IDLE_MS);
	}
}
