/** What a ledger has counted, by day (UTC), newest first. */
export interface LedgerStatistics extends Counts {
	days: DayCounts[];
}

export interface DayCounts extends Counts {
	/** e.g. `2026-11-21` */
	day: string;
}

export interface Counts {
	/** Claimed: new, and handed to a sender. What was released or whose lease was over counts again. */
	emitted: number;
	/** Confirmed. */
	sent: number;
	/** Refused by a claim: being sent, or sent before. */
	suppressed: number;
	/** Released. */
	failed: number;
	/** Resolved. */
	resolved: number;
	/** From the due time to the confirm, for confirms that came with a due time and not before it. */
	delay: Delay;
}

export interface Delay {
	count: number;
	averageSeconds: number | null;
	maxSeconds: number | null;
	/** How many took so long at most, and longer than the step before; null for longer than all of them. */
	histogram: Array<{ upToSeconds: number | null; count: number }>;
}

/** The steps of the histogram. */
export const DELAY_STEPS_SECONDS = [1, 5, 15, 60, 300, 900, 3600] as const;
/** How many days are kept. */
export const STATISTICS_DAYS = 35;
export const DAY_MS = 86_400_000;

export type Count = 'emitted' | 'sent' | 'suppressed' | 'failed' | 'resolved';

/**
 * Counts in memory, in the fields that the Redis ledger keeps as well: `<day number> <what>`, delays in milliseconds,
 * `delay <step>` for the steps of the histogram and `delay longer`.
 */
export class Tally {
	private readonly fields = new Map<string, number>();

	add(at: Date, what: Count, by: number): void {
		this.change(at, what, (value) => value + by);
	}

	addDelay(at: Date, dueAt: Date): void {
		const milliseconds = at.getTime() - dueAt.getTime();
		if (milliseconds < 0) return;
		const step = DELAY_STEPS_SECONDS.find((seconds) => milliseconds <= seconds * 1000) ?? 'longer';
		this.change(at, 'delays', (value) => value + 1);
		this.change(at, 'delay sum', (value) => value + milliseconds);
		this.change(at, 'delay max', (value) => Math.max(value, milliseconds));
		this.change(at, `delay ${step}`, (value) => value + 1);
	}

	read(): LedgerStatistics {
		return statisticsOf(this.fields);
	}

	private change(at: Date, what: string, next: (value: number) => number): void {
		const today = Math.floor(at.getTime() / DAY_MS);
		const field = `${today} ${what}`;
		this.fields.set(field, next(this.fields.get(field) ?? 0));
		for (const old of this.fields.keys()) {
			if (Number.parseInt(old, 10) <= today - STATISTICS_DAYS) this.fields.delete(old);
		}
	}
}

export function statisticsOf(fields: ReadonlyMap<string, number>): LedgerStatistics {
	const numbers = new Set([...fields.keys()].map((field) => Number.parseInt(field, 10)).filter(Number.isInteger));
	const days = [...numbers].sort((one, other) => other - one);
	return {
		...countsOf(days, fields),
		days: days.map((day) => ({ day: new Date(day * DAY_MS).toISOString().slice(0, 10), ...countsOf([day], fields) })),
	};
}

function countsOf(days: readonly number[], fields: ReadonlyMap<string, number>): Counts {
	const values = (what: string) => days.map((day) => fields.get(`${day} ${what}`) ?? 0);
	const sum = (what: string) => values(what).reduce((total, value) => total + value, 0);
	const count = sum('delays');
	return {
		emitted: sum('emitted'),
		sent: sum('sent'),
		suppressed: sum('suppressed'),
		failed: sum('failed'),
		resolved: sum('resolved'),
		delay: {
			count,
			averageSeconds: count === 0 ? null : seconds(sum('delay sum') / count),
			maxSeconds: count === 0 ? null : seconds(Math.max(...values('delay max'))),
			histogram: [
				...DELAY_STEPS_SECONDS.map((step) => ({ upToSeconds: step, count: sum(`delay ${step}`) })),
				{ upToSeconds: null, count: sum('delay longer') },
			],
		},
	};
}

/** To the millisecond. */
function seconds(milliseconds: number): number {
	return Math.round(milliseconds) / 1000;
}
