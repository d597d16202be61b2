import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { getN8nHost } from '../sandbox/n8n/host';
import { packProject } from '../sandbox/n8n/pack';

/** `npm test`: all checks one after another, up to the first that fails; the last line counts the tests. */

interface Counts {
	passed: number;
	failed: number;
	skipped: number;
}

interface Step {
	name: string;
	run: () => Promise<Counts>;
}

const ROOT = path.resolve(__dirname, '..');
const RESULTS = path.join(ROOT, 'test-results');

const ResultsSchema = z.object({
	numPassedTests: z.number(),
	numFailedTests: z.number(),
	numPendingTests: z.number(),
	numTodoTests: z.number(),
	/** Files that did not even compile or load. */
	numRuntimeErrorTestSuites: z.number(),
});

const steps: Step[] = [
	{ name: 'lint', run: () => check('eslint/bin/eslint.js', ['.']) },
	{ name: 'types', run: () => check('typescript/bin/tsc', ['--noEmit']) },
	{ name: 'build', run: () => check('gulp/bin/gulp.js', ['build']) },
	{ name: 'scan', run: () => check('tsx/dist/cli.mjs', ['test/scan.ts']) },
	{ name: 'unit tests', run: () => jest('unit') },
	{ name: 'node tests', run: () => jest('node') },
	{ name: 'contract tests', run: () => jest('contract') },
	{ name: 'n8n and the package for the end-to-end tests', run: prepareN8n },
	// An n8n waits more than it works: two files at a time have their own, and share the package that was packed above.
	{ name: 'end-to-end tests', run: () => jest('e2e', ['--maxWorkers=2']) },
	{ name: 'fault tests, in short (npm run test:faults has the whole)', run: () => jest('faults', ['--maxWorkers=2'], { FAULTS_PROFILE: 'short' }) },
];

void main();

async function main(): Promise<void> {
	const total: Counts = { passed: 0, failed: 0, skipped: 0 };
	for (const step of steps) {
		const { passed, failed, skipped } = await timed(step);
		total.passed += passed;
		total.failed += failed;
		total.skipped += skipped;
		if (failed > 0) break;
	}
	if (total.failed > 0) process.exitCode = 1;
	console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
}

async function timed(step: Step): Promise<Counts> {
	console.log(`\n=== ${step.name}`);
	const startedAt = Date.now();
	const counts = await step.run().catch((error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		return { passed: 0, failed: 1, skipped: 0 };
	});
	console.log(`=== ${step.name}: ${counts.failed > 0 ? 'FAILED' : 'ok'}, ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
	return counts;
}

/** A tool that checks everything at once: no test of its own when it passes, one failed when it does not. */
async function check(tool: string, args: string[]): Promise<Counts> {
	return { passed: 0, failed: (await runTool(tool, args)) === 0 ? 0 : 1, skipped: 0 };
}

/** Before the tests, because a first install takes minutes and jest would hide its progress. */
async function prepareN8n(): Promise<Counts> {
	if (process.env['SKIP_E2E'] === '1') console.log('SKIP_E2E=1: not needed');
	else console.log(`n8n ${(await getN8nHost(console.log)).version} is there`);
	process.env['PACKED_TARBALL'] = await packProject(RESULTS);
	return { passed: 0, failed: 0, skipped: 0 };
}

async function jest(project: string, args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Counts> {
	const resultsFile = path.join(RESULTS, `${project}.json`);
	mkdirSync(RESULTS, { recursive: true });
	rmSync(resultsFile, { force: true });
	const exitCode = await runTool('jest/bin/jest.js', ['--selectProjects', project, '--json', '--outputFile', resultsFile, ...args], env);
	const counts = readCounts(resultsFile);
	return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function readCounts(resultsFile: string): Counts {
	const results = ResultsSchema.parse(JSON.parse(readFileSync(resultsFile, 'utf8')));
	return {
		passed: results.numPassedTests,
		failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
		skipped: results.numPendingTests + results.numTodoTests,
	};
}

/** Runs a tool of node_modules, its output ours except for jest's JSON, which goes to a file as well. */
function runTool(tool: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
	const command = [path.join(ROOT, 'node_modules', tool), ...args];
	const child = spawn(process.execPath, command, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
	return new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('exit', (code) => { resolve(code ?? 1); });
	});
}
