import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Result, resultsSchema, runRow } from '../../bench/results';
import { type Measurement, percentile } from '../../bench/row';
import { makeTemporaryFolder } from '../../sandbox/temporary-folder';

const ROOT = path.resolve(__dirname, '../..');

describe('npm run bench -- --json', () => {
	const folder = makeTemporaryFolder();
	const file = path.join(folder.path, 'results.json');
	afterAll(() => { folder.remove(); });

	const bench = (...args: string[]) =>
		spawnSync(process.execPath, [path.join(ROOT, 'node_modules/tsx/dist/cli.mjs'), path.join(ROOT, 'bench/run.ts'), ...args], { encoding: 'utf8' });

	test('writes what a row measured, and where, and keeps the results of other rows', () => {
		const earlier: Result = {
			row: 'sweep',
			environment: { date: '2026-01-01T00:00:00.000Z', n8n: '2.41.1', node: '24.0.0', cpus: 2, cpu: 'one' },
			measurements: [{ what: 'requests of the next sweep', value: 1, unit: '', atMost: 1 }],
			failed: null,
		};
		writeFileSync(file, JSON.stringify([earlier, { ...earlier, row: 'odoo-activities', measurements: [] }]));

		const { status, stdout, stderr } = bench('odoo-activities', `--json=${file}`);

		expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
		const [kept, measured, ...others] = resultsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
		expect(others).toEqual([]);
		expect(kept).toEqual(earlier);
		expect(measured).toMatchObject({ row: 'odoo-activities', failed: null, environment: { n8n: expect.stringMatching(/^2\.\d+\.\d+$/), node: process.versions.node } });
		expect(measured?.measurements).toContainEqual({ what: 'JSON-2: calls for 100 activities together', value: 2, unit: '', atMost: 2 });
		expect(stdout).toMatch(/JSON-2: calls for 100 activities together +2 +at most 2: ok/);
	}, 60_000);

	test('leaves alone a file of something else, before anything is measured', () => {
		writeFileSync(file, '{"not":"ours"}');
		const { status, stdout, stderr } = bench('odoo-activities', `--json=${file}`);
		expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
		expect(stderr).toContain('holds no results of the bench');
		expect(readFileSync(file, 'utf8')).toBe('{"not":"ours"}');
	}, 60_000);

	test('knows no other rows', () => {
		const { status, stderr } = bench('no-such-row');
		expect(status).toBe(2);
		expect(stderr).toContain('There is no row "no-such-row". There are: evaluate, ');
	}, 60_000);
});

describe('a row', () => {
	const rowOf = (...measurements: Measurement[]) => ({ name: 'row', run: () => Promise.resolve(measurements) });

	test('tells how many times its peer\'s value ours is', async () => {
		const { measurements } = await runRow(rowOf({ what: 'work', value: 3, unit: 'ms', peer: { what: 'others', value: 2 } }));
		expect(measurements).toEqual([{ what: 'work', value: 3, unit: 'ms', peer: { what: 'others', value: 2 }, ratio: 1.5 }]);
	});

	test.each([
		['that throws', { name: 'row', run: () => Promise.reject(new Error('Chatwoot is away')) }, 'Chatwoot is away'],
		['that measured nothing', rowOf({ what: 'work', value: NaN, unit: 'ms' }), 'work: nothing was measured'],
		['whose peer measured nothing', rowOf({ what: 'work', value: 1, unit: 'ms', peer: { what: 'others', value: 0 } }), 'work: nothing was measured'],
	])('%s has failed and says why', async (_name, row, reason) => {
		expect(await runRow(row)).toMatchObject({ row: 'row', measurements: [], failed: reason });
	});

	test('has no percentile of nothing', () => {
		expect(percentile([3, 1, 2], 0.5)).toBe(2);
		expect(() => percentile([], 0.5)).toThrow('Nothing was measured');
	});
});
