import { ExplainedError } from '../errors';
import type { BusinessCalendar, CalendarPeriod } from '../sla/calendar';
import { createCalendar, WEEKDAYS } from '../sla/calendar';

/** Weekly hours in minutes from Monday 00:00: in order, apart from each other, within one week. */
export type WeeklyHours = readonly Minutes[];

interface Minutes {
	from: number;
	to: number;
}

const DAY = 24 * 60;
const WEEK = 7 * DAY;

/**
 * Reads weekly hours as people type them: `Mon-Fri 08:00-19:00, Sat 10:00-14:00`. Without days they are every day's, and
 * an end at or before the start is one of the next day. Hours may overlap. Weekdays are English or Spanish, in full or
 * their first three letters.
 *
 * @throws ExplainedError that quotes what is not understood.
 */
export function parseWeeklyHours(text: string): WeeklyHours {
	return merged(text.split(/[,;\n]/).map((part) => part.trim()).filter((part) => part !== '').flatMap(hoursOf));
}

/** All other hours of the week. */
export function otherHours(hours: WeeklyHours): WeeklyHours {
	const starts = [0, ...hours.map(({ to }) => to)];
	const ends = [...hours.map(({ from }) => from), WEEK];
	return starts.map((from, index) => ({ from, to: ends[index] ?? WEEK })).filter(({ from, to }) => from < to);
}

/** The hours less the quiet ones. */
export function without(hours: WeeklyHours, quiet: WeeklyHours): WeeklyHours {
	return otherHours(merged([...otherHours(hours), ...quiet]));
}

/** Every hour. */
export const ALWAYS: WeeklyHours = [{ from: 0, to: WEEK }];

/** Whether they are the whole week. */
export function isAlways(hours: WeeklyHours): boolean {
	return otherHours(hours).length === 0;
}

/** The hours on the clock of an IANA time zone; there must be some. */
export function calendarOf(hours: WeeklyHours, timeZone: string): BusinessCalendar {
	return createCalendar({ timeZone, periods: WEEKDAYS.flatMap((weekday) => periodsOn(weekday, hours)), holidays: [] });
}

function periodsOn(weekday: (typeof WEEKDAYS)[number], hours: WeeklyHours): CalendarPeriod[] {
	const midnight = (weekday - 1) * DAY;
	return hours
		.map(({ from, to }) => ({ from: Math.max(from - midnight, 0), to: Math.min(to - midnight, DAY) }))
		.filter(({ from, to }) => from < to)
		.map(({ from, to }) => ({ weekday, start: clock(from), end: clock(to) }));
}

/** Minutes of a day as HH:mm, up to 24:00. */
function clock(minutes: number): string {
	return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

function hoursOf(part: string): Minutes[] {
	const [, days = '', start = '', end = ''] = /^(\D*?)\s*(\d{1,2}(?::\d{2})?)\s*[-–]\s*(\d{1,2}(?::\d{2})?)$/.exec(part) ?? [];
	const [from, to] = [minuteOf(start), minuteOf(end)];
	const weekdays = weekdaysOf(days);
	if (from === null || to === null || from === DAY || weekdays === null) {
		throw new ExplainedError(`"${part}" is not understood as hours`, { advice: 'Write them like Mon-Fri 08:00-19:00, Sat 10:00-14:00.' });
	}
	return weekdays.map((weekday) => ({ from: weekday * DAY + from, to: weekday * DAY + (to > from ? to : to + DAY) }));
}

function minuteOf(text: string): number | null {
	const [, hours, minutes = '0'] = /^(\d{1,2})(?::(\d{2}))?$/.exec(text) ?? [];
	const minute = Number(hours) * 60 + Number(minutes);
	return Number(minutes) < 60 && minute <= DAY ? minute : null;
}

/** From 0, Monday. `Fri-Mon` goes over the weekend; no days at all are every day. */
function weekdaysOf(text: string): number[] | null {
	const [first, last, ...more] = text.trim().split(/\s*[-–]\s*/).map(weekdayOf);
	if (text.trim() === '') return WEEKDAYS.map((weekday) => weekday - 1);
	if (first === undefined || first === -1 || last === -1 || more.length > 0) return null;
	const count = last === undefined ? 1 : ((last - first + 7) % 7) + 1;
	return Array.from({ length: count }, (_, index) => (first + index) % 7);
}

const WEEKDAY_NAMES = [
	['monday', 'lunes'],
	['tuesday', 'martes'],
	['wednesday', 'miercoles'],
	['thursday', 'jueves'],
	['friday', 'viernes'],
	['saturday', 'sabado'],
	['sunday', 'domingo'],
];

/** -1 when it is none. */
function weekdayOf(text: string): number {
	const typed = text.toLowerCase().normalize('NFD').replace(/\p{M}|\./gu, '');
	return typed.length < 3 ? -1 : WEEKDAY_NAMES.findIndex((names) => names.some((name) => name.startsWith(typed)));
}

/** What runs past Sunday's midnight is Monday's. */
function merged(hours: readonly Minutes[]): WeeklyHours {
	const withinWeek = hours.flatMap(({ from, to }) => (to > WEEK ? [{ from, to: WEEK }, { from: 0, to: to - WEEK }] : [{ from, to }]));
	return [...withinWeek]
		.sort((one, other) => one.from - other.from)
		.reduce<Minutes[]>((kept, next) => {
			const last = kept.at(-1);
			if (last === undefined || last.to < next.from) return [...kept, next];
			return [...kept.slice(0, -1), { from: last.from, to: Math.max(last.to, next.to) }];
		}, []);
}
