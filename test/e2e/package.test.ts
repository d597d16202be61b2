import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { packProject } from '../../sandbox/n8n/pack';
import { makeTemporaryFolder } from '../../sandbox/temporary-folder';

const ROOT = path.resolve(__dirname, '../..');
const MEGABYTE = 1024 * 1024;

describe('the package as it would be published', () => {
	const folder = makeTemporaryFolder();
	let tarball: string;
	let files: string[];

	beforeAll(async () => {
		tarball = await packProject(folder.path);
		execFileSync('tar', ['-xzf', tarball, '-C', folder.path]);
		files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n').map((file) => file.replace('package/', ''));
	}, 120_000);
	afterAll(() => { folder.remove(); });

	const published = (file: string) => path.join(folder.path, 'package', file);

	test('is a megabyte at most', () => {
		expect(statSync(tarball).size).toBeLessThanOrEqual(MEGABYTE);
	});

	test('holds what is built, and nothing of how it is made', () => {
		const others = files.filter((file) => !file.startsWith('dist/'));
		expect(others.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
		expect(files.filter((file) => /\.(ts|map|test\.js)$|node_modules|\.env/.test(file))).toEqual([]);
	});

	test('holds every node and credential that it names, and for each node its icons and search words', () => {
		const { n8n, dependencies } = ManifestSchema.parse(JSON.parse(readFileSync(published('package.json'), 'utf8')));
		expect(dependencies).toBeUndefined();
		expect(files).toEqual(expect.arrayContaining([...n8n.nodes, ...n8n.credentials, ...n8n.nodes.map((node) => `${node}on`)]));
		for (const file of [...n8n.nodes, ...n8n.credentials]) {
			const icons = [...readFileSync(published(file), 'utf8').matchAll(/"file:([^"]+\.svg)"/g)].map(([, icon = '']) => path.join(path.dirname(file), icon));
			expect(files).toEqual(expect.arrayContaining(icons));
		}
	});

	test('holds every workflow', () => {
		const workflows = readdirSync(path.join(ROOT, 'workflows')).map((file) => `dist/workflows/${file}`);
		expect(files.filter((file) => file.startsWith('dist/workflows/')).sort()).toEqual(workflows.sort());
	});

	test('names the licences of the libraries inside', () => {
		const licences = readFileSync(published('dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
		for (const library of ['ical.js', 'ioredis', 'libphonenumber-js', 'luxon', 'nodemailer', 'xmlrpc', 'yaml', 'zod']) expect(licences).toContain(library);
	});
});

const ManifestSchema = z.object({
	n8n: z.object({ nodes: z.array(z.string()), credentials: z.array(z.string()) }),
	dependencies: z.record(z.string()).optional(),
});
