import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Delivery } from '../../sandbox/chatwoot/deliveries';
import { concurrently } from '../../core/concurrently';
import {
	describeFaults,
	impatient,
	MINUTE,
	printTable,
	seeded,
	type Stage,
	startStage,
	toldOf,
	until,
	untilIdle,
} from './harness';

const WEBHOOKS = Number(process.env['FAULTS_WEBHOOKS'] ?? 5_000);
const CONNECTIONS = 20;
/** Of how many conversations somebody is to be told. The others are on track: their events end in the trigger. */
const LATE = 40;
const EVENTS_A_CONVERSATION = 3;

describe.each(['regular', 'queue'] as const)('a flood of webhooks', (mode) => {
	describeFaults({ mode }, `n8n in ${mode} mode`, () => {
		let stage: Stage;

		beforeAll(async () => {
			// A slow machine takes longer than the five minutes for which a signature is good.
			const trigger = { startRunsFor: 'slaOnly', options: { timeWindowSeconds: 3_600 } };
			const parameters = impatient(120);
			stage = await startStage({ mode, parameters: { ...parameters, 'Chatwoot SLA Trigger': trigger } });
			stage.chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 3_600 });
			stage.chatwoot.addInbox({ name: 'Website' });
		}, 10 * MINUTE);
		afterAll(async () => {
			await stage.stop();
		}, MINUTE);

		test(
			`${WEBHOOKS} webhooks, each twice and shuffled, over ${CONNECTIONS} connections: every alert exactly once`,
			async () => {
				const { late, deliveries } = await makeWebhooks(stage);
				const twice = shuffled([...deliveries, ...deliveries]);
				const startedAt = Date.now();
				const statuses = new Map<number | null, number>();
				await concurrently(twice, CONNECTIONS, async (delivery) => {
					const { status } = await stage.chatwoot.redeliver(delivery);
					statuses.set(status, (statuses.get(status) ?? 0) + 1);
				});
				const seconds = (Date.now() - startedAt) / 1000;
				await until('all late conversations are told of', () => stage.odoo.activities.length >= LATE && stage.slack.messages.length >= LATE, 4 * MINUTE);
				await untilIdle(stage);
				printTable(`A flood in ${mode} mode`, [
					{ requests: twice.length, 'answered too late': twice.length - (statuses.get(200) ?? 0), 'per second': Math.round(twice.length / seconds), alerts: LATE * 3 },
				]);
				// Chatwoot waits five seconds for an answer, and n8n deals with an event all the same when it is later.
				expect([...statuses.keys()].filter((status) => status !== 200 && status !== null)).toEqual([]);
				for (const id of late) expect({ id, ...toldOf(stage, id) }).toEqual({ id, email: 1, odoo: 1, slack: 1 });
				expect([stage.mailbox.messages.length, stage.odoo.activities.length, stage.slack.messages.length]).toEqual([LATE, LATE, LATE]);
			},
			10 * MINUTE,
		);
	});
});

/**
 * What Chatwoot sends of many new conversations, few of them late, signed for n8n's webhook but sent nowhere yet: until
 * all are made, the webhook leads to a server of our own.
 */
async function makeWebhooks({ chatwoot }: Stage): Promise<{ late: number[]; deliveries: readonly Delivery[] }> {
	const [webhook] = chatwoot.webhooks;
	const [inbox] = chatwoot.inboxes;
	if (webhook === undefined || inbox === undefined) throw new Error('n8n has registered no webhook');
	const { url } = webhook;
	const sink = createServer((request, response) => request.resume().on('end', () => response.end())).listen(0, '127.0.0.1');
	await once(sink, 'listening');
	webhook.url = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;

	const conversations = Math.ceil(WEBHOOKS / EVENTS_A_CONVERSATION);
	const late: number[] = [];
	for (let index = 0; index < conversations; index++) {
		const isLate = index % Math.floor(conversations / LATE) === 0 && late.length < LATE;
		const at = isLate ? { at: new Date(Date.now() - 70 * MINUTE) } : {};
		const { id } = chatwoot.customerWrites({ inbox, contact: { name: `Customer ${index}` }, text: 'Hello?', ...at });
		if (isLate) late.push(id);
	}
	await chatwoot.settle();
	webhook.url = url;
	sink.close();
	sink.closeAllConnections();
	return { late, deliveries: chatwoot.deliveries.slice(0, WEBHOOKS).map((delivery) => ({ ...delivery, url })) };
}

function shuffled<Item>(items: Item[]): Item[] {
	const random = seeded(11);
	return items
		.map((item) => ({ item, order: random() }))
		.sort((one, other) => one.order - other.order)
		.map(({ item }) => item);
}
