import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { monitorOf } from '../monitor';
import type { Row } from '../row';

const CONVERSATIONS = 10_000;
const THRESHOLD_SECONDS = 4 * 3600;

/** What it costs to watch 10,000 open conversations, one in ten of which is late already. */
export const sweep: Row = {
	name: 'sweep',
	async run() {
		let now = Date.now() - 3_600_000;
		const chatwoot = await ChatwootSimulator.start({ now: () => new Date(now) });
		try {
			fill(chatwoot);
			now = Date.now();
			const monitor = monitorOf(chatwoot);
			const memoryBefore = memoryInUse();
			const first = await measured(chatwoot, () => monitor.tick());
			const bytes = memoryInUse() - memoryBefore;
			now += 61_000;
			const next = await measured(chatwoot, () => monitor.tick());
			return [
				{ what: 'conversations watched', value: monitor.size, unit: '' },
				{ what: 'requests of the first sweep', value: first.requests, unit: '', atMost: CONVERSATIONS / 25 },
				{ what: 'requests of the next sweep', value: next.requests, unit: '', atMost: 1 },
				{ what: 'first sweep, the simulated server included', value: first.seconds, unit: 's' },
				{ what: 'next sweep', value: next.seconds, unit: 's' },
				{ what: 'memory for each conversation watched', value: bytes / CONVERSATIONS, unit: 'bytes', atMost: 1024 },
			];
		} finally {
			await chatwoot.stop();
		}
	},
};

function fill(chatwoot: ChatwootSimulator): void {
	const inbox = chatwoot.addInbox({ name: 'Website' });
	chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: THRESHOLD_SECONDS, nextResponse: THRESHOLD_SECONDS, resolution: 10 * THRESHOLD_SECONDS });
	for (let index = 0; index < CONVERSATIONS; index++) {
		// Of the others nothing falls due soon: the next sweep is to be seen alone.
		const age = index % 10 === 0 ? 2 * THRESHOLD_SECONDS : index % (THRESHOLD_SECONDS / 2);
		const at = new Date(chatwoot.now().getTime() - age * 1000);
		chatwoot.customerWrites({ inbox, contact: { name: `Customer ${index}` }, text: 'Hello?', at });
	}
}

async function measured(chatwoot: ChatwootSimulator, act: () => Promise<void>): Promise<{ requests: number; seconds: number }> {
	const requestsBefore = chatwoot.requests.length;
	const startedAt = performance.now();
	await act();
	return { requests: chatwoot.requests.length - requestsBefore, seconds: (performance.now() - startedAt) / 1000 };
}

/** In bytes, of what is really in use. */
function memoryInUse(): number {
	setFlagsFromString('--expose-gc');
	// Only a new context knows it.
	runInNewContext('gc(); gc();');
	return process.memoryUsage().heapUsed;
}
