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
	/** What does the same work otherwise, measured in the same run. */
	peer?: { what: string; value: number };
}

/**
 * The value that so much of the values (0 to 1) do not exceed.
 *
 * @throws Error when there are none
 */
export function percentile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((one, other) => one - other);
	const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
	if (value === undefined) throw new Error('Nothing was measured');
	return value;
}

/**
 * Measures two ways of doing the same in turns, so that what else the machine does meets both alike; the first turn of
 * each warms up and does not count.
 *
 * @returns the median of each
 */
export async function inTurns(turns: number, ours: () => Promise<number>, peer: () => Promise<number>): Promise<{ ours: number; peer: number }> {
	const measured: Array<{ ours: number; peer: number }> = [];
	for (let turn = 0; turn <= turns; turn++) measured.push({ ours: await ours(), peer: await peer() });
	const counted = measured.slice(1);
	return { ours: percentile(counted.map((turn) => turn.ours), 0.5), peer: percentile(counted.map((turn) => turn.peer), 0.5) };
}
