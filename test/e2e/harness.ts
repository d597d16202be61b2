import { packProject } from '../../sandbox/n8n/pack';
import { N8nServer } from '../../sandbox/n8n/server';
import { missingFor } from '../../sandbox/stage';
import { makeTemporaryFolder } from '../../sandbox/temporary-folder';

/** The whole set: n8n with the package and its main workflow, between the simulated servers. Takes some 20 s. */
export { type Stage, startStage } from '../../sandbox/stage';

/** A real n8n with this package, in a folder that goes with it. */
export interface PackedN8n {
	n8n: N8nServer;
	stop: () => Promise<void>;
}

/** `describe`, skipped where SKIP_E2E=1 says that no n8n is to be started. */
export const describeEndToEnd =
	process.env['SKIP_E2E'] === '1'
		? (name: string, body: () => void) => {
				describe.skip(`${name} (SKIP_E2E=1)`, body);
			}
		: (name: string, body: () => void) => {
				describe(name, body);
			};

/** The same for what needs a Redis and a PostgreSQL; skipped, saying so, where they are not installed. */
export const describeInQueueMode: typeof describeEndToEnd = (name, body) => {
	const missing = missingFor({ mode: 'queue' });
	if (missing.length === 0) describeEndToEnd(name, body);
	else describe.skip(`${name} (${missing.join(', ')} not installed)`, body);
};

/** Builds, packs and installs the package as it is now; the first call on a machine fetches n8n, which takes minutes. */
export async function startN8nWithPack(): Promise<PackedN8n> {
	const folder = makeTemporaryFolder();
	try {
		const n8n = await N8nServer.start({ userFolder: folder.path, packTarball: await packProject(folder.path) });
		return {
			n8n,
			stop: async () => {
				await n8n.stop();
				folder.remove();
			},
		};
	} catch (error) {
		folder.remove();
		throw error;
	}
}
