import { readFile } from 'node:fs/promises';
import { packProject } from '../../sandbox/n8n/pack';
import { N8nServer } from '../../sandbox/n8n/server';
import { makeTemporaryFolder } from '../../sandbox/temporary-folder';
import { inTurns, type Row } from '../row';

const TURNS = 3;

/** Starting n8n with the package, beside n8n alone: until it is ready, and the memory of its main process then. */
export const packageLoad: Row = {
	name: 'package-load',
	async run() {
		const folders = { ours: makeTemporaryFolder(), peer: makeTemporaryFolder() };
		try {
			const packTarball = await packProject(folders.ours.path);
			// The first starts make the databases, and install the package.
			await start(folders.ours.path, packTarball);
			const memory = { ours: [0], peer: [0] };
			const startOne = async (which: keyof typeof folders) => {
				const { ms, bytes } = await start(folders[which].path);
				memory[which].push(bytes);
				return ms;
			};
			const time = await inTurns(TURNS, () => startOne('ours'), () => startOne('peer'));
			return [
				{ what: 'n8n with the package is ready', value: time.ours, unit: 'ms', peer: { what: 'n8n alone', value: time.peer } },
				{ what: 'its memory', value: Math.min(...memory.ours.slice(1)) / 1e6, unit: 'MB', peer: { what: 'n8n alone', value: Math.min(...memory.peer.slice(1)) / 1e6 } },
			];
		} finally {
			folders.ours.remove();
			folders.peer.remove();
		}
	},
};

async function start(userFolder: string, packTarball?: string): Promise<{ ms: number; bytes: number }> {
	const startedAt = performance.now();
	const n8n = await N8nServer.start({ userFolder, ...(packTarball === undefined ? {} : { packTarball }) });
	const ms = performance.now() - startedAt;
	const bytes = await residentBytes(await n8n.main.processId());
	await n8n.stop();
	return { ms, bytes };
}

async function residentBytes(processId: number): Promise<number> {
	const status = await readFile(`/proc/${processId}/status`, 'utf8');
	return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}
