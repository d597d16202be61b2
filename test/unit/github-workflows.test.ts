import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = path.resolve(__dirname, '../..');
const FOLDER = path.join(ROOT, '.github/workflows');

const WorkflowSchema = z.object({
	permissions: z.record(z.string()),
	jobs: z.record(
		z.object({
			'timeout-minutes': z.number(),
			steps: z.array(z.object({ uses: z.string().optional(), run: z.string().optional() }).passthrough()),
		}),
	),
});
const { scripts } = z.object({ scripts: z.record(z.string()) }).parse(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')));

describe.each(readdirSync(FOLDER))('the GitHub workflow %s', (file) => {
	const { jobs } = WorkflowSchema.parse(parse(readFileSync(path.join(FOLDER, file), 'utf8')));
	const steps = Object.values(jobs).flatMap((job) => job.steps);

	test('runs only scripts that there are', () => {
		const asked = steps.flatMap(({ run = '' }) => [...run.matchAll(/npm run (\S+)/g)].map(([, script]) => script));
		expect(asked.length).toBeGreaterThan(0);
		expect(asked.filter((script) => scripts[script ?? ''] === undefined)).toEqual([]);
	});

	test('uses GitHub\'s own actions only, each of a named version', () => {
		const used = steps.flatMap(({ uses }) => uses ?? []);
		expect(used.filter((action) => !/^actions\/[a-z-]+@v\d+$/.test(action))).toEqual([]);
	});
});
