import type { Standing } from '../standing';
import type { DigestPeriod } from './period';

/** What some conversations amount to. */
export interface Figures {
	/** Conversations that are open now. */
	open: number;
	/** Open conversations with a broken promise, and those with none broken but one at risk. */
	breached: number;
	atRisk: number;
	/** Promises that were decided in the period. */
	kept: number;
	missed: number;
	/** The same for each part of the period. */
	course: Outcome[];
	/** The inboxes with missed promises, the most first. */
	worstInboxes: Array<Outcome & { name: string }>;
}

/** Promises kept and missed. */
export interface Outcome {
	kept: number;
	missed: number;
}

/** From 0 to 1; null where nothing was decided. */
export function hitRate({ kept, missed }: Outcome): number | null {
	return kept + missed === 0 ? null : kept / (kept + missed);
}

const WORST_INBOXES = 5;

export function figuresOf(standings: readonly Standing[], period: DigestPeriod): Figures {
	const open = standings.filter(({ conversation }) => conversation.status === 'open');
	const breached = open.filter((standing) => hasState(standing, 'breached'));
	const course = period.buckets.map(() => ({ kept: 0, missed: 0 }));
	const inboxes = new Map<string, Outcome>();
	for (const { conversation, sla } of standings) {
		for (const { kept, decidedAt } of sla) {
			const bucket = decidedAt === null ? undefined : course[bucketOf(new Date(decidedAt), period)];
			if (kept === null || bucket === undefined) continue;
			const name = conversation.inbox.name ?? `#${conversation.inbox.id ?? '?'}`;
			const inbox = inboxes.get(name) ?? { kept: 0, missed: 0 };
			inboxes.set(name, inbox);
			for (const outcome of [bucket, inbox]) outcome[kept ? 'kept' : 'missed']++;
		}
	}
	return {
		open: open.length,
		breached: breached.length,
		atRisk: open.filter((standing) => hasState(standing, 'atRisk') && !breached.includes(standing)).length,
		kept: sum(course.map(({ kept }) => kept)),
		missed: sum(course.map(({ missed }) => missed)),
		course,
		worstInboxes: [...inboxes]
			.map(([name, outcome]) => ({ name, ...outcome }))
			.filter(({ missed }) => missed > 0)
			.sort((one, other) => other.missed - one.missed || one.kept - other.kept || one.name.localeCompare(other.name))
			.slice(0, WORST_INBOXES),
	};
}

function hasState({ sla }: Standing, wanted: 'breached' | 'atRisk'): boolean {
	return sla.some(({ state }) => state === wanted);
}

/** -1 for what is outside the period. */
function bucketOf(at: Date, { buckets, until }: DigestPeriod): number {
	return at >= until ? -1 : buckets.filter((start) => start <= at).length - 1;
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}
