import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { getN8nHost } from '../../sandbox/n8n/host';
import { packProject } from '../../sandbox/n8n/pack';
import { type ImportedCredential, N8nServer } from '../../sandbox/n8n/server';
import { PostgresServer } from '../../sandbox/postgres';
import { RedisServer } from '../../sandbox/redis';
import { makeTemporaryFolder } from '../../sandbox/temporary-folder';
import { settingsIn } from '../settings-file';
import { describeInQueueMode } from './harness';

const KUBERNETES = path.resolve(__dirname, '../../deploy/kubernetes');
const SECRETS = { 'encryption-key': 'only-for-this-test', 'database-password': 'trusted', 'redis-password': 'only-for-this-test' };

/** Addresses, which the sandbox has its own of. */
const ELSEWHERE = /^(QUEUE_BULL_REDIS_(HOST|PORT)|DB_POSTGRESDB_(HOST|PORT|DATABASE|USER)|N8N_USER_FOLDER|N8N_EDITOR_BASE_URL|N8N_WEBHOOK_URL)$/;

/**
 * n8n 2.41 warns of these at each start, whatever a deployment does: of defaults that will be lower, of which our
 * workflows need nothing, and of task runners inside n8n, which n8n.env explains.
 */
const LEFT_ALONE = ['N8N_RUNNERS_MODE', 'N8N_RUNNERS_TASK_TIMEOUT', 'N8N_COMPRESSION_NODE_MAX_DECOMPRESSED_SIZE_BYTES', 'N8N_COMPRESSION_NODE_MAX_ZIP_ENTRIES'];

describeInQueueMode('n8n with the settings of deploy/kubernetes: a main, a webhook process, a worker', () => {
	const folder = makeTemporaryFolder();
	const settings = settingsIn(withRedisPassword(readFileSync(path.join(KUBERNETES, 'base/n8n.env'), 'utf8')));
	let redis: RedisServer;
	let postgres: PostgresServer;
	let n8n: N8nServer;

	beforeAll(async () => {
		redis = await RedisServer.start({ settings: ['--requirepass', SECRETS['redis-password']] });
		postgres = await PostgresServer.start();
		n8n = await N8nServer.start({
			userFolder: folder.path,
			packTarball: await packProject(folder.path),
			queue: { redis, postgres, workers: 1 },
			env: inSandbox(settings),
			credentials: credentialsOfTheSecret(),
		});
	}, 600_000);
	afterAll(async () => {
		await n8n.stop();
		await postgres.stop();
		await redis.stop();
		folder.remove();
	}, 60_000);

	const logs = () => [n8n.main, ...(n8n.queue === null ? [] : [n8n.queue.webhook, ...n8n.queue.workers])].map((process) => process.readLog());

	/** The secrets as files, as there. */
	function inSandbox(deployed: ReadonlyMap<string, string>): NodeJS.ProcessEnv {
		for (const [name, value] of Object.entries(SECRETS)) writeFileSync(path.join(folder.path, name), value);
		const settings = [...deployed].filter(([name]) => !ELSEWHERE.test(name));
		const env = settings.map(([name, value]) => (name.endsWith('_FILE') ? [name, path.join(folder.path, path.basename(value))] : [name, value]));
		return { ...Object.fromEntries(env), N8N_ENCRYPTION_KEY: undefined, DB_POSTGRESDB_PASSWORD: undefined };
	}

	test('n8n reads every one of them', async () => {
		const known = await variablesOfN8n();
		expect([...settings.keys()].map((name) => name.replace(/_FILE$/, '')).filter((name) => !known.has(name))).toEqual([]);
	});

	test('none is deprecated, missing or malformed', () => {
		for (const log of logs()) {
			const warnedOf = [...log.matchAll(/^ - (\w+) -> /gm)].map(([, name = '']) => name);
			expect(warnedOf.filter((name) => !LEFT_ALONE.includes(name))).toEqual([]);
			expect(log).not.toMatch(/Invalid (number |boolean |timestamp )?value for/);
		}
	});

	test('the package is in', async () => {
		const names = (await n8n.client.nodeTypes()).map(({ name }) => name);
		expect(names).toContain('n8n-nodes-chatwoot-sla.chatwootSlaTrigger');
	});

	test('the credentials of the Secret are in the database, encrypted with the key of the Secret', async () => {
		const output = path.join(folder.path, 'exported.json');
		await n8n.command(['export:credentials', '--all', '--decrypted', `--output=${output}`]);
		const exported = CredentialsSchema.parse(JSON.parse(readFileSync(output, 'utf8')));
		const byId = (one: ImportedCredential, other: ImportedCredential) => one.id.localeCompare(other.id);
		expect(exported.sort(byId)).toEqual(credentialsOfTheSecret().sort(byId));
	}, 60_000);

	test('the webhook process serves what the ingress sends it, and main does not', async () => {
		const { spec: { rules } } = IngressSchema.parse(parse(readFileSync(path.join(KUBERNETES, 'overlay.example/ingress.yaml'), 'utf8')));
		const paths = rules.flatMap(({ http }) => http.paths).filter(({ backend }) => backend.service.name === 'n8n-webhook').map((each) => each.path);
		expect(paths.length).toBeGreaterThan(0);
		const answersOf = async (url: string) => await Promise.all(paths.map(async (each) => await (await fetch(`${url}${each}/1`, { method: 'POST' })).text()));
		expect(await answersOf(n8n.url)).toEqual(paths.map((each) => expect.stringContaining(`Cannot POST ${each}/1`)));
		expect((await answersOf(n8n.webhookUrl)).filter((answer) => answer.includes('Cannot POST'))).toEqual([]);
	});
});

const CredentialsSchema = z.array(z.object({ id: z.string(), name: z.string(), type: z.string(), data: z.record(z.unknown()) }));
const SecretSchema = z.object({ stringData: z.object({ 'credentials.json': z.string() }).passthrough() });
const IngressSchema = z.object({
	spec: z.object({
		rules: z.array(z.object({ http: z.object({ paths: z.array(z.object({ path: z.string(), backend: z.object({ service: z.object({ name: z.string() }) }) })) }) })),
	}),
});

/** Its line stands in the file as a comment, for those whose Redis asks for a password. */
function withRedisPassword(file: string): string {
	return file.replace('# QUEUE_BULL_REDIS_PASSWORD_FILE=', 'QUEUE_BULL_REDIS_PASSWORD_FILE=');
}

function credentialsOfTheSecret(): ImportedCredential[] {
	const secret = SecretSchema.parse(parse(readFileSync(path.join(KUBERNETES, 'overlay.example/secret.yaml'), 'utf8')));
	return CredentialsSchema.parse(JSON.parse(secret.stringData['credentials.json']));
}

/** The names of all environment variables that n8n's own code reads. */
async function variablesOfN8n(): Promise<Set<string>> {
	const { script } = await getN8nHost(() => undefined);
	const modules = path.resolve(script, '../../..');
	const names = ['@n8n/config/dist', 'n8n/dist'].flatMap((folder) =>
		readdirSync(path.join(modules, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.js'))
			.flatMap((file) => [...readFileSync(path.join(modules, folder, file), 'utf8').matchAll(/\bEnv\)\('(\w+)'|process\.env\.(\w+)/g)])
			.map(([, decorated, read]) => decorated ?? read ?? ''),
	);
	return new Set(names);
}
