import ICAL from 'ical.js';
import { IANAZone } from 'luxon';
import { ExplainedError } from '../errors';

export interface IcalendarReading {
	/** IANA: tells the date of times written in UTC. Other times are taken as they stand. */
	timeZone: string;
	/** Dates outside of them are left out. */
	years: readonly number[];
	/** What errors call the place the text came from. */
	field: string;
}

export function isIcalendar(text: string): boolean {
	return /^[ \t\uFEFF]*BEGIN:VCALENDAR/im.test(text);
}

/**
 * The dates that the events of an iCalendar file (RFC 5545) touch, numbered from 1 January 1970, in no order and some
 * more than once. Cancelled events are left out. Of repeating ones only the yearly are understood, on a fixed date or
 * on the nth weekday of a month, as holidays are.
 *
 * @throws ExplainedError that begins with `field` and names the event by its UID.
 */
export function* icalendarDates(text: string, reading: IcalendarReading): Generator<number> {
	const events = readEvents(text, reading.field);
	const moved = new Set(events.map(movedOccurrence));
	const steps = { left: MAX_STEPS };
	for (const event of events) {
		if (isCancelled(event)) continue;
		try {
			yield* datesOf(event, moved, reading, steps);
		} catch (error) {
			if (error instanceof ExplainedError) throw error;
			throw new ExplainedError(`${reading.field}: ${nameOf(event)} has no times that can be read`, { cause: error });
		}
	}
}

const DAY_MS = 86_400_000;

/** How many repetitions are looked at in all, so that nonsense can't keep n8n busy. */
const MAX_STEPS = 20_000;

function readEvents(text: string, field: string): ICAL.Event[] {
	try {
		return text
			.split(/^[ \t\uFEFF]*(?=BEGIN:VCALENDAR)/im)
			.filter(isIcalendar)
			.flatMap((calendar) => ICAL.Component.fromString(calendar).getAllSubcomponents('vevent'))
			// Without a list of exceptions every event would look through all the others.
			.map((component) => new ICAL.Event(component, { exceptions: [] }));
	} catch (error) {
		throw new ExplainedError(`${field}: the iCalendar text can't be read`, {
			advice: 'Paste the file whole, from BEGIN:VCALENDAR to END:VCALENDAR.',
			cause: error,
		});
	}
}

function* datesOf(event: ICAL.Event, moved: ReadonlySet<string>, reading: IcalendarReading, steps: { left: number }): Generator<number> {
	const first = Date.UTC(Math.min(...reading.years), 0, 1) / DAY_MS;
	const last = Date.UTC(Math.max(...reading.years), 11, 31) / DAY_MS;
	const length = asIfUtc(event.endDate) - asIfUtc(event.startDate);
	for (const start of startsOf(event, reading.field)) {
		if (--steps.left < 0) throw new ExplainedError(`${reading.field}: the events repeat too often`, { advice: ADVICE });
		const from = Math.floor(onTheWall(start, 0, reading.timeZone) / DAY_MS);
		if (from > last) return;
		if (event.isRecurring() && moved.has(occurrenceKey(event, start))) continue;
		// The end is exclusive: one at midnight leaves that day alone.
		const to = Math.max(from, Math.ceil(onTheWall(start, length, reading.timeZone) / DAY_MS) - 1);
		for (let date = Math.max(from, first); date <= Math.min(to, last); date++) yield date;
	}
}

function* startsOf(event: ICAL.Event, field: string): Generator<ICAL.Time> {
	if (!event.isRecurring()) {
		yield event.startDate;
		return;
	}
	assertYearly(event, field);
	const occurrences = event.iterator();
	for (let start = occurrences.next(); start; start = occurrences.next()) yield start;
}

function assertYearly(event: ICAL.Event, field: string): void {
	for (const property of event.component.getAllProperties('rrule')) {
		const rule = property.getFirstValue();
		if (rule instanceof ICAL.Recur && isYearly(rule, event.startDate)) continue;
		throw new ExplainedError(`${field}: ${nameOf(event)} repeats by a rule that is not supported`, { advice: ADVICE });
	}
}

function isYearly({ freq, parts }: ICAL.Recur, start: ICAL.Time): boolean {
	const { BYMONTH = [], BYMONTHDAY = [], BYDAY = [], ...others } = parts;
	const onFixedDate = BYDAY.length === 0;
	const onNthWeekday = BYDAY.length === 1 && BYMONTH.length === 1 && BYMONTHDAY.length === 0 && /^[+-]?[1-5][A-Z]{2}$/.test(BYDAY[0] ?? '');
	return (
		freq === 'YEARLY' &&
		Object.keys(others).length === 0 &&
		BYMONTH.every((month) => month === start.month) &&
		BYMONTHDAY.every((day) => day === start.day) &&
		(onFixedDate || onNthWeekday)
	);
}

/** One occurrence of a repeating event may be moved or cancelled by an event of its own, with the same UID. */
function movedOccurrence(event: ICAL.Event): string {
	const original = event.component.getFirstPropertyValue('recurrence-id');
	return original instanceof ICAL.Time ? occurrenceKey(event, original) : '';
}

function occurrenceKey({ uid }: ICAL.Event, start: ICAL.Time): string {
	return `${uid ?? ''} ${start.toString().slice(0, 'YYYY-MM-DD'.length)}`;
}

function isCancelled({ component }: ICAL.Event): boolean {
	return String(component.getFirstPropertyValue('status')).toUpperCase() === 'CANCELLED';
}

/** `length` milliseconds after a time, as the clock on the wall shows it, written as if it were UTC. */
function onTheWall(time: ICAL.Time, length: number, timeZone: string): number {
	const moment = asIfUtc(time) + length;
	return time.zone === ICAL.Timezone.utcTimezone ? moment + IANAZone.create(timeZone).offset(moment) * 60_000 : moment;
}

function asIfUtc({ year, month, day, hour, minute, second }: ICAL.Time): number {
	return Date.UTC(year, month - 1, day, hour, minute, second);
}

function nameOf({ uid, component }: ICAL.Event): string {
	return `the event ${uid?.slice(0, 80) ?? `of ${String(component.getFirstPropertyValue('dtstart'))}`}`;
}

const ADVICE = 'Only events that repeat yearly, on a date or on the nth weekday of a month, are understood. Give the dates of the others one by one.';
