import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { packProject } from '../sandbox/n8n/pack';
import { makeTemporaryFolder } from '../sandbox/temporary-folder';

/**
 * `npm run scan`: what n8n checks of a community package before it verifies it, on the sources and on what would be
 * published. n8n's own scanner does it; only its look at the registry (was it published with provenance?) needs a
 * package that is published.
 */

/** nodemailer, ioredis and their like open sockets and use timers, as libraries do; they are all in this one file. */
const LIBRARIES = 'dist/libraries.js';

const ROOT = path.resolve(__dirname, '..');

void main();

async function main(): Promise<void> {
	const { SOURCE_FILE_PATTERNS } = await import('@n8n/scan-community-package/scanner/scanner.mjs');
	const folder = makeTemporaryFolder();
	try {
		const published = unpack(await packProject(folder.path), folder.path);
		const passed = [
			await scan('sources', ROOT, SOURCE_FILE_PATTERNS),
			await scan('package', published, ['**/*.js', '**/*.json', `!${LIBRARIES}`]),
		];
		console.log(`not scanned: ${LIBRARIES}, the libraries that are bundled in; they open sockets and use timers, which nodes may not`);
		if (passed.includes(false)) process.exitCode = 1;
	} finally {
		folder.remove();
	}
}

function unpack(tarball: string, folder: string): string {
	execFileSync('tar', ['-xzf', tarball, '-C', folder]);
	return path.join(folder, 'package');
}

async function scan(what: string, folder: string, filePatterns: string[]): Promise<boolean> {
	const { analyzePackage } = await import('@n8n/scan-community-package/scanner/scanner.mjs');
	const { passed, message = '', details = '' } = await analyzePackage(folder, filePatterns);
	console.log(passed ? `${what}: no errors` : `${what}: ${message}\n${details}`);
	return passed;
}
