import { setTimeout as delay } from 'node:timers/promises';
import type { Finding } from '../../core/monitor/finding';
import type { SlaMonitor } from '../../core/monitor/monitor';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { addBreaches } from '../breaches';
import { monitorOf } from '../monitor';
import type { Measurement, Row } from '../row';
import { percentile } from '../row';

const CLOCKS = 1000;
const SPREAD_SECONDS = 30;
const THRESHOLD_SECONDS = 600;

/**
 * How long after the due time a breach is reported when 1,000 fall due within 30 s: by the monitor, which ticks every
 * second, and beside it by reading all open conversations every 30 s.
 */
export const dueToReport: Row = {
	name: 'due-to-report',
	async run() {
		const chatwoot = await ChatwootSimulator.start();
		try {
			const firstDue = Math.ceil(Date.now() / 1000) + 5;
			addBreaches(chatwoot, { count: CLOCKS, firstDue, spreadSeconds: SPREAD_SECONDS, thresholdSeconds: THRESHOLD_SECONDS });
			const [monitor, poll] = [new Delays(), new Delays()];
			await Promise.all([
				everySecond(monitorOf(chatwoot, (findings) => { monitor.add(findings); }), () => monitor.count >= CLOCKS),
				pollTwice(monitorOf(chatwoot), poll, firstDue + SPREAD_SECONDS),
			]);
			return [
				...monitor.measurements('monitor', 1500),
				...poll.measurements(`poll every ${SPREAD_SECONDS} s`),
				{ what: 'the poll is later by a factor of (p50)', value: poll.percentile(0.5) / monitor.percentile(0.5), unit: '×' },
			];
		} finally {
			await chatwoot.stop();
		}
	},
};

async function everySecond(monitor: SlaMonitor, isDone: () => boolean): Promise<void> {
	const rounds: Array<Promise<void>> = [];
	while (!isDone()) {
		rounds.push(monitor.tick());
		await delay(1000 - (Date.now() % 1000));
	}
	await Promise.all(rounds);
}

/** Once before anything is due, and when everything is. */
async function pollTwice(monitor: SlaMonitor, delays: Delays, at: number): Promise<void> {
	await monitor.sweepOnce();
	await delay(at * 1000 - Date.now());
	delays.add(await monitor.sweepOnce());
}

/** From the due time to now, in milliseconds. */
class Delays {
	private readonly values: number[] = [];

	get count(): number {
		return this.values.length;
	}

	add(findings: readonly Finding[]): void {
		for (const { conversation, reached } of findings) {
			if (!reached.some(({ stage }) => stage === 'breach')) continue;
			this.values.push(Date.now() - (conversation.createdAt?.getTime() ?? NaN) - THRESHOLD_SECONDS * 1000);
		}
	}

	percentile(share: number): number {
		return percentile(this.values, share);
	}

	measurements(who: string, atMost?: number): Measurement[] {
		return [
			{ what: `${who}: breaches reported`, value: this.count, unit: '' },
			{ what: `${who}: due → reported, p50`, value: this.percentile(0.5), unit: 'ms' },
			{ what: `${who}: due → reported, p99`, value: this.percentile(0.99), unit: 'ms', ...(atMost === undefined ? {} : { atMost }) },
		];
	}
}
