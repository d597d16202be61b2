import { DateTime } from 'luxon';

/** Whole days, the last of them yesterday, on one clock. */
export interface DigestPeriod {
	since: Date;
	/** Not within it any more. */
	until: Date;
	/** The days, or the hours of a single day, each up to the next. */
	buckets: Date[];
	unit: 'day' | 'hour';
	/** The clock, IANA: on another one these are not whole days. */
	timeZone: string;
}

/** `timeZone` is IANA; days are calendar days, whatever their length when clocks change. */
export function lastDays(days: number, timeZone: string, now: Date): DigestPeriod {
	const until = DateTime.fromJSDate(now).setZone(timeZone).startOf('day');
	const since = until.minus({ days });
	const unit = days === 1 ? 'hour' : 'day';
	const buckets: Date[] = [];
	for (let start = since; start < until; start = start.plus({ [unit]: 1 })) buckets.push(start.toJSDate());
	return { since: since.toJSDate(), until: until.toJSDate(), buckets, unit, timeZone };
}
