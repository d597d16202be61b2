import { ExplainedError } from '../errors';
import type { BusinessCalendar, CalendarPeriod, CalendarSettings } from '../sla/calendar';
import { createCalendar, WEEKDAYS } from '../sla/calendar';
import type { Inbox, WorkingDay } from './client';

/**
 * An inbox's working hours (Chatwoot 4.15), without holidays, of which Chatwoot knows nothing. Null, which means
 * always open, when they are off, when the version has none, and when all days are closed: hours in which no time ever
 * passes can't be meant for a promise, and an alert too many is better than one that never comes.
 */
export function workingHours({ working_hours_enabled: enabled, timezone, working_hours: days }: Inbox): CalendarSettings | null {
	const periods = (days ?? []).flatMap(periodOf);
	if (enabled !== true || periods.length === 0) return null;
	return { timeZone: timezone ?? 'UTC', periods, holidays: [] };
}

/**
 * The calendar of working hours that an inbox has.
 *
 * @throws ExplainedError that names the inbox when Chatwoot gave hours or a time zone that are none.
 */
export function createInboxCalendar(inboxId: number, settings: CalendarSettings): BusinessCalendar {
	try {
		return createCalendar(settings);
	} catch (error) {
		if (!(error instanceof ExplainedError)) throw error;
		throw new ExplainedError(`The working hours of inbox ${inboxId} in Chatwoot can't be used: ${error.message}`, {
			advice: 'Correct them in Chatwoot under Inbox Settings, Business Hours, or set the hours in this node.',
			cause: error,
		});
	}
}

function periodOf(day: WorkingDay): CalendarPeriod[] {
	const weekday = WEEKDAYS.find((each) => each % 7 === day.day_of_week);
	if (weekday === undefined || day.closed_all_day === true) return [];
	if (isOpenAllDay(day)) return [{ weekday, start: '00:00', end: '24:00' }];
	const [start, end] = [clockTime(day.open_hour, day.open_minutes), clockTime(day.close_hour, day.close_minutes)];
	return start === null || end === null ? [] : [{ weekday, start, end }];
}

/** Stored as 0:00–23:59, and meant as the whole day. */
function isOpenAllDay(day: WorkingDay): boolean {
	const stored = [day.open_hour, day.open_minutes ?? 0, day.close_hour, day.close_minutes ?? 0].join();
	return day.open_all_day === true || stored === '0,0,23,59';
}

/** HH:mm */
function clockTime(hour: number | null | undefined, minutes: number | null | undefined): string | null {
	if (hour === null || hour === undefined) return null;
	return [hour, minutes ?? 0].map((part) => String(part).padStart(2, '0')).join(':');
}
