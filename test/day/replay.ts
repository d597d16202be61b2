import type { Finding } from '../../core/monitor/finding';
import { SlaMonitor } from '../../core/monitor/monitor';
import type { OpenClock } from '../../core/monitor/watch';
import { ALWAYS_OPEN, createCalendar } from '../../core/sla/calendar';
import type { SlaSettings } from '../../core/sla/evaluate';
import { parseOwnPolicies } from '../../core/sla/own-policies';
import { parseStagePlan } from '../../core/sla/stages';
import type { RequestLog } from './chatwoot';
import { DayChatwoot } from './chatwoot';
import type { Span } from './opening';
import type { Told } from './oracle';
import { PLAN } from './oracle';
import type { Day } from './world';

export const SWEEP_EVERY = 60;
export const FULL_SWEEP_EVERY = 3600;

export interface Replay {
	told: Told[];
	log: RequestLog;
	/** What was told and had not ended when the monitor was stopped. */
	open: OpenClock[];
}

/** Lets a monitor that knows nothing but the clocks of the one before watch the day for a while, on a clock that it is told every second of. */
export async function replay(day: Day, { from, to }: Span, before: readonly OpenClock[] = []): Promise<Replay> {
	const chatwoot = new DayChatwoot(day);
	const told: Told[] = [];
	let now = from;
	const settings = settingsOf(day);
	const calendars = new Map(day.inboxes.map(({ id, hours }) => [id, hours === null ? ALWAYS_OPEN : createCalendar(hours)]));
	const monitor = new SlaMonitor(
		{
			accountId: 1,
			chatwoot,
			judging: () => Promise.resolve({ settings, openingHours: (inboxId) => calendars.get(inboxId ?? 0) ?? ALWAYS_OPEN }),
			report: (findings) => told.push(...findings.flatMap((finding) => toldBy(finding, now))),
			warn: () => undefined,
			now: () => new Date(now * 1000),
		},
		{ sweepEverySeconds: SWEEP_EVERY, fullSweepEverySeconds: FULL_SWEEP_EVERY, offerAgainEverySeconds: 0 },
		before,
	);
	for (; now <= to; now++) {
		chatwoot.moveTo(now);
		await monitor.tick();
	}
	return { told, log: chatwoot.log, open: monitor.openClocks() };
}

function toldBy({ conversation: { id, createdAt }, reached, ended }: Finding, at: number): Told[] {
	const created = (createdAt?.getTime() ?? NaN) / 1000;
	return [
		...reached.map(({ metric, cycle, stage }) => ({ at, id, metric, cycle: Number(cycle), what: stage })),
		...ended.map(({ metric, startedAt }) => ({ at, id, metric, cycle: startedAt === null ? created : startedAt.getTime() / 1000, what: 'ended' })),
	];
}

function settingsOf({ source, policies, leaveAlone }: Day): SlaSettings {
	const typed = policies.map(({ when, seconds, businessHours }) => ({
		when: {
			inboxes: listed(when.inbox),
			labels: listed(when.label),
			priorities: listed(when.priority),
			teams: listed(when.team),
			contactAttributes: when.plan === undefined ? {} : { plan: when.plan },
		},
		...seconds,
		businessHours,
	}));
	return { source, policies: parseOwnPolicies(typed), plan: parseStagePlan(PLAN), leaveAlone, acknowledgement: { by: ['reply'], label: '' } };
}

function listed<Value>(value: Value | undefined): Value[] {
	return value === undefined ? [] : [value];
}
