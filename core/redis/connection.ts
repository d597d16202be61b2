import { Redis, type RedisOptions } from 'ioredis';
import { nullAfter } from '../after';
import { ExplainedError } from '../errors';
import { explainRedisError } from './redis-error';
import { runScript, type ScriptRunner } from './script';
import type { RedisSettings } from './settings';

/** Longer than a healthy Redis ever takes; with it down, a node fails after this. */
const TIMEOUT_MS = 5_000;

/** Of version 4 or 6: no name that a certificate or a proxy could be asked by. Node's own check is not allowed in a node. */
const IP_ADDRESS = /^[\d.]+$|:/;

/** The ledger's scripts keep the expiry of a key they write to (KEEPTTL). */
const OLDEST_VERSION = 6;

/** An open connection. Once broken it stays so: commands fail at once, and nothing is sent a second time. */
export interface RedisConnection extends ScriptRunner {
	readonly isOpen: boolean;
	close(): void;
}

/** @throws ExplainedError when there is no connection within five seconds. */
export async function openRedis(settings: RedisSettings): Promise<RedisConnection> {
	const redis = await connect(settings);
	// ioredis calls it ready until the socket has closed, which takes a Redis that hangs half a second.
	let isGivenUp = false;
	const giveUp = () => {
		isGivenUp = true;
		if (redis.status !== 'end') redis.disconnect();
	};
	return {
		async run(script, keys, args) {
			try {
				return await runScript(redis, script, keys, args);
			} catch (error) {
				// An answer, even an error, shows that the connection is well; after a silence nobody knows. A master that
				// became a copy may keep its clients: a new connection leads to the one that took its place.
				if (!isAnswer(error) || isOfACopy(error)) giveUp();
				throw explainRedisError(error, settings);
			}
		},
		get isOpen() {
			return !isGivenUp && redis.status === 'ready';
		},
		close: giveUp,
	};
}

/**
 * Connects, signs in and runs a script that does nothing.
 *
 * @returns the version of the server, e.g. `7.0.15`; null where the user may not ask.
 * @throws ExplainedError, also when it is too old.
 */
export async function testRedis(settings: RedisSettings): Promise<string | null> {
	const redis = await connect(settings);
	try {
		await redis.eval('return 1', 0);
		const version = await versionOf(redis);
		if (version === null || Number.parseInt(version, 10) >= OLDEST_VERSION) return version;
		throw new ExplainedError(`This is Redis ${version}`, { advice: `The ledger needs Redis ${OLDEST_VERSION} or newer.` });
	} catch (error) {
		throw explainRedisError(error, settings);
	} finally {
		redis.disconnect();
	}
}

async function connect(settings: RedisSettings): Promise<Redis> {
	const redis = new Redis(optionsFor(settings));
	// Its first error says why; connect() itself only that the connection is closed. Unheard, it would end n8n.
	let reason: unknown;
	redis.on('error', (error: unknown) => (reason ??= error));
	try {
		if ((await Promise.race([redis.connect(), nullAfter(TIMEOUT_MS)])) === null) throw new Error('timed out');
		// ioredis carries on in database 0 when it could not select another.
		if (reason !== undefined) throw new Error('not connected as asked');
	} catch (error) {
		redis.disconnect();
		throw explainRedisError(reason ?? error, settings, false);
	}
	return redis;
}

/**
 * Without reconnecting and queues: a command that was perhaps carried out must not be sent again, since a repeated
 * claim would find the key claimed, and one that can't be sent now should fail now.
 */
function optionsFor({ hosts, sentinelMaster, sentinelPassword, database, username, password, tls }: RedisSettings): Omit<RedisOptions, 'replyMapping'> {
	const [{ host, port }] = hosts;
	const hasSentinels = sentinelMaster !== null;
	// The sentinels are asked one after another, then comes the master: one that is silent leaves time for the others.
	const attemptMs = Math.floor(TIMEOUT_MS / (hasSentinels ? hosts.length + 1 : 1));
	const tlsOptions = tls === null ? null : { rejectUnauthorized: !tls.ignoreSslIssues, ...(tls.ca === '' ? {} : { ca: tls.ca }) };
	// Tells a proxy before several servers which is meant. Behind sentinels each has another, and ioredis takes only one.
	const serverName = hasSentinels || IP_ADDRESS.test(host) ? {} : { servername: host };
	return {
		...(hasSentinels ? { sentinels: hosts, name: sentinelMaster } : { host, port }),
		...(sentinelPassword === '' ? {} : { sentinelPassword }),
		...(username === '' ? {} : { username }),
		...(password === '' ? {} : { password }),
		...(tlsOptions === null ? {} : { tls: { ...tlsOptions, ...serverName }, sentinelTLS: tlsOptions, enableTLSForSentinelMode: hasSentinels }),
		db: database,
		protocol: 2,
		lazyConnect: true,
		// It would ask with INFO, which a user may not be allowed, and say so on n8n's console.
		enableReadyCheck: false,
		connectTimeout: attemptMs,
		disconnectTimeout: 500,
		commandTimeout: TIMEOUT_MS,
		sentinelCommandTimeout: attemptMs,
		retryStrategy: null,
		sentinelRetryStrategy: () => null,
		maxRetriesPerRequest: 0,
		enableOfflineQueue: false,
		autoResendUnfulfilledCommands: false,
		disableClientInfo: true,
		connectionName: 'chatwoot-sla',
	};
}

async function versionOf(redis: Redis): Promise<string | null> {
	try {
		return /^redis_version:(\S+)/m.exec(await redis.info('server'))?.[1] ?? null;
	} catch (error) {
		if (isAnswer(error)) return null;
		throw error;
	}
}

function isOfACopy(error: unknown): boolean {
	return error instanceof Error && error.message.includes('READONLY');
}

/** Whether Redis itself answered with an error. */
function isAnswer(error: unknown): boolean {
	return error instanceof Error && error.name === 'ReplyError';
}
