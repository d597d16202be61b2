import type { IANAZone } from 'luxon';

/** A span of unix milliseconds in which the clocks of a time zone keep one distance to UTC. `end` is the first moment after it. */
export interface ZoneStretch {
	start: number;
	end: number;
	/** Milliseconds the clock on the wall is ahead of UTC. */
	offset: number;
}

/** The stretches that make up a span of at most a day, in order: two when the clocks change, else one. */
export function zoneStretches(zone: IANAZone, start: number, end: number): ZoneStretch[] {
	const offsetAt = (moment: number) => zone.offset(moment) * 60_000;
	const offset = offsetAt(start);
	if (offsetAt(end - 1) === offset) return [{ start, end, offset }];
	const change = firstMoment(start, end - 1, (moment) => offsetAt(moment) !== offset);
	return [{ start, end: change, offset }, ...zoneStretches(zone, change, end)];
}

/** The first moment at which something holds that doesn't at `early` and does at `late`. */
function firstMoment(early: number, late: number, holds: (moment: number) => boolean): number {
	let [before, first] = [early, late];
	while (first - before > 1) {
		const middle = Math.floor((before + first) / 2);
		if (holds(middle)) first = middle;
		else before = middle;
	}
	return first;
}
