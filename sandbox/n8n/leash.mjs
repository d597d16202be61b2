// Runs a command and ends it, with every process it started, when whoever holds this process's standard input goes
// away: by closing it, by exiting, or by being killed in a way that leaves no time to tidy up.
//
//   node leash.mjs <command> [arguments]      (started detached, so that it leads a process group of its own)
import { spawn } from 'node:child_process';

const GRACE_MS = 8_000;

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });

child.on('error', (error) => {
	console.error(`Cannot run ${command}: ${error.message}`);
	endGroup();
});
child.on('exit', (code, signal) => {
	console.log(`Exited with ${signal ?? `code ${code}`}`);
	endGroup();
});

// Signals go to the whole group; the leash outlives them to see the child out.
process.on('SIGINT', () => {}).on('SIGTERM', () => {}).on('SIGHUP', () => {});
process.stdin.on('end', stop).on('error', stop).resume();

function stop() {
	child.kill('SIGTERM');
	setTimeout(endGroup, GRACE_MS);
}

/** This process included. */
function endGroup() {
	process.kill(-process.pid, 'SIGKILL');
}
