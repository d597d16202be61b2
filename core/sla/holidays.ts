import { ExplainedError } from '../errors';
import { dateNumber, dateText } from './calendar-date';
import { icalendarDates, isIcalendar } from './icalendar';

/**
 * Holidays as a person writes or pastes them, as dates YYYY-MM-DD in order: either the text of an iCalendar file, or
 * dates (`2026-12-25`), ranges that include their end (`2026-12-24..2026-12-26`) and yearly ones (`12-25`,
 * `12-24..01-02`), with commas, semicolons or blanks between them.
 *
 * What repeats, and all of an iCalendar file, is given from the beginning of last year to the end of the third year
 * ahead. `timeZone` (IANA) tells the date of an iCalendar event whose time is written in UTC. `field` is what errors
 * call the place the text came from.
 *
 * @throws ExplainedError that begins with `field`.
 */
export function parseHolidays(text: string, timeZone = 'UTC', { field = 'Holidays', now = new Date() } = {}): string[] {
	if (text.length > MAX_LENGTH) throw new ExplainedError(`${field}: the text is longer than a million characters`, { advice: TOO_MUCH });
	const years = [-1, 0, 1, 2, 3].map((ahead) => now.getUTCFullYear() + ahead);
	const found = isIcalendar(text) ? icalendarDates(text, { timeZone, years, field }) : typedDates(text, years, field);
	const dates = new Set<number>();
	let count = 0;
	for (const date of found) {
		if (++count > MAX_DATES) throw new ExplainedError(`${field}: these are more than ${MAX_DATES} days`, { advice: TOO_MUCH });
		dates.add(date);
	}
	return [...dates].sort((a, b) => a - b).map(dateText);
}

/** Limits, so that nonsense can't keep n8n busy. */
const MAX_LENGTH = 1_000_000;
const MAX_DATES = 10_000;
const MAX_RANGE_DAYS = 366;
const TOO_MUCH = 'Give only the days on which nothing is open.';

function* typedDates(text: string, years: readonly number[], field: string): Generator<number> {
	const entries = text.replace(/\s+/g, ' ').replace(/ ?\.\. ?/g, '..').split(/[ ,;]+/);
	for (const entry of entries.filter((each) => each !== '')) {
		const [first = '', last = first, ...more] = entry.split('..');
		const dates = more.length > 0 ? null : (range(first, last) ?? yearly(first, last, years));
		if (dates === null) throw notADate(entry, field);
		yield* dates;
	}
}

/** Null when these are no two dates in order, or more than a year lies between them. */
function range(first: string, last: string): number[] | null {
	const [from, to] = [dateNumber(first), dateNumber(last)];
	if (from === null || to === null || to < from || to - from >= MAX_RANGE_DAYS) return null;
	return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** 2024 is a leap year: a range may hold a 29 February, which other years leave out. */
function yearly(first: string, last: string, years: readonly number[]): number[] | null {
	const days = range(`${last < first ? 2023 : 2024}-${first}`, `2024-${last}`)?.map((date) => dateText(date).slice('2024'.length));
	if (days === undefined) return null;
	return years.flatMap((year) => days.flatMap((day) => dateNumber(`${year}${day}`) ?? []));
}

function notADate(entry: string, field: string): ExplainedError {
	return new ExplainedError(`${field}: "${entry.slice(0, 60)}" is not a date`, {
		advice: 'Write dates like 2026-12-25, ranges like 2026-12-24..2026-12-26 (a year at most), yearly ones like 12-25, or paste the text of an iCalendar file.',
	});
}
