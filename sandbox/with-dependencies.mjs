// Runs a TypeScript file of this repository, with the development packages installed first where they are missing.
// Plain JavaScript without imports from node_modules, because on a fresh clone there is none.
//
//   node sandbox/with-dependencies.mjs sandbox/start.ts [arguments]
import { spawn } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const [entry, ...args] = process.argv.slice(2);
if (entry === undefined) {
	console.error('Usage: node sandbox/with-dependencies.mjs <file.ts> [arguments]');
	process.exit(2);
}
if (!dependenciesAreInstalled()) await installDependencies();
process.exit(await run(process.execPath, ['--import', 'tsx', entry, ...args]));

/** npm leaves a copy of what it installed in node_modules, as the last thing it writes; compared by version, not by date. */
function dependenciesAreInstalled() {
	const wanted = lockedPackages('package-lock.json');
	const present = lockedPackages('node_modules/.package-lock.json');
	return Object.entries(wanted).every(
		([path, { version, optional }]) => path === '' || optional === true || present[path]?.version === version,
	);
}

function lockedPackages(lockFile) {
	try {
		return JSON.parse(readFileSync(resolve(ROOT, lockFile), 'utf8')).packages;
	} catch (error) {
		if (error.code === 'ENOENT') return {};
		throw error;
	}
}

/**
 * No install script is needed here, and one does harm: isolated-vm, which n8n-workflow brings along, has prebuilt
 * binaries for Node 24 only and would be compiled on an older Node, in vain.
 */
async function installDependencies() {
	if (lstatSync(resolve(ROOT, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
		console.error('node_modules is a link to a folder with other packages than package-lock.json names. npm ci would empty that folder: remove the link, or install where it leads to.');
		process.exit(1);
	}
	const startedAt = Date.now();
	const elapsed = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
	console.log('Installing the development packages (npm ci) ...');
	const progress = setInterval(() => console.log(`  still installing, ${elapsed()}`), 10_000);
	const code = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
	clearInterval(progress);
	if (code !== 0) {
		console.error(`npm ci failed with exit code ${code}: see its message above. It needs a way to the npm registry.`);
		process.exit(code);
	}
	console.log(`Installed in ${elapsed()}.`);
}

/** Resolves with the exit code; signals are passed on, so that the child can tidy up before this process ends. */
function run(command, commandArgs) {
	const child = spawn(command, commandArgs, { cwd: ROOT, stdio: 'inherit' });
	const passOn = (signal) => child.kill(signal);
	process.on('SIGINT', ignore).on('SIGTERM', passOn).on('SIGHUP', passOn);
	return new Promise((done) => {
		child.on('error', (error) => {
			console.error(`Cannot run ${command}: ${error.message}`);
			done(127);
		});
		child.on('exit', (code, signal) => {
			process.off('SIGINT', ignore).off('SIGTERM', passOn).off('SIGHUP', passOn);
			done(code ?? (signal === 'SIGINT' ? 130 : 1));
		});
	});
}

/** A terminal's Ctrl-C reaches the child by itself: passing it on would deliver it twice. */
function ignore() {}
