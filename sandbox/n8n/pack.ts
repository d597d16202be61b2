import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
const ROOT = path.resolve(__dirname, '../..');
const PackedSchema = z.array(z.object({ filename: z.string() })).nonempty();

/**
 * Builds this package and packs it as it would be published; resolves with the tarball's path. `npm test` does so once
 * for all its tests, and names the tarball in PACKED_TARBALL.
 */
export async function packProject(intoFolder: string): Promise<string> {
	const alreadyPacked = process.env['PACKED_TARBALL'];
	if (alreadyPacked !== undefined && alreadyPacked !== '') return alreadyPacked;
	await run(process.execPath, [path.join(ROOT, 'node_modules/gulp/bin/gulp.js'), 'build'], { cwd: ROOT });
	const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', intoFolder], { cwd: ROOT });
	const packed: unknown = JSON.parse(stdout);
	return path.join(intoFolder, PackedSchema.parse(packed)[0].filename);
}

/**
 * Installs a packed community package where n8n 2.41 keeps and looks for them. n8n hands the package its own
 * n8n-workflow, so the peer dependency is left alone, and nothing is asked of the npm registry.
 */
export async function installPack(tarball: string, userFolder: string): Promise<void> {
	const folder = path.join(userFolder, '.n8n/nodes');
	await mkdir(folder, { recursive: true });
	await writeFile(path.join(folder, 'package.json'), JSON.stringify({ name: 'installed-nodes', private: true }));
	const options = ['--omit=peer', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
	await run('npm', ['install', ...options, tarball], { cwd: folder });
}
