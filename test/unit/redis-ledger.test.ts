import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import { Redis } from 'ioredis';
import { z } from 'zod';
import type { ListingLedger } from '../../core/ledger/ledger';
import { createRedisLedger } from '../../core/ledger/redis-ledger';
import { openRedis, type RedisConnection } from '../../core/redis/connection';
import { keepTrying } from '../../core/redis/keep-trying';
import { script, type ScriptRunner } from '../../core/redis/script';
import { addressOf, parseRedisUrl, type RedisSettings } from '../../core/redis/settings';
import { closeSharedConnections, sharedRedis } from '../../core/redis/shared-connections';
import { FaultProxy } from '../../sandbox/faults';
import { freePort } from '../../sandbox/free-port';
import { RedisServer } from '../../sandbox/redis';
import { makeTemporaryFolder } from '../../sandbox/temporary-folder';
import { until } from '../../sandbox/until';
import { expectToBehaveLikeTheModel } from '../ledger-model';

/** With a timer that jest can wind on. */
jest.mock('../../core/after', () => ({
	nullAfter: (milliseconds: number) => new Promise((resolve) => { setTimeout(() => { resolve(null); }, milliseconds).unref(); }),
}));

const LEASE = 600;
const DAY_MS = 86_400_000;

/** Skipped, and said so, where this machine has no redis-server. */
const withServer = RedisServer.isInstalled() ? describe : describe.skip;

const settings = (url: string, changes: Partial<RedisSettings> = {}): RedisSettings => {
	const { usesTls, ...address } = parseRedisUrl(url);
	return { ...address, sentinelPassword: '', tls: usesTls ? { ca: '', ignoreSslIssues: false } : null, ...changes };
};

const withTls = spawnSync('openssl', ['version']).status === 0 ? test : test.skip;

/** For this machine, signed by itself. */
function makeCertificate() {
	const folder = makeTemporaryFolder();
	const [certificateFile, keyFile] = [path.join(folder.path, 'cert.pem'), path.join(folder.path, 'key.pem')];
	execFileSync(
		'openssl',
		['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=redis']
			.concat('-addext', 'subjectAltName=IP:127.0.0.1,IP:::1,DNS:localhost', '-keyout', keyFile, '-out', certificateFile),
		{ stdio: 'ignore' },
	);
	return { certificateFile, keyFile, ca: readFileSync(certificateFile, 'utf8'), remove: folder.remove };
}

withServer('the ledger in Redis', () => {
	let server: RedisServer;
	let redis: RedisConnection;
	let ledgers = 0;

	beforeAll(async () => {
		server = await RedisServer.start();
		redis = await openRedis(settings(server.url));
	});
	afterAll(async () => {
		redis.close();
		await server.stop();
	});
	beforeEach(() => {
		ledgers += 1;
	});

	const prefix = () => `test-${ledgers}`;
	const makeLedger = (changes: object = {}, connection = redis): ListingLedger =>
		createRedisLedger(connection, { prefix: prefix(), retentionSeconds: 3600, ...changes });
	const evaluate = (source: string, ...args: string[]) => redis.run(script(source), [], args);
	/** As if all leases had passed: the claims' strings are gone, the sorted set still has them. */
	const lapse = async () => {
		await evaluate(
			`for _, key in ipairs(redis.call('KEYS', ARGV[1])) do
				if string.match(redis.call('GET', key), '^claimed') then redis.call('DEL', key) end
			end`,
			`{${prefix()}}:key:*`,
		);
	};

	test('property: it behaves like every ledger', async () => {
		await expectToBehaveLikeTheModel(() => {
			ledgers += 1;
			return { ledger: makeLedger(), lapse };
		}, 60);
	});

	test('200 racers over two connections: one winner', async () => {
		const other = await openRedis(settings(server.url));
		const racers = Array.from({ length: 200 }, (_, index) => makeLedger({}, index % 2 === 0 ? redis : other));
		const claims = await Promise.all(racers.map((racer) => racer.claim(['a'], LEASE)));
		other.close();
		expect(claims.filter((claimed) => claimed.has('a'))).toHaveLength(1);
		expect(await makeLedger().statistics()).toMatchObject({ emitted: 1, suppressed: 199 });
	});

	test('a batch overlapping with others at the same time: every key has one winner', async () => {
		const keys = Array.from({ length: 500 }, (_, index) => `key ${index}`);
		const claims = await Promise.all(Array.from({ length: 8 }, (_, index) => makeLedger().claim(keys.slice(index * 30), LEASE)));
		expect(claims.flatMap((claimed) => [...claimed.keys()]).sort()).toEqual([...keys].sort());
	});

	test('a claim ends with its lease', async () => {
		const ledger = makeLedger();
		await ledger.claim(['a'], 2);
		expect((await ledger.claim(['a'], 2)).size).toBe(0);
		await until('the lease is over', async () => (await ledger.claim(['a'], 2)).size === 1);
	});

	test('a confirm counts when the lease was over and somebody else is sending; their late failure does not undo it', async () => {
		const ledger = makeLedger();
		await ledger.claim(['a'], LEASE);
		await lapse();
		await ledger.claim(['a'], LEASE);
		await ledger.confirm(['a']);
		expect(await ledger.release(['a'])).toEqual(new Set());
		expect(await ledger.inspect(['a'], LEASE)).toMatchObject([{ state: 'confirmed' }]);
	});

	test('a confirmed key is forgotten after the retention, a resolved one not later', async () => {
		const ledger = makeLedger({ retentionSeconds: 2 });
		await ledger.confirm(['a', 'b']);
		await ledger.resolve(['a']);
		expect((await ledger.claim(['a', 'b'], LEASE)).size).toBe(0);
		await until('both are forgotten', async () => (await ledger.inspect(['a', 'b'], LEASE)).every(({ state }) => state === 'free'));
		expect([...(await ledger.claim(['a', 'b'], LEASE)).keys()]).toEqual(['a', 'b']);
	});

	test('everything it writes goes by itself', async () => {
		const ledger = makeLedger({ retentionSeconds: 2 });
		await ledger.claim(['a', 'b'], 2);
		const receipt = { channel: 'C0123456789', ts: '1700000000.000001' };
		await ledger.confirm(['a'], { receipts: new Map([['a', receipt]]), threads: new Map([['a', 'thread']]) });
		const left = async () => z.array(z.string()).parse(await evaluate(`return redis.call('KEYS', ARGV[1])`, `*${prefix()}*`));
		expect(await left()).toHaveLength(6);
		await until('the rest is gone', async () => (await left()).length === 1);
		expect(await left()).toEqual([`{${prefix()}}:statistics`]);
		expect(await evaluate(`return redis.call('PTTL', ARGV[1])`, `{${prefix()}}:statistics`)).toBeGreaterThan(34 * DAY_MS);
	});

	test('what was confirmed without receipts, by an older version, resolves all the same', async () => {
		const ledger = makeLedger();
		await evaluate(`redis.call('SET', ARGV[1], 'confirmed 1700000000000')`, `{${prefix()}}:key:a`);
		expect(await ledger.resolve(['a'], new Map([['a', 'thread']]))).toEqual(new Map([['a', null]]));
		expect(await ledger.inspect(['a'], LEASE)).toMatchObject([{ state: 'resolved', since: new Date(1_700_000_000_000) }]);
	});

	test('inspect tells since when and until when, by the clock of Redis', async () => {
		const ledger = makeLedger();
		const before = Date.now();
		await ledger.claim(['claimed', 'resolved'], LEASE);
		await ledger.confirm(['resolved']);
		await ledger.resolve(['resolved']);
		const [claimed, resolved, free] = await ledger.inspect(['claimed', 'resolved', 'free'], LEASE);
		expect(claimed).toMatchObject({ key: 'claimed', state: 'claimed', resolvedAt: null });
		expect(Number(claimed?.since)).toBeGreaterThanOrEqual(before - 1);
		expect(Number(claimed?.until) - Number(claimed?.since)).toBeCloseTo(LEASE * 1000, -2);
		expect(resolved).toMatchObject({ state: 'resolved', resolvedAt: expect.any(Date) });
		expect(Number(resolved?.until) - Number(resolved?.since)).toBeCloseTo(3_600_000, -2);
		expect(free).toEqual({ key: 'free', state: 'free', since: null, until: null, resolvedAt: null });
	});

	test('list tells the newest first, and nothing whose lease is over', async () => {
		const ledger = makeLedger();
		await ledger.claim(['over'], 0.001);
		for (const key of ['a', 'b', 'c', 'd']) {
			await ledger.claim([key], LEASE);
			await delay(2);
		}
		await ledger.confirm(['b']);
		await delay(2);
		await ledger.confirm(['a']);
		await ledger.resolve(['b']);
		const keys = async (...args: Parameters<ListingLedger['list']>) => (await ledger.list(...args)).map(({ key }) => key);
		expect(await keys(['claimed', 'confirmed'], 10)).toEqual(['a', 'b', 'd', 'c']);
		expect(await keys(['claimed', 'confirmed'], 3)).toEqual(['a', 'b', 'd']);
		expect(await keys(['claimed'], 1)).toEqual(['d']);
		expect(await ledger.list(['confirmed'], 10)).toMatchObject([{ key: 'a', state: 'confirmed' }, { key: 'b', state: 'resolved' }]);
	});

	test('statistics tell the delay from due to confirmed, of what was due', async () => {
		const ledger = makeLedger();
		const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
		await ledger.confirm(['a', 'b', 'early', 'none'], { dueAt: new Map([['a', ago(2)], ['b', ago(100)], ['early', ago(-50)]]) });
		await ledger.confirm(['a'], { dueAt: new Map([['a', ago(5000)]]) });
		const { sent, delay: delays, days } = await ledger.statistics();
		expect(sent).toBe(4);
		expect(delays.count).toBe(2);
		expect(delays.maxSeconds).toBeCloseTo(100, 0);
		expect(delays.averageSeconds).toBeCloseTo(51, 0);
		expect(delays.histogram.filter(({ count }) => count > 0)).toEqual([{ upToSeconds: 5, count: 1 }, { upToSeconds: 300, count: 1 }]);
		expect(days).toMatchObject([{ day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), sent: 4 }]);
	});

	test('days are counted for five weeks', async () => {
		const ledger = makeLedger();
		const today = Math.floor(Date.now() / DAY_MS);
		await evaluate(
			`for i = 1, #ARGV, 2 do redis.call('HSET', '{${prefix()}}:statistics', ARGV[i], ARGV[i + 1]) end`,
			...[`${today - 35} sent`, '7', `${today - 34} sent`, '1'],
		);
		await ledger.confirm(['a']);
		expect((await ledger.statistics()).days.map(({ sent }) => sent)).toEqual([1, 1]);
	});

	test('a ledger is told from another by its prefix; a prefix with braces is refused', async () => {
		await makeLedger().claim(['a'], LEASE);
		expect((await makeLedger({ prefix: `${prefix()}-other` }).claim(['a'], LEASE)).size).toBe(1);
		expect(() => makeLedger({ prefix: '{a}' })).toThrow('The key prefix cannot be used');
	});

	test('no keys ask nothing', async () => {
		const ledger = createRedisLedger({ run: () => Promise.reject(new Error('asked')) }, { prefix: 'a', retentionSeconds: 1 });
		expect(await Promise.all([ledger.claim([], 1), ledger.confirm([]), ledger.release([]), ledger.resolve([]), ledger.inspect([], 1)])).toHaveLength(5);
	});

	test('after a restart Redis does not know the scripts any more and gets them again', async () => {
		const ledger = makeLedger();
		await ledger.claim(['a'], LEASE);
		const admin = new Redis(server.url, { protocol: 2 });
		await admin.script('FLUSH');
		admin.disconnect();
		expect((await ledger.claim(['a', 'b'], LEASE)).size).toBe(1);
	});

	test('5,000 keys go in one round trip', async () => {
		const admin = new Redis(server.url, { protocol: 2 });
		const trips = async () => Number(/cmdstat_evalsha:calls=(\d+)/.exec(await admin.info('commandstats'))?.[1]);
		const keys = Array.from({ length: 5000 }, (_, index) => `key ${index}`);
		const before = await trips();
		expect((await makeLedger().claim(keys, LEASE)).size).toBe(5000);
		expect(await trips()).toBe(before + 1);
		admin.disconnect();
	});
});

withServer('the ledger in a cluster', () => {
	const SLOTS = 16_384;
	let servers: RedisServer[];
	let admins: Redis[];
	let ledgers = 0;

	/** Two servers that have half of the slots each. */
	beforeAll(async () => {
		const busPorts = [await freePort(), await freePort()];
		const start = (busPort: number) => RedisServer.start({ settings: ['--cluster-enabled', 'yes', '--cluster-port', String(busPort)] });
		servers = await Promise.all(busPorts.map(start));
		admins = servers.map(({ url }) => new Redis(url, { protocol: 2 }));
		const [one, other] = admins;
		await one?.cluster('ADDSLOTSRANGE', 0, SLOTS / 2 - 1);
		await other?.cluster('ADDSLOTSRANGE', SLOTS / 2, SLOTS - 1);
		await one?.call('CLUSTER', 'MEET', '127.0.0.1', String(servers[1]?.port), String(busPorts[1]));
		for (const admin of admins) while (!String(await admin.cluster('INFO')).includes('cluster_state:ok')) await delay(20);
	}, 30_000);
	afterAll(async () => {
		closeSharedConnections();
		admins.forEach((admin) => { admin.disconnect(); });
		await Promise.all(servers.map((server) => server.stop()));
	});

	test('a ledger and the slots of its caps are in one slot', async () => {
		const asked: string[] = [];
		const recording: ScriptRunner = {
			run: (_script, keys) => {
				asked.push(...keys);
				return Promise.resolve([1, '']);
			},
		};
		await createRedisLedger(recording, { prefix: 'a', retentionSeconds: 60 }).claim(['{x}1'], LEASE, new Map([['{x}1', '{y}2']]));
		await createRedisLedger(recording, { prefix: 'a', space: 'slots', retentionSeconds: 60 }).claim(['slot:{z}'], LEASE);
		expect(new Set(asked).size).toBe(9);
		const slots = await Promise.all(asked.map((key) => admins[0]?.cluster('KEYSLOT', key)));
		expect(new Set(slots).size).toBe(1);
	});

	test('whichever server is given, the one that has the keys is asked', async () => {
		for (const { url } of servers) {
			// The slots of these are on both.
			for (const prefix of ['a', 'b', 'c', 'd']) {
				ledgers += 1;
				const ledger = createRedisLedger(sharedRedis(settings(url)), { prefix: `${prefix}${ledgers}`, retentionSeconds: 60 });
				expect((await ledger.claim(['{x}1', '{y}2', 'z'], LEASE)).size).toBe(3);
				expect((await ledger.confirm(['{x}1', '{y}2'])).size).toBe(2);
				expect(await ledger.list(['claimed', 'confirmed'], 10)).toHaveLength(3);
			}
		}
		for (const admin of admins) expect(await admin.dbsize()).toBeGreaterThan(0);
	});

	test('what no server has as a whole is refused', async () => {
		const run = sharedRedis(settings(servers[0]?.url ?? '')).run(script('return 1'), ['a', 'b'], []);
		await expect(run).rejects.toThrow('part of a cluster');
	});
});

withServer('the connection', () => {
	afterEach(() => {
		closeSharedConnections();
	});

	const use = (connection: RedisSettings) => sharedRedis(connection).run(script('return 1'), [], []);

	test('one is shared by all who use the same settings', async () => {
		const server = await RedisServer.start();
		const probe = new Redis(server.url, { protocol: 2 });
		const named = async () => (String(await probe.client('LIST')).match(/name=chatwoot-sla/g) ?? []).length;
		try {
			await Promise.all(Array.from({ length: 20 }, () => use(settings(server.url))));
			await use(settings(server.url));
			expect(await named()).toBe(1);
			await use(settings(`${server.url}/1`));
			expect(await named()).toBe(2);
		} finally {
			probe.disconnect();
			await server.stop();
		}
	});

	test('one that nobody uses is closed after half a minute, not before', async () => {
		const server = await RedisServer.start();
		const probe = new Redis(server.url, { protocol: 2 });
		const isThere = async () => String(await probe.client('LIST')).includes('name=chatwoot-sla');
		await probe.ping();
		jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'hrtime'] });
		try {
			await use(settings(server.url));
			await jest.advanceTimersByTimeAsync(29_000);
			await use(settings(server.url));
			await jest.advanceTimersByTimeAsync(29_000);
			expect(await isThere()).toBe(true);
			await jest.advanceTimersByTimeAsync(1_000);
			while (await isThere()) await new Promise(setImmediate);
			expect(await use(settings(server.url))).toBe(1);
		} finally {
			jest.useRealTimers();
			closeSharedConnections();
			probe.disconnect();
			await server.stop();
		}
	});

	test('with Redis down it fails at once, and works again when Redis is back', async () => {
		const server = await RedisServer.start();
		const there = settings(`redis://:s3cret@127.0.0.1:${server.port}`, { password: '' });
		try {
			await use(there);
			await server.goDown();
			const startedAt = Date.now();
			await expect(use(there)).rejects.toMatchObject({ message: `Redis at 127.0.0.1:${server.port} cannot be reached`, retryable: true });
			await expect(use(there)).rejects.toMatchObject({ retryable: true });
			expect(Date.now() - startedAt).toBeLessThan(2000);
			await server.comeUp();
			expect(await use(there)).toBe(1);
		} finally {
			await server.stop();
		}
	});

	test('a Redis that hangs fails it in time, open or not', async () => {
		const server = await RedisServer.start();
		try {
			await use(settings(server.url));
			await server.freeze();
			const hanging = [use(settings(server.url)), use(settings(`${server.url}/1`))];
			for (const attempt of hanging) {
				await expect(attempt).rejects.toMatchObject({ message: `Redis at 127.0.0.1:${server.port} did not answer in time` });
			}
			await server.thaw();
			expect(await use(settings(server.url))).toBe(1);
		} finally {
			await server.stop();
		}
	}, 15_000);

	test('a wrong login is told, without the password', async () => {
		const server = await RedisServer.start({
			settings: ['--requirepass', 's3cret', '--user', 'alerts', 'on', '>pa%ss', '~*', '+@all', '--user', 'weak', 'on', '>weak', '~other*', '+@all'],
		});
		const at = `127.0.0.1:${server.port}`;
		const failure = (url: string) => use(settings(url)).catch((error: unknown) => error);
		try {
			expect(await use(settings(`redis://:s3cret@${at}`))).toBe(1);
			expect(await use(settings(`redis://alerts:pa%25ss@${at}`))).toBe(1);
			for (const url of [`redis://${at}`, `redis://:wr0ng@${at}`, `redis://alerts:wr0ng@${at}`]) {
				const error = await failure(url);
				expect(error).toMatchObject({ message: `Redis at ${at} refused the login` });
				expect(JSON.stringify([error, String(error), (error as Error).cause])).not.toContain('wr0ng');
			}
			expect(await failure(`redis://:s3cret@${at}/99`)).toMatchObject({ message: `Redis at ${at} has no such database` });
			const weak = createRedisLedger(sharedRedis(settings(`redis://weak:weak@${at}`)), { prefix: 'a', retentionSeconds: 1 }).claim(['a'], 1);
			await expect(weak).rejects.toMatchObject({ message: `Redis at ${at} does not allow this user what the ledger needs` });
		} finally {
			await server.stop();
		}
	});

	test('a master that became a copy without cutting its clients is left for the one that took its place', async () => {
		const [master, other] = await Promise.all([RedisServer.start(), RedisServer.start()]);
		const proxy = await FaultProxy.start();
		const admin = new Redis(master.url, { protocol: 2 });
		const claim = (key: string) => createRedisLedger(sharedRedis(settings(`redis://127.0.0.1:${proxy.port}`)), { prefix: 'a', retentionSeconds: 60 }).claim([key], LEASE);
		try {
			proxy.standBefore(master.port);
			expect((await claim('a')).size).toBe(1);
			await admin.replicaof('127.0.0.1', other.port);
			proxy.standBefore(other.port);
			await expect(claim('b')).rejects.toMatchObject({ message: expect.stringContaining('is a read-only copy'), retryable: true });
			expect((await claim('b')).size).toBe(1);
		} finally {
			admin.disconnect();
			closeSharedConnections();
			await proxy.stop();
			await Promise.all([master.stop(), other.stop()]);
		}
	});

	describe('with sentinels', () => {
		const sentinelUrl = (port: number, others = '') => `redis+sentinel://${others}127.0.0.1:${port}/mymaster`;

		test('they lead to the master', async () => {
			const server = await RedisServer.start();
			const sentinel = await RedisServer.start({ sentinelOf: server });
			try {
				expect(await use(settings(sentinelUrl(sentinel.port, '127.0.0.1:1,')))).toBe(1);
				const at = `127.0.0.1:${sentinel.port}`;
				await expect(use(settings(`redis+sentinel://${at}/other`))).rejects.toMatchObject({ message: `No sentinel knows Redis at other (sentinels ${at})` });
			} finally {
				await sentinel.stop();
				await server.stop();
			}
		});

		test('the next one is asked when one does not answer', async () => {
			const silent = createServer().listen(0, '127.0.0.1');
			await once(silent, 'listening');
			const { port } = silent.address() as AddressInfo;
			const server = await RedisServer.start();
			const sentinel = await RedisServer.start({ sentinelOf: server });
			try {
				expect(await use(settings(sentinelUrl(sentinel.port, `127.0.0.1:${port},`)))).toBe(1);
			} finally {
				silent.close();
				await sentinel.stop();
				await server.stop();
			}
		}, 10_000);

		test('they may have a password of their own', async () => {
			const server = await RedisServer.start({ settings: ['--requirepass', 's3cret'] });
			const sentinel = await RedisServer.start({ sentinelOf: server, settings: ['--requirepass', 's3ntinel'] });
			const at = (sentinelPassword: string) => settings(sentinelUrl(sentinel.port, ':s3cret@'), { sentinelPassword });
			try {
				expect(await use(at('s3ntinel'))).toBe(1);
				for (const wrong of ['', 'wr0ng']) {
					await expect(use(at(wrong))).rejects.toMatchObject({
						message: expect.stringMatching(/^The sentinels of Redis at .* refused the login$/),
						advice: expect.stringContaining('Sentinel Password'),
					});
				}
			} finally {
				await sentinel.stop();
				await server.stop();
			}
		});

		test('when the master dies the ledger goes on with the one that takes its place, and knows what it knew', async () => {
			const master = await RedisServer.start();
			const replica = await RedisServer.start({ settings: ['--replicaof', '127.0.0.1', String(master.port)] });
			const sentinel = await RedisServer.start({ sentinelOf: master });
			const [admin, masterAdmin] = [new Redis(sentinel.port, { protocol: 2 }), new Redis(master.url, { protocol: 2 })];
			const ledger = createRedisLedger(sharedRedis(settings(sentinelUrl(sentinel.port))), { prefix: 'a', retentionSeconds: 60 });
			try {
				await admin.call('SENTINEL', 'SET', 'mymaster', 'down-after-milliseconds', '300');
				while (!String(await admin.call('SENTINEL', 'REPLICAS', 'mymaster')).includes('master-link-status,ok')) await delay(50);
				await ledger.confirm(['a']);
				await ledger.claim(['b'], LEASE);
				await masterAdmin.wait(1, 0);
				masterAdmin.disconnect();
				await master.goDown();
				expect((await keepTrying({ seconds: 30, mayBeDoneTwice: false }, () => ledger.claim(['a', 'b', 'c'], LEASE))).size).toBe(1);
			} finally {
				admin.disconnect();
				closeSharedConnections();
				await sentinel.stop();
				await Promise.all([master.stop(), replica.stop()]);
			}
		}, 40_000);

		withTls('TLS: to them and to the master', async () => {
			const tls = makeCertificate();
			const server = await RedisServer.start({ tls });
			const trusting = ['--tls-replication', 'yes', '--tls-ca-cert-file', tls.certificateFile];
			const sentinel = await RedisServer.start({ sentinelOf: server, tls, settings: trusting });
			const url = sentinelUrl(sentinel.port).replace('redis+', 'rediss+');
			try {
				expect(await use(settings(url, { tls: { ca: tls.ca, ignoreSslIssues: false } }))).toBe(1);
				await expect(use(settings(url))).rejects.toThrow('No sentinel knows Redis at mymaster');
			} finally {
				await sentinel.stop();
				await server.stop();
				tls.remove();
			}
		});
	});

	withTls('TLS: the certificate has to be trusted, or not looked at', async () => {
		const tls = makeCertificate();
		const server = await RedisServer.start({ tls });
		const at = `127.0.0.1:${server.port}`;
		try {
			await expect(use(settings(server.url))).rejects.toMatchObject({ message: `Redis at ${at} shows a certificate that is not trusted` });
			expect(await use(settings(server.url, { tls: { ca: tls.ca, ignoreSslIssues: false } }))).toBe(1);
			expect(await use(settings(server.url, { tls: { ca: '', ignoreSslIssues: true } }))).toBe(1);
			await expect(use(settings(`redis://${at}`))).rejects.toThrow(`The connection to Redis at ${at} broke off`);
		} finally {
			await server.stop();
			tls.remove();
		}
	});

	withTls('TLS: the server is told which name it is asked by', async () => {
		const tls = makeCertificate();
		const server = await RedisServer.start();
		const names: unknown[] = [];
		const front = createTlsServer({ cert: tls.ca, key: readFileSync(tls.keyFile) }, (client) => {
			names.push(client.servername);
			client.pipe(connect(server.port, '127.0.0.1')).pipe(client);
		}).listen(0, 'localhost');
		await once(front, 'listening');
		const { port, address } = front.address() as AddressInfo;
		const trusted = { tls: { ca: tls.ca, ignoreSslIssues: false } };
		try {
			for (const host of ['localhost', address.includes(':') ? `[${address}]` : address]) expect(await use(settings(`rediss://${host}:${port}`, trusted))).toBe(1);
			expect(names).toEqual(['localhost', false]);
		} finally {
			closeSharedConnections();
			front.close();
			await server.stop();
			tls.remove();
		}
	});
});

describe('the URL of Redis', () => {
	test.each([
		['redis://localhost', { hosts: [{ host: 'localhost', port: 6379 }], database: 0, username: '', password: '', usesTls: false, sentinelMaster: null }],
		[' rediss://cache.example.com:6380/2 ', { hosts: [{ host: 'cache.example.com', port: 6380 }], database: 2, usesTls: true }],
		['redis://:p%40ss@host/', { hosts: [{ host: 'host', port: 6379 }], username: '', password: 'p@ss', database: 0 }],
		['redis://alerts@[::1]:7000/1', { hosts: [{ host: '::1', port: 7000 }], username: 'alerts', password: '', database: 1 }],
		['redis://alerts:a:b/c@d@host', { hosts: [{ host: 'host', port: 6379 }], username: 'alerts', password: 'a:b/c@d' }],
		[
			'redis+sentinel://alerts:secret@one:26379,two,[::1]:7/mymaster/3',
			{
				hosts: [{ host: 'one', port: 26_379 }, { host: 'two', port: 26_379 }, { host: '::1', port: 7 }],
				sentinelMaster: 'mymaster',
				username: 'alerts',
				password: 'secret',
				database: 3,
				usesTls: false,
			},
		],
		['rediss+sentinel://one/my%20master', { sentinelMaster: 'my master', usesTls: true, database: 0 }],
	])('%j is understood', (url, parts) => {
		expect(parseRedisUrl(url)).toMatchObject(parts);
	});

	test.each([
		['', 'form'],
		['http://:s3cret@host', 'form'],
		['redis://:s3cret@', 'form'],
		['redis://:s3cret@host?db=1', 'form'],
		['redis://:s3cret@host:0', 'host:port'],
		['redis://:s3cret@host:99999', 'host:port'],
		['redis://:s3cret@host/one', 'not a number'],
		['redis://:s3cret@host/1/2', 'too much'],
		['redis://:s3cret@one,two', 'several hosts'],
		['redis+sentinel://:s3cret@one', 'name of the master'],
		['redis://:s3cret%zz@host', '%25'],
	])('%j is refused, and not repeated', (url, advice) => {
		const read = () => parseRedisUrl(url);
		expect(read).toThrow('The URL of Redis is not understood');
		try {
			read();
		} catch (error) {
			expect(error).toMatchObject({ advice: expect.stringContaining(advice) });
			expect(JSON.stringify(error)).not.toContain('s3cret');
		}
	});

	test('messages name the address only', () => {
		expect(addressOf(parseRedisUrl('redis://alerts:s3cret@[::1]/4'))).toBe('[::1]:6379');
		expect(addressOf(parseRedisUrl('redis+sentinel://a:s3cret@one,two:7/mymaster'))).toBe('mymaster (sentinels one:26379, two:7)');
	});
});
