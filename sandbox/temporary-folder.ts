import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface TemporaryFolder {
	path: string;
	remove: () => void;
}

/** A new, empty folder that goes with this process at the latest. */
export function makeTemporaryFolder(): TemporaryFolder {
	const folder = mkdtempSync(path.join(tmpdir(), 'chatwoot-sla-'));
	const remove = () => {
		process.off('exit', remove);
		rmSync(folder, { recursive: true, force: true });
	};
	process.once('exit', remove);
	return { path: folder, remove };
}
