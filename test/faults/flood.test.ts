import { z } from 'zod';
import { concurrently } from '../../core/concurrently';
import type { Outgoing } from '../../sandbox/chatwoot/deliveries';
import {
	describeFaults,
	latestExecution,
	MINUTE,
	MONITOR,
	printTable,
	seeded,
	type Stage,
	startStage,
	toldOf,
	until,
	untilIdle,
	untilOffered,
} from './harness';
import { SEED, WEBHOOKS } from './profile';

const CONNECTIONS = 20;
/** What Chatwoot tells of one customer: two messages, a note, the conversation and its SLA. */
const EVENTS_A_CONVERSATION = 5;
/** One customer in five has waited too long: three channels are to be told. The others are on track. */
const ONE_LATE_OF = 5;
const LATE = Math.ceil(WEBHOOKS / EVENTS_A_CONVERSATION / ONE_LATE_OF);

/** It looks once when it is started, and then not before tomorrow: what is told is told by webhooks. Nothing escalates. */
const ONE_LOOK = { escalations: '', options: { sweepEverySeconds: 86_400, fullSweepEveryMinutes: 1_440, offerAgainEveryMinutes: 0 } };

describe.each(['regular', 'queue'] as const)('a flood of webhooks', (mode) => {
	describeFaults({ mode }, `n8n in ${mode} mode`, () => {
		let stage: Stage;

		beforeAll(async () => {
			// As for a busy Chatwoot: an event of which nobody is to be told starts no execution. All else as it comes.
			stage = await startStage({ mode, parameters: { 'Chatwoot SLA Trigger': { startRunsFor: 'slaOnly' }, [MONITOR]: ONE_LOOK } });
			stage.chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 3_600 });
			// Once to see whether it can, and once to see what there is: nothing yet.
			const looks = () => stage.chatwoot.requests.filter(({ path }) => path.includes('/conversations?'));
			await until('the monitor has looked', () => looks().length >= 2);
		}, 10 * MINUTE);
		afterAll(async () => {
			await stage.stop();
		}, MINUTE);

		test(
			`${WEBHOOKS} webhooks, each twice and shuffled, over ${CONNECTIONS} connections: they alone bring every alert, once; the monitor adds none`,
			async () => {
				const { late, webhooks } = makeWebhooks(stage);
				expect(webhooks.length).toBeGreaterThanOrEqual(WEBHOOKS);
				const startedAt = Date.now();
				const answers = await send(stage, shuffled([...webhooks, ...webhooks]));
				const answeredAt = Date.now();
				await until('all late conversations are told of', () => LATE * 3 <= countMessages(stage), 15 * MINUTE);
				await untilIdle(stage, 5 * MINUTE);
				const seconds = (answeredAt - startedAt) / 1000;
				printTable(`A flood in ${mode} mode: ${webhooks.length} webhooks, each twice, of ${LATE * ONE_LATE_OF} conversations, ${LATE} of them late`, [
					{
						...Object.fromEntries(answers),
						'requests a second': Math.round((2 * webhooks.length) / seconds),
						'sent in': `${Math.round(seconds)} s`,
						'all told after': `${Math.round((Date.now() - startedAt) / 1000)} s`,
						alerts: countMessages(stage),
					},
				]);
				expect([...answers.keys()].filter((answer) => !EXPECTED.has(answer))).toEqual([]);
				const count = (answer: string) => answers.get(answer) ?? 0;
				expect(count(OVERLOADED) / (2 * webhooks.length)).toBeLessThan(MOST_OVERLOADED);
				expect(count(ACCEPTED) + count(TOO_LATE)).toBeGreaterThanOrEqual(LATE);
				const once = late.map((id) => ({ id, email: 1, odoo: 1, slack: 1 }));
				expect(late.map((id) => ({ id, ...toldOf(stage, id) }))).toEqual(once);
				expect(countMessages(stage)).toBe(LATE * 3);

				const latest = await latestExecution(stage);
				await stage.n8n.client.deactivate(stage.workflowId);
				await stage.n8n.client.activate(stage.workflowId);
				await untilOffered(stage, late, latest, 10 * MINUTE);
				expect(late.map((id) => ({ id, ...toldOf(stage, id) }))).toEqual(once);
				expect(countMessages(stage)).toBe(LATE * 3);
			},
			30 * MINUTE,
		);
	});
});

const ACCEPTED = 'accepted';
/** Chatwoot waits five seconds for an answer, and n8n deals with an event all the same when it is later. */
const TOO_LATE = 'too late';
/**
 * By n8n itself (2.41), while its database does not answer: the event is lost. Six requests say that a conversation is
 * late, those since it has its SLA, and shuffling spreads them over the whole flood: when one request in ten is lost,
 * one conversation in a million loses all six.
 */
const OVERLOADED = '503';
const MOST_OVERLOADED = 0.1;
const EXPECTED = new Set([ACCEPTED, 'ignored: on track', 'ignored: replay', TOO_LATE, OVERLOADED]);

function countMessages({ mailbox, odoo, slack }: Stage): number {
	return mailbox.messages.length + odoo.activities.length + slack.messages.length;
}

/** Everything that Chatwoot has to tell of many new conversations, for now to nobody. */
function makeWebhooks({ chatwoot }: Stage): { late: number[]; webhooks: Outgoing[] } {
	const inbox = chatwoot.addInbox({ name: 'Website' });
	const late: number[] = [];
	const webhooks = chatwoot.withhold(() => {
		for (let index = 0; index < LATE * ONE_LATE_OF; index++) {
			const isLate = index % ONE_LATE_OF === 0;
			const at = new Date(Date.now() - (isLate ? 70 : 1) * MINUTE);
			const contact = { name: `Customer ${index}` };
			const conversation = chatwoot.customerWrites({ inbox, contact, text: 'Hello?', at });
			chatwoot.privateNote(conversation, { agent: chatwoot.administrator, text: 'Who takes this?' });
			chatwoot.receive(conversation, { text: 'Is anybody there?' });
			if (isLate) late.push(conversation.id);
		}
	});
	return { late, webhooks };
}

/** Each is signed when it is its turn, as Chatwoot does. @returns how many were answered how */
async function send({ chatwoot }: Stage, webhooks: Outgoing[]): Promise<Map<string, number>> {
	const answers = new Map<string, number>();
	await concurrently(webhooks, CONNECTIONS, async (webhook) => {
		const { status, answer } = await chatwoot.deliver(webhook);
		const what = status === null ? TOO_LATE : status === 200 ? answerIn(answer) : String(status);
		answers.set(what, (answers.get(what) ?? 0) + 1);
	});
	return answers;
}

const answerSchema = z.object({ status: z.string(), reason: z.string().optional() });

function answerIn(body: string): string {
	const { status, reason } = answerSchema.parse(JSON.parse(body));
	return reason === undefined ? status : `${status}: ${reason}`;
}

function shuffled<Item>(items: Item[]): Item[] {
	const random = seeded(SEED);
	return items
		.map((item) => ({ item, order: random() }))
		.sort((one, other) => one.order - other.order)
		.map(({ item }) => item);
}
