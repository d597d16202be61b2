import { IANAZone } from 'luxon';
import { ExplainedError } from '../errors';
import type { CalendarPeriod, CalendarSettings } from './calendar';
import { dateNumber } from './calendar-date';

/** What the settings of a calendar say about each date, in minutes of the clock on the wall. */
export interface OpeningPlan {
	zone: IANAZone;
	/** When a date, numbered from 1 January 1970, is open: in order, without overlap, none on a holiday. */
	minutesOpen(date: number): readonly Minutes[];
}

/** From 0 to 1440. */
interface Minutes {
	from: number;
	to: number;
}

const DAY_MINUTES = 24 * 60;
const WEEK_MINUTES = 7 * DAY_MINUTES;
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** @throws ExplainedError naming the field that is wrong. */
export function readPlan({ timeZone, periods, holidays }: CalendarSettings): OpeningPlan {
	assertTimeZone(timeZone);
	const week = periods.map(readPeriod).sort((a, b) => a.from - b.from);
	assertOpenAtAll(week);
	assertNoOverlap(week);
	const byWeekday = WEEKDAYS.map((_name, weekday) => minutesOn(weekday, week));
	const closed = new Set(holidays.map(dateOf));
	return {
		zone: IANAZone.create(timeZone),
		minutesOpen: (date) => (closed.has(date) ? [] : (byWeekday[weekdayOf(date)] ?? [])),
	};
}

/** A period in minutes from Monday 00:00; `to` may lie in the next week. */
interface WeekPeriod extends Minutes {
	name: string;
}

function readPeriod({ weekday, start, end }: CalendarPeriod): WeekPeriod {
	const midnight = (weekday - 1) * DAY_MINUTES;
	const from = minuteOfDay(start);
	const to = end.trim() === '24:00' ? DAY_MINUTES : minuteOfDay(end);
	return {
		name: `${WEEKDAYS[weekday - 1] ?? ''} ${start}–${end}`,
		from: midnight + from,
		to: midnight + (to > from ? to : to + DAY_MINUTES),
	};
}

function minuteOfDay(text: string): number {
	const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? [];
	if (Number(hours) < 24 && Number(minutes) < 60) return Number(hours) * 60 + Number(minutes);
	throw new ExplainedError(`Opening Hours: "${text}" is not a time of day`, {
		advice: 'Enter times as hours and minutes, e.g. 09:00. A day ends at 24:00.',
	});
}

/** The part of the week's periods that falls on one day. What runs past Sunday's midnight is Monday's. */
function minutesOn(weekday: number, week: readonly WeekPeriod[]): Minutes[] {
	const midnight = weekday * DAY_MINUTES;
	return week
		.flatMap(({ from, to }) => [
			{ from, to },
			{ from: from - WEEK_MINUTES, to: to - WEEK_MINUTES },
		])
		.map(({ from, to }) => ({ from: Math.max(from - midnight, 0), to: Math.min(to - midnight, DAY_MINUTES) }))
		.filter(({ from, to }) => from < to)
		.sort((a, b) => a.from - b.from);
}

/** 1 January 1970 was a Thursday. */
function weekdayOf(date: number): number {
	return (((date + 3) % 7) + 7) % 7;
}

function dateOf(holiday: string): number {
	const date = dateNumber(holiday);
	if (date !== null) return date;
	throw new ExplainedError(`Holidays: "${holiday}" is not a date`, { advice: 'Enter dates as year-month-day, e.g. 2026-12-25' });
}

function assertTimeZone(timeZone: string): void {
	if (IANAZone.isValidZone(timeZone)) return;
	throw new ExplainedError(`Time Zone: "${timeZone}" is not a known time zone`, {
		advice: 'Enter the name of a zone of the IANA list, e.g. Europe/Amsterdam',
	});
}

function assertOpenAtAll(week: readonly WeekPeriod[]): void {
	if (week.length > 0) return;
	throw new ExplainedError('Opening Hours: there are none, so no time would ever pass', {
		advice: 'Add at least one day with its hours, or choose Always Open.',
	});
}

/** Periods may touch: one ends where the next begins. */
function assertNoOverlap(week: readonly WeekPeriod[]): void {
	const first = week.slice(0, 1).map((period) => ({ ...period, from: period.from + WEEK_MINUTES }));
	[...week.slice(1), ...first].forEach((next, index) => {
		const period = week[index];
		if (period === undefined || period.to <= next.from) return;
		throw new ExplainedError(`Opening Hours: ${period.name} overlaps ${next.name}`, {
			advice: 'Let each period end before the next one begins. An end at or before the start is a time of the next day.',
		});
	});
}
