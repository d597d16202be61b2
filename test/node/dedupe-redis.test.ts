import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Container } from '@n8n/di';
import { InstanceSettings } from 'n8n-core';
import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';
import { closeSharedConnections } from '../../core/redis/shared-connections';
import { ChatwootSlaRedisApi } from '../../credentials/ChatwootSlaRedisApi.credentials';
import { Dedupe } from '../../nodes/Dedupe/Dedupe.node';
import { RedisServer } from '../../sandbox/redis';
import { credentialTestContext, runNode } from './engine';

/** Skipped, and said so, where this machine has no redis-server. */
const withServer = RedisServer.isInstalled() ? describe : describe.skip;

const PASSWORD = 's3cret';

withServer('Dedupe with Redis', () => {
	let server: RedisServer;
	let ledgers = 0;

	beforeAll(async () => {
		server = await RedisServer.start({ settings: ['--requirepass', PASSWORD] });
	});
	afterAll(async () => {
		closeSharedConnections();
		await server.stop();
	});
	beforeEach(() => {
		ledgers += 1;
	});

	/** As the editor saves it: every field with its default. */
	const credential = (changes: object = {}): ICredentialDataDecryptedObject => ({
		...Object.fromEntries(new ChatwootSlaRedisApi().properties.map(({ name, default: value }) => [name, value as string])),
		host: '127.0.0.1',
		port: server.port,
		password: PASSWORD,
		...changes,
	});

	interface Run {
		parameters?: INodeParameters;
		options?: INodeParameters;
		credentials?: Record<string, ICredentialDataDecryptedObject>;
		onError?: 'continueErrorOutput';
		workflowId?: string;
		more?: object;
	}
	const dedupe = (operation: string, keys: string[], { parameters = {}, options = {}, credentials, more = {}, ...run }: Run = {}) =>
		runNode(new Dedupe(), {
			parameters: { operation, store: 'redis', key: '={{ $json.key }}', keyPrefix: `test-${ledgers}`, options, ...parameters },
			input: keys.map((key) => ({ key, ...more })),
			credentials: credentials ?? { chatwootSlaRedisApi: credential() },
			...run,
		});

	const check = (changes: object = {}) =>
		new Dedupe().methods.credentialTest.testRedisCredential.call(credentialTestContext(), {
			id: '1',
			name: 'Redis',
			type: 'chatwootSlaRedisApi',
			data: credential(changes),
		});

	const keysOf = (outputs: Array<Array<{ json: { key?: unknown } }>>) => outputs.map((items) => items.map(({ json }) => json.key));

	test('claims, releases, confirms and resolves as with the database', async () => {
		expect(keysOf((await dedupe('claim', ['sent', 'failed', 'sent'])).outputs)).toEqual([['sent', 'failed'], ['sent'], []]);
		expect(keysOf((await dedupe('confirm', ['sent'])).outputs)).toEqual([['sent']]);
		expect(keysOf((await dedupe('release', ['failed', 'sent'])).outputs)).toEqual([['failed', 'sent']]);
		expect(keysOf((await dedupe('claim', ['sent', 'failed'])).outputs)).toEqual([['failed'], ['sent'], []]);
		expect(keysOf((await dedupe('resolve', ['sent', 'failed'])).outputs)).toEqual([['sent'], ['failed']]);
	});

	test('workflows with one prefix share their keys, those with another do not', async () => {
		await dedupe('claim', ['a'], { workflowId: 'one' });
		expect(keysOf((await dedupe('claim', ['a'], { workflowId: 'two' })).outputs)).toEqual([[], ['a'], []]);
		expect(keysOf((await dedupe('claim', ['a'], { parameters: { keyPrefix: `other-${ledgers}` } })).outputs)).toEqual([['a'], [], []]);
	});

	test('executions at the same time: every key has one winner', async () => {
		const keys = Array.from({ length: 50 }, (_, index) => `key ${index}`);
		const runs = await Promise.all(Array.from({ length: 8 }, () => dedupe('claim', keys)));
		expect(runs.flatMap(({ outputs }) => (outputs[0] ?? []).map(({ json }) => json['key'])).sort()).toEqual([...keys].sort());
	});

	test('lease and retention are as the options say', async () => {
		await dedupe('claim', ['claimed', 'confirmed'], { options: { leaseMinutes: 3 } });
		await dedupe('confirm', ['confirmed'], { options: { retentionDays: 2 } });
		const { outputs } = await dedupe('inspect', ['claimed', 'confirmed']);
		const minutes = (outputs[0] ?? []).map(({ json }) => {
			const { since, until } = json['ledger'] as { since: string; until: string };
			return Math.round((Date.parse(until) - Date.parse(since)) / 60_000);
		});
		expect(minutes).toEqual([3, 2 * 24 * 60]);
	});

	test('Inspect lists the latest keys, of the states asked for and as many', async () => {
		await dedupe('claim', ['a', 'b', 'c']);
		await dedupe('confirm', ['b']);
		const latest = async (parameters: INodeParameters = {}) => {
			const { outputs } = await dedupe('inspect', ['', ''], { parameters: { subject: 'latest', ...parameters } });
			expect(outputs[0]?.every(({ pairedItem }) => pairedItem !== undefined)).toBe(true);
			return (outputs[0] ?? []).map(({ json }) => `${json['key'] as string} ${json['state'] as string}`).sort();
		};
		expect(await latest()).toEqual(['a claimed', 'b confirmed', 'c claimed']);
		expect(await latest({ listedState: 'claimed' })).toEqual(['a claimed', 'c claimed']);
		expect(await latest({ listedState: 'confirmed' })).toEqual(['b confirmed']);
		expect(await latest({ limit: 2 })).toHaveLength(2);
	});

	test('Inspect tells what all processes counted', async () => {
		await dedupe('claim', ['a', 'a']);
		await dedupe('confirm', ['a'], { more: { dueAt: new Date(Date.now() - 3000).toISOString(), stage: 'breach' } });
		const { outputs } = await dedupe('inspect', [''], { parameters: { subject: 'statistics' } });
		const today = new Date().toISOString().slice(0, 10);
		expect(outputs).toMatchObject([
			[{ json: { countedBy: 'allProcesses', since: today, emitted: 1, suppressed: 1, sent: 1, delay: { count: 1 }, days: [{ day: today }] } }],
		]);
	});

	test('on a worker nobody is warned', async () => {
		await dedupe('claim', ['a']);
		Object.assign(Container.get(InstanceSettings), { instanceType: 'worker' });
		const { hints } = await dedupe('claim', ['b']);
		Object.assign(Container.get(InstanceSettings), { instanceType: 'main' });
		expect(hints).toEqual([]);
	});

	test('a user with the rights of the documentation can do everything, in any database, and n8n\'s console stays quiet', async () => {
		const documentation = readFileSync(path.join(__dirname, '../../docs/nodes/dedupe.md'), 'utf8');
		const rights = /`(~\{chatwoot-sla[^`]*)`/.exec(documentation)?.[1]?.split(' ') ?? [];
		const restricted = await RedisServer.start({ settings: ['--user', 'ledger', 'on', '>ledger', ...rights] });
		const quiet = jest.spyOn(console, 'warn');
		const login = { port: restricted.port, username: 'ledger', password: 'ledger', database: 1 };
		const items = ['1', '2', '3'].map((key) => ({
			delivery: { key, channel: 'slack', threadKey: 'thread', person: { name: 'Ana', email: 'ana@example.com' }, slackTarget: 'C0ALERTS', capPerHour: 1 },
			sent: { channel: 'slack', to: 'C0ALERTS', ts: '1700000000.000001' },
		}));
		const run = async (operation: string, more: INodeParameters = {}) => {
			const parameters = { operation, store: 'redis', ...more };
			const { error } = await runNode(new Dedupe(), { parameters, input: items, credentials: { chatwootSlaRedisApi: credential(login) } });
			expect([operation, error]).toEqual([operation, null]);
		};
		try {
			for (const operation of ['claim', 'release', 'claim', 'confirm', 'resolve', 'inspect']) await run(operation);
			for (const subject of ['latest', 'statistics']) await run('inspect', { subject });
			expect(await check(login)).toEqual({ status: 'OK', message: 'Connected to Redis' });
			expect(quiet).not.toHaveBeenCalled();
		} finally {
			quiet.mockRestore();
			await restricted.stop();
		}
	});

	describe('when Redis fails', () => {
		test('the items go to the error output, none passes, and the password is not shown', async () => {
			const gone = await RedisServer.start();
			await gone.stop();
			const [credentials, options] = [{ chatwootSlaRedisApi: credential({ port: gone.port }) }, { keepTryingSeconds: 0 }];
			const { outputs } = await dedupe('claim', ['a', 'b'], { credentials, options, onError: 'continueErrorOutput' });
			expect(keysOf(outputs)).toEqual([[], [], [], ['a', 'b']]);
			expect(outputs[3]?.[0]?.json['error']).toBe(`Redis at 127.0.0.1:${gone.port} cannot be reached`);
			const { error } = await dedupe('claim', ['a'], { credentials, options });
			expect(error).toMatchObject({ description: expect.stringContaining('host and port') });
			expect(JSON.stringify(error)).not.toContain(PASSWORD);
		});

		test('Confirm waits for Redis to come back, as long as asked', async () => {
			const restarted = await RedisServer.start();
			const credentials = { chatwootSlaRedisApi: credential({ port: restarted.port, password: '' }) };
			try {
				await dedupe('claim', ['a', 'b'], { credentials });
				await restarted.goDown();
				const impatient = await dedupe('confirm', ['b'], { credentials, options: { keepTryingSeconds: 0 } });
				expect(impatient.error).toMatchObject({ message: expect.stringContaining('cannot be reached') });
				const confirm = dedupe('confirm', ['a'], { credentials });
				await restarted.comeUp();
				expect((await confirm).error).toBeNull();
				const { outputs } = await dedupe('inspect', ['a', 'b'], { credentials });
				expect(outputs[0]?.map(({ json }) => json['ledger'])).toMatchObject([{ state: 'confirmed' }, { state: 'claimed' }]);
			} finally {
				await restarted.stop();
			}
		});

		test.each(['claim', 'release', 'resolve', 'inspect'])('%s waits out a restart of Redis', async (operation) => {
			const restarted = await RedisServer.start();
			const credentials = { chatwootSlaRedisApi: credential({ port: restarted.port, password: '' }) };
			try {
				await restarted.goDown();
				const waiting = dedupe(operation, ['a'], { credentials });
				await restarted.comeUp();
				const { error, outputs } = await waiting;
				expect(error).toBeNull();
				expect(keysOf(outputs).flat()).toEqual(['a']);
			} finally {
				await restarted.stop();
			}
		}, 20_000);

		test('Confirm does not wait where waiting does not help', async () => {
			const { error } = await dedupe('confirm', ['a'], { credentials: { chatwootSlaRedisApi: credential({ password: 'wr0ng' }) } });
			expect(error).toMatchObject({ message: expect.stringContaining('refused the login') });
		});

		test('a credential that is missing or incomplete fails the items, not the node', async () => {
			for (const credentials of [{}, { chatwootSlaRedisApi: credential({ host: '' }) }]) {
				const { outputs } = await dedupe('confirm', ['a'], { credentials, onError: 'continueErrorOutput' });
				expect(outputs).toMatchObject([[], [{ json: { key: 'a', error: expect.any(String) } }]]);
			}
		});

		test('a prefix that cannot be used is told', async () => {
			expect((await dedupe('claim', ['a'], { parameters: { keyPrefix: 'a b' } })).error).toMatchObject({
				message: 'The key prefix cannot be used',
				description: expect.stringContaining('Key Prefix'),
			});
		});
	});

	describe('the credential test', () => {
		test('tells the version, by fields and by URL', async () => {
			const ok = { status: 'OK', message: expect.stringMatching(/^Connected to Redis \d+\.\d+\.\d+$/) };
			expect(await check()).toEqual(ok);
			expect(await check({ connection: 'url', secretUrl: `redis://:${PASSWORD}@127.0.0.1:${server.port}/1`, host: '' })).toEqual(ok);
		});

		test('tells what is wrong, never the password', async () => {
			const refused = `Redis at 127.0.0.1:${server.port} refused the login`;
			expect(await check({ password: 'wr0ng' })).toEqual({ status: 'Error', message: expect.stringContaining(refused) });
			const answers = [
				await check({ password: 'wr0ng' }),
				await check({ connection: 'url', secretUrl: `redis://:wr0ng@127.0.0.1:${server.port}` }),
				await check({ connection: 'url', secretUrl: 'redis://:wr0ng@' }),
			];
			expect(answers.map(({ status }) => status)).toEqual(['Error', 'Error', 'Error']);
			expect(JSON.stringify(answers)).not.toContain('wr0ng');
			expect(await check({ host: ' ' })).toEqual({ status: 'Error', message: expect.stringContaining('"host" in the Redis credential') });
			expect(await check({ database: 99 })).toEqual({ status: 'Error', message: expect.stringContaining('has no such database') });
		});
	});
});
