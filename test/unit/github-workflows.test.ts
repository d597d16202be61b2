import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = path.resolve(__dirname, '../..');
const FOLDER = path.join(ROOT, '.github/workflows');

const StepSchema = z.object({ uses: z.string().optional(), run: z.string().optional(), with: z.record(z.unknown()).optional() });
const PermissionsSchema = z.record(z.string());
const JobSchema = z.object({
	uses: z.string().optional(),
	needs: z.string().optional(),
	permissions: PermissionsSchema.optional(),
	'timeout-minutes': z.number().optional(),
	strategy: z.object({ matrix: z.record(z.array(z.union([z.string(), z.number()]))) }).optional(),
	steps: z.array(StepSchema).default([]),
});
const WorkflowSchema = z.object({ on: z.record(z.unknown()), permissions: PermissionsSchema, jobs: z.record(JobSchema) });
const ManifestSchema = z.object({ scripts: z.record(z.string()), engines: z.object({ node: z.string() }) });

const { scripts, engines } = ManifestSchema.parse(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')));
const workflow = (file: string) => WorkflowSchema.parse(parse(readFileSync(path.join(FOLDER, file), 'utf8')));
const commandsOf = (job: z.infer<typeof JobSchema> | undefined) => (job?.steps ?? []).flatMap(({ run }) => run ?? []);

describe.each(readdirSync(FOLDER))('the GitHub workflow %s', (file) => {
	const jobs = Object.values(workflow(file).jobs);
	const steps = jobs.flatMap((job) => job.steps);

	test('runs only scripts that there are', () => {
		const asked = steps.flatMap(({ run = '' }) => [...run.matchAll(/npm run (\S+)/g)].map(([, script]) => script));
		expect(asked.length).toBeGreaterThan(0);
		expect(asked.filter((script) => scripts[script ?? ''] === undefined)).toEqual([]);
	});

	test('uses GitHub\'s own actions only, each of a named version', () => {
		const used = steps.flatMap(({ uses }) => uses ?? []);
		expect(used.filter((action) => !/^actions\/[a-z-]+@v\d+$/.test(action))).toEqual([]);
	});

	test('gives up on a job that hangs', () => {
		const own = jobs.filter(({ uses }) => uses === undefined);
		expect(own.map((job) => job['timeout-minutes'])).not.toContain(undefined);
	});
});

describe('CI', () => {
	const { permissions, jobs } = workflow('ci.yml');

	test('may read and no more', () => {
		expect(permissions).toEqual({ contents: 'read' });
		expect(Object.values(jobs).map((job) => job.permissions)).toEqual(Object.values(jobs).map(() => undefined));
	});

	test('checks on every Node from the oldest in package.json on, contract tests included', () => {
		const oldest = Number(/^>=(\d+)/.exec(engines.node)?.[1]);
		expect(jobs['checks']?.strategy?.matrix['node']).toEqual([oldest, 22, 24, 26]);
		expect(commandsOf(jobs['checks'])).toEqual(expect.arrayContaining(['lint', 'types', 'test:unit', 'test:node', 'test:contract', 'scan'].map((script) => `npm run ${script}`)));
	});

	test('runs everything in the oldest n8n that is supported and in the newest, with the servers that deeper tests need', () => {
		const job = jobs['end-to-end'];
		expect(job?.strategy?.matrix['n8n']).toEqual(['pinned', 'latest']);
		expect(commandsOf(job)).toContain('npm test');
		const installed = commandsOf(job).join('\n');
		for (const server of ['redis-server', 'postgresql', 'chromium']) expect(installed).toContain(server);
	});

	test('builds the image, and brings n8n up with Docker Compose', () => {
		expect(commandsOf(jobs['image'])).toEqual(expect.arrayContaining(['docker compose config --quiet', 'docker compose build', expect.stringMatching(/^docker compose up .*--wait/)]));
	});
});

describe('a release', () => {
	const { on, permissions, jobs } = workflow('publish.yml');
	const { publish, ...others } = jobs;

	test('begins with a version\'s tag, and has to pass all of CI first', () => {
		expect(on).toEqual({ push: { tags: ['v*.*.*'] } });
		expect(workflow('ci.yml').on).toHaveProperty('workflow_call');
		expect(others).toMatchObject({ test: { uses: './.github/workflows/ci.yml' } });
		expect(publish?.needs).toBe('test');
	});

	test('may write and sign in one job only, which runs no tests and no install scripts', () => {
		expect(permissions).toEqual({ contents: 'read' });
		expect(Object.values(others).map((job) => job.permissions)).toEqual(Object.values(others).map(() => undefined));
		expect(publish?.permissions).toEqual({ contents: 'write', 'id-token': 'write' });
		const commands = commandsOf(publish);
		expect(commands.filter((command) => /npm (test|run test|run scan)/.test(command))).toEqual([]);
		expect(commands.filter((command) => /npm (ci|install)/.test(command))).toEqual(['npm ci --ignore-scripts']);
	});

	test('leaves the token that can write nowhere in the checkout', () => {
		const checkout = publish?.steps.find(({ uses }) => uses?.startsWith('actions/checkout@'));
		expect(checkout?.with).toEqual({ 'persist-credentials': false });
	});

	test('publishes what was built, with provenance', () => {
		expect(commandsOf(publish)).toEqual(expect.arrayContaining(['npm run build', 'npm publish --provenance --access public']));
	});
});
