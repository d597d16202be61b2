/** One line of questions that the bench answers. A file in bench/rows each, listed in bench/run.ts. */
export interface Row {
	name: string;
	run(): Promise<Measurement[]>;
}

export interface Measurement {
	what: string;
	value: number;
	unit: string;
	/** The most that it may be, where somebody was promised that. */
	atMost?: number;
}

/** The value that so much of the values (0 to 1) do not exceed. */
export function percentile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((one, other) => one - other);
	return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}
