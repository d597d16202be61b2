import { startStage } from '../../sandbox/stage';
import { addBreaches } from '../breaches';
import { type Measurement, percentile, type Row } from '../row';

const CLOCKS = 100;
const SPREAD_SECONDS = 30;
const THRESHOLD_SECONDS = 600;
const SWEEP_EVERY_SECONDS = 10;
const TIMEOUT_MS = 300_000;

/**
 * How long after the due time an alert is where people read it, when 100 breaches fall due within 30 s: the main workflow
 * as it is in a real n8n, from the monitor to Odoo, Slack and the mail server, with its ledger in n8n's database. Chatwoot's
 * webhooks are lost: the clock alone tells.
 */
export const dueToDelivered: Row = {
	name: 'due-to-delivered',
	async run() {
		// Breaches alone: a warning of each shortly before would be twice as many alerts.
		const monitor = { warnings: '', options: { sweepEverySeconds: SWEEP_EVERY_SECONDS, offerAgainEveryMinutes: 0 } };
		const stage = await startStage({ parameters: { 'Chatwoot SLA Monitor Trigger': monitor } });
		const { chatwoot, odoo, slack, mailbox } = stage;
		try {
			for (const { id } of [...chatwoot.webhooks]) chatwoot.removeWebhook(id);
			// Time for the monitor to find them all.
			const firstDue = Math.ceil(Date.now() / 1000) + 3 * SWEEP_EVERY_SECONDS;
			addBreaches(chatwoot, { count: CLOCKS, firstDue, spreadSeconds: SPREAD_SECONDS, thresholdSeconds: THRESHOLD_SECONDS });
			const dueAt = new Map(chatwoot.conversations.map(({ id, createdAt }) => [id, createdAt.getTime() + THRESHOLD_SECONDS * 1000]));
			const delays = await Promise.all([
				delaysOf(dueAt, (count) => odoo.waitForActivities(count), ({ summary }) => summary),
				delaysOf(dueAt, (count) => slack.waitForMessages(count, TIMEOUT_MS), ({ text }) => text),
				delaysOf(dueAt, (count) => mailbox.waitForMessages(count, TIMEOUT_MS), ({ text }) => text),
			]);
			return ['in Odoo', 'in Slack', 'by e-mail'].flatMap((where, index) => measurements(where, delays[index] ?? []));
		} finally {
			await stage.stop();
		}
	},
};

/** In milliseconds, from each conversation's due time to the arrival of its message, which names it as `#17`. */
async function delaysOf<Message>(
	dueAt: ReadonlyMap<number, number>,
	waitFor: (count: number) => Promise<readonly Message[]>,
	textOf: (message: Message) => string,
): Promise<number[]> {
	const delays = new Map<number, number>();
	for (let count = 1; delays.size < dueAt.size; count++) {
		const message = (await waitFor(count))[count - 1];
		const id = Number(message === undefined ? NaN : /#(\d+)/.exec(textOf(message))?.[1]);
		const due = dueAt.get(id);
		if (due === undefined || delays.has(id)) throw new Error(`Not one message for each conversation: number ${count} is of #${id}`);
		delays.set(id, Date.now() - due);
	}
	return [...delays.values()];
}

function measurements(where: string, delays: readonly number[]): Measurement[] {
	return [
		{ what: `due → delivered ${where}, p50`, value: percentile(delays, 0.5), unit: 'ms' },
		{ what: `due → delivered ${where}, p99`, value: percentile(delays, 0.99), unit: 'ms' },
	];
}
