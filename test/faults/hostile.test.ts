import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { signatureHeaders } from '../../sandbox/chatwoot/signing';
import { describeFaults, leaksIn, MINUTE, printTable, type Stage, startStage, until } from './harness';

/** In place of a status: n8n closed the connection before it had read everything. */
const CUT_OFF = 0;
const MEGABYTE = 2 ** 20;
const REPEATS = 10;
/** What a process of n8n may hold more after the attack than before, garbage included. */
const GROWTH_MB = 150;
/** In everything that is sent. */
const STRANGERS_WORDS = 'for your eyes only';

describeFaults({}, 'requests that are no events of Chatwoot', () => {
	let stage: Stage;

	beforeAll(async () => {
		stage = await startStage();
		// Nothing but these requests is to start an execution.
		stage.chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 3_600 });
	}, 10 * MINUTE);
	afterAll(async () => {
		await stage.stop();
	}, MINUTE);

	test(
		'are refused with the right status, start nothing, leave the memory as it was and nothing in the log',
		async () => {
			const { chatwoot, n8n, workflowId } = stage;
			const inbox = chatwoot.addInbox({ name: 'Website' });
			chatwoot.customerWrites({ inbox, contact: { name: 'Jane Doe' }, text: 'I locked myself out' });
			await chatwoot.settle();
			const genuine = chatwoot.deliveries.length;
			const [event] = chatwoot.deliveries;
			if (event === undefined) throw new Error('Chatwoot has sent nothing');
			const before = await n8n.client.waitForWebhookExecutions(workflowId, genuine);

			const { secret } = chatwoot.webhooks[0] ?? {};
			const signed = (body: string, at = Date.now()) => signatureHeaders(body, secret ?? '', new Date(at));
			const post = async (body: string | Buffer, headers: Record<string, string>) => {
				// Each on a connection of its own: n8n hangs up on the worst, and that must not look like the answer to the next.
				const request = { method: 'POST', body, headers: { 'content-type': 'application/json', connection: 'close', ...headers } };
				return await fetch(event.url, request).then(({ status }) => status, () => CUT_OFF);
			};
			const huge = JSON.stringify({ event: 'message_created', content: STRANGERS_WORDS + 'x'.repeat(10 * MEGABYTE) });
			const deep = '{"a":'.repeat(100_000) + JSON.stringify(STRANGERS_WORDS) + '}'.repeat(100_000);
			const pollution = JSON.stringify({ event: 'message_created', content: STRANGERS_WORDS, ['__proto__']: { admin: true } });
			const bomb = gzipSync(JSON.stringify({ content: STRANGERS_WORDS + '0'.repeat(200 * MEGABYTE) }));
			const noJson = `event=message_created&content=${STRANGERS_WORDS}`;
			const attacks: Record<string, { wanted: number[]; send: () => Promise<number> }> = {
				forged: { wanted: [401], send: async () => (await chatwoot.redeliver(event, { tamperSignature: true })).status ?? 0 },
				unsigned: { wanted: [401], send: () => post(event.body, {}) },
				'signed ten minutes ago': { wanted: [401], send: () => post(event.body, signed(event.body, Date.now() - 10 * MINUTE)) },
				// Chatwoot must not think it failed; no execution is what counts.
				replayed: { wanted: [200], send: async () => (await chatwoot.redeliver(event)).status ?? 0 },
				'10 MB': { wanted: [413], send: () => post(huge, signed(huge)) },
				// By n8n itself (2.41), which stops reading at 16 MB: the trigger never sees it.
				'gzip bomb of 200 MB': { wanted: [413, 500, CUT_OFF], send: () => post(bomb, { ...signed(''), 'content-encoding': 'gzip' }) },
				'no JSON': { wanted: [400, 422], send: () => post(noJson, signed(noJson)) },
				'not called JSON': { wanted: [415], send: () => post(event.body, { ...signed(event.body), 'content-type': 'text/plain' }) },
				'100,000 levels deep': { wanted: [400], send: () => post(deep, signed(deep)) },
				'__proto__ as a key': { wanted: [400], send: () => post(pollution, signed(pollution)) },
			};
			const memoryBefore = await memoryOf(stage);
			const rows = [];
			for (const [attack, { wanted, send }] of Object.entries(attacks)) {
				const statuses = new Set<number>();
				for (let repeat = 0; repeat < REPEATS; repeat++) statuses.add(await send());
				rows.push({ attack, wanted, statuses: [...statuses] });
			}
			const grown = (await memoryOf(stage)) - memoryBefore;
			printTable(
				`Hostile requests, ${REPEATS} of each; the main process of n8n holds ${grown} MB more right afterwards`,
				rows.map(({ attack, statuses }) => ({ attack, answered: statuses.join(', ') })),
			);
			for (const { attack, wanted, statuses } of rows) {
				expect({ attack, statuses, asWanted: statuses.every((status) => wanted.includes(status)) }).toEqual({ attack, statuses, asWanted: true });
			}
			expect(await n8n.client.waitForWebhookExecutions(workflowId, 0)).toHaveLength(before.length);
			await until('the memory is what it was', async () => (await memoryOf(stage)) - memoryBefore < GROWTH_MB, MINUTE);
			const log = n8n.readLog();
			expect(log).toContain('refused a request');
			expect(leaksIn(log, stage)).toEqual([]);
			expect(log).not.toContain(STRANGERS_WORDS);
		},
		4 * MINUTE,
	);
});

/** In MB: the resident memory of the process that takes webhooks. */
async function memoryOf({ n8n }: Stage): Promise<number> {
	const status = await readFile(`/proc/${await n8n.main.processId()}/status`, 'utf8');
	return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024);
}
