import fc from 'fast-check';
import { DateTime } from 'luxon';
import { ExplainedError } from '../../core/errors';
import type { BusinessCalendar, CalendarPeriod, CalendarSettings, Weekday } from '../../core/sla/calendar';
import { ALWAYS_OPEN, createCalendar, WEEKDAYS } from '../../core/sla/calendar';

const HOUR = 3600;

function on(weekdays: readonly Weekday[], ...hours: string[]): CalendarPeriod[] {
	return weekdays.flatMap((weekday) =>
		hours.map((each) => {
			const [start = '', end = ''] = each.split('-');
			return { weekday, start, end };
		}),
	);
}

const MON_TO_FRI = [1, 2, 3, 4, 5] as const;

function office(settings: Partial<CalendarSettings> = {}): BusinessCalendar {
	return createCalendar({ timeZone: 'Europe/Amsterdam', periods: on(MON_TO_FRI, '09:00-17:00'), holidays: [], ...settings });
}

/** A time on the wall in Amsterdam, or in another zone. */
function local(text: string, zone = 'Europe/Amsterdam'): Date {
	return DateTime.fromISO(text, { zone }).toJSDate();
}

describe('office hours, Monday to Friday from 9 to 17', () => {
	test.each([
		// 9 January 2026 is a Friday.
		['an hour from Friday 16:30 is Monday 09:30', '2026-01-09T16:30', 1, '2026-01-12T09:30'],
		['half an hour from Friday 16:30 is closing time, not the next opening', '2026-01-09T16:30', 0.5, '2026-01-09T17:00'],
		['what begins at night begins at the next opening', '2026-01-09T03:00', 1, '2026-01-09T10:00'],
		['what begins on Saturday begins on Monday', '2026-01-10T12:00', 1, '2026-01-12T10:00'],
		['a working week later', '2026-01-09T16:30', 40, '2026-01-16T16:30'],
		['no time is no time, though it is closed', '2026-01-10T12:00', 0, '2026-01-10T12:00'],
		['across the night in which summer time begins', '2026-03-27T16:30', 1, '2026-03-30T09:30'],
	])('%s', (_name, from, hours, due) => {
		expect(office().addWorkingTime(local(from), hours * HOUR)).toEqual(local(due));
	});

	test.each([
		['within a day', '2026-01-09T10:00', '2026-01-09T10:20', 20 / 60],
		['a weekend counts nothing', '2026-01-09T17:00', '2026-01-12T09:00', 0],
		['a week', '2026-01-07T11:11', '2026-01-14T11:11', 40],
		['backwards', '2026-01-09T12:00', '2026-01-09T11:00', 0],
	])('the time between: %s', (_name, from, to, hours) => {
		expect(office().workingSecondsBetween(local(from), local(to))).toBe(hours * HOUR);
	});

	test('opens at the opening and is closed at the closing time', () => {
		const calendar = office();
		const open = (text: string) => calendar.isOpen(local(text));
		expect(['08:59:59', '09:00', '16:59:59', '17:00'].map((time) => open(`2026-01-09T${time}`))).toEqual([false, true, true, false]);
		expect(open('2026-01-10T12:00')).toBe(false);
	});

	test('the next opening is now while it is open', () => {
		expect(office().nextOpening(local('2026-01-09T10:15'))).toEqual(local('2026-01-09T10:15'));
		expect(office().nextOpening(local('2026-01-09T17:00'))).toEqual(local('2026-01-12T09:00'));
	});

	test('holidays are closed, in the time zone of the calendar', () => {
		const calendar = office({ holidays: ['2026-01-09', '2026-01-12'] });
		expect(calendar.addWorkingTime(local('2026-01-08T16:30'), HOUR)).toEqual(local('2026-01-13T09:30'));
		// In UTC it is still the 12th.
		const sydney = office({ timeZone: 'Australia/Sydney', holidays: ['2026-01-12'] });
		expect(sydney.nextOpening(local('2026-01-12T08:00', 'Australia/Sydney'))).toEqual(local('2026-01-13T09:00', 'Australia/Sydney'));
	});
});

describe('other hours', () => {
	test('a lunch break', () => {
		const calendar = office({ periods: on(MON_TO_FRI, '13:00-17:00', '9:00-12:00') });
		expect(calendar.addWorkingTime(local('2026-01-09T11:30'), HOUR)).toEqual(local('2026-01-09T13:30'));
		expect(calendar.isOpen(local('2026-01-09T12:30'))).toBe(false);
	});

	test('across midnight, also from Sunday to Monday', () => {
		const calendar = office({ periods: on([7], '22:00-06:00') });
		expect(calendar.isOpen(local('2026-01-12T05:59'))).toBe(true);
		expect(calendar.workingSecondsBetween(local('2026-01-11T00:00'), local('2026-01-13T00:00'))).toBe(8 * HOUR);
	});

	test('a holiday ends a night shift at midnight', () => {
		const calendar = office({ periods: on([7], '22:00-06:00'), holidays: ['2026-01-12'] });
		expect(calendar.workingSecondsBetween(local('2026-01-11T00:00'), local('2026-01-13T00:00'))).toBe(2 * HOUR);
	});

	test.each(['00:00-24:00', '00:00-00:00'])('%s is the whole day', (hours) => {
		const calendar = office({ periods: on(WEEKDAYS, hours) });
		expect(calendar.workingSecondsBetween(local('2026-01-05T00:00'), local('2026-01-12T00:00'))).toBe(7 * 24 * HOUR);
	});

	test('periods may touch', () => {
		const calendar = office({ periods: on([1], '09:00-12:00', '12:00-17:00') });
		expect(calendar.addWorkingTime(local('2026-01-12T11:00'), 2 * HOUR)).toEqual(local('2026-01-12T13:00'));
	});

	test('always open', () => {
		const at = new Date('2026-01-10T03:00:00Z');
		expect(ALWAYS_OPEN.isOpen(at)).toBe(true);
		expect(ALWAYS_OPEN.nextOpening(at)).toEqual(at);
		expect(ALWAYS_OPEN.addWorkingTime(at, 90)).toEqual(new Date('2026-01-10T03:01:30Z'));
		expect(ALWAYS_OPEN.workingSecondsBetween(at, new Date('2026-01-10T03:01:30Z'))).toBe(90);
	});
});

describe('the nights in which the clocks change', () => {
	test.each([
		['Europe/Amsterdam', '2026-03-29', 23],
		['Europe/Amsterdam', '2026-10-25', 25],
		['America/New_York', '2026-03-08', 23],
		['America/New_York', '2026-11-01', 25],
		['Australia/Lord_Howe', '2026-10-04', 23.5],
		['Australia/Lord_Howe', '2026-04-05', 24.5],
	])('%s: %s, open all day, has %d hours', (timeZone, date, hours) => {
		const calendar = createCalendar({ timeZone, periods: on(WEEKDAYS, '00:00-24:00'), holidays: [] });
		const midnight = DateTime.fromISO(date, { zone: timeZone });
		const next = midnight.plus({ days: 1 });
		expect(calendar.workingSecondsBetween(midnight.toJSDate(), next.toJSDate())).toBe(hours * HOUR);
		expect(calendar.addWorkingTime(midnight.toJSDate(), hours * HOUR)).toEqual(next.toJSDate());
	});

	test.each([
		['a shift loses the hour that is skipped', 'Europe/Amsterdam', '2026-03-28', '22:00-06:00', 7],
		['and has the one that comes twice', 'Europe/Amsterdam', '2026-10-24', '22:00-06:00', 9],
		['a period within the skipped hour does not open', 'America/New_York', '2026-03-07', '02:00-03:00', 0],
		['one within the doubled hour opens twice', 'America/New_York', '2026-10-31', '01:15-01:45', 1],
		['half an hour in Lord Howe', 'Australia/Lord_Howe', '2026-10-03', '22:00-06:00', 7.5],
	])('%s', (_name, timeZone, date, hours, worked) => {
		const calendar = createCalendar({ timeZone, periods: on([6, 7], hours), holidays: [] });
		const noon = DateTime.fromISO(`${date}T12:00`, { zone: timeZone });
		expect(calendar.workingSecondsBetween(noon.toJSDate(), noon.plus({ days: 1 }).toJSDate())).toBe(worked * HOUR);
	});
});

describe('any calendar', () => {
	test('working(from, add(from, s)) is s', () => {
		fc.assert(
			fc.property(anyCalendar, anyMoment, anySeconds, (settings, from, seconds) => {
				const calendar = createCalendar(settings);
				expect(calendar.workingSecondsBetween(from, calendar.addWorkingTime(from, seconds))).toBe(seconds);
			}),
			{ numRuns: 300 },
		);
	});

	test('more time is never due earlier, nor is what begins later', () => {
		fc.assert(
			fc.property(anyCalendar, anyMoment, anySeconds, fc.nat(100_000), fc.nat(200_000), (settings, from, seconds, more, later) => {
				const calendar = createCalendar(settings);
				const due = calendar.addWorkingTime(from, seconds).getTime();
				expect(calendar.addWorkingTime(from, seconds + more).getTime()).toBeGreaterThanOrEqual(due);
				expect(calendar.addWorkingTime(new Date(from.getTime() + later * 1000), seconds).getTime()).toBeGreaterThanOrEqual(due);
			}),
			{ numRuns: 300 },
		);
	});

	test('two steps lead where one of both lengths does', () => {
		fc.assert(
			fc.property(anyCalendar, anyMoment, anySeconds, anySeconds, (settings, from, first, second) => {
				const calendar = createCalendar(settings);
				expect(calendar.addWorkingTime(calendar.addWorkingTime(from, first), second)).toEqual(calendar.addWorkingTime(from, first + second));
			}),
			{ numRuns: 300 },
		);
	});

	test('the next opening is open, and nothing is before it', () => {
		fc.assert(
			fc.property(anyCalendar, anyMoment, (settings, at) => {
				const calendar = createCalendar(settings);
				const opening = calendar.nextOpening(at);
				expect(calendar.isOpen(opening)).toBe(true);
				expect(calendar.workingSecondsBetween(at, opening)).toBe(0);
				expect(calendar.isOpen(at)).toBe(opening.getTime() === at.getTime());
			}),
			{ numRuns: 300 },
		);
	});

	test('agrees with looking at the clock on the wall minute by minute', () => {
		fc.assert(
			fc.property(anyCalendar, anyMoment, fc.integer({ min: 1, max: 3000 }), (settings, from, minutes) => {
				const calendar = createCalendar(settings);
				const seen = openMinutes(settings, from, minutes);
				const moments = seen.map((_open, minute) => new Date(from.getTime() + minute * 60_000));
				expect(moments.map((moment) => calendar.isOpen(moment))).toEqual(seen);

				const worked = seen.filter(Boolean).length * 60;
				expect(calendar.workingSecondsBetween(from, new Date(from.getTime() + minutes * 60_000))).toBe(worked);
				const last = moments[seen.lastIndexOf(true)];
				if (last !== undefined) expect(calendar.addWorkingTime(from, worked)).toEqual(new Date(last.getTime() + 60_000));
			}),
			{ numRuns: 150 },
		);
	}, 60_000);
});

describe('settings that can\'t be meant', () => {
	test.each<[string, Partial<CalendarSettings>, RegExp]>([
		['an unknown time zone', { timeZone: 'Europe/Atlantis' }, /^Time Zone: "Europe\/Atlantis"/],
		['no time zone', { timeZone: '' }, /^Time Zone/],
		['no periods', { periods: [] }, /^Opening Hours: there are none/],
		['overlapping periods', { periods: on([1], '09:00-17:00', '16:00-18:00') }, /^Opening Hours: Monday 09:00–17:00 overlaps Monday 16:00–18:00/],
		['the same period twice', { periods: on([2], '09:00-17:00', '09:00-17:00') }, /^Opening Hours: Tuesday 09:00–17:00 overlaps/],
		['a night that runs into the next day', { periods: [...on([1], '20:00-06:00'), ...on([2], '05:00-09:00')] }, /^Opening Hours: Monday .* overlaps Tuesday/],
		['Sunday night into Monday', { periods: [...on([7], '20:00-06:00'), ...on([1], '05:00-09:00')] }, /^Opening Hours: Sunday .* overlaps Monday/],
		['no time of day', { periods: on([1], '9 am-17:00') }, /^Opening Hours: "9 am" is not a time/],
		['minute 60', { periods: on([1], '09:60-17:00') }, /^Opening Hours: "09:60"/],
		['hour 25', { periods: on([1], '09:00-25:00') }, /^Opening Hours: "25:00"/],
		['a start at 24:00', { periods: on([1], '24:00-09:00') }, /^Opening Hours: "24:00"/],
		['no date', { holidays: ['25.12.2026'] }, /^Holidays: "25.12.2026" is not a date/],
		['a date that does not exist', { holidays: ['2026-02-29'] }, /^Holidays: "2026-02-29" is not a date/],
	])('%s', (_name, settings, message) => {
		const make = () => office(settings);
		expect(make).toThrow(ExplainedError);
		expect(make).toThrow(message);
	});

	test('a time out of reach is an error, not a hang', () => {
		expect(() => office().addWorkingTime(local('2026-01-09T12:00'), Infinity)).toThrow(/^Opening Hours: .*20 years/);
		expect(() => office().workingSecondsBetween(new Date(0), local('2026-01-09T12:00'))).toThrow(/^Opening Hours: .*20 years/);
	});
});

/** What this file means by open: looked up on the clock on the wall, once for each minute. */
function openMinutes({ timeZone, periods, holidays }: CalendarSettings, from: Date, minutes: number): boolean[] {
	return Array.from({ length: minutes }, (_, minute) => {
		const wall = DateTime.fromMillis(from.getTime() + minute * 60_000, { zone: timeZone });
		const time = wall.toFormat('HH:mm');
		const yesterday = wall.weekday === 1 ? 7 : wall.weekday - 1;
		const inPeriod = periods.some(({ weekday, start, end }) =>
			start < end
				? weekday === wall.weekday && start <= time && time < end
				: (weekday === wall.weekday && start <= time) || (weekday === yesterday && time < end),
		);
		return inPeriod && !holidays.includes(wall.toFormat('yyyy-MM-dd'));
	});
}

const ZONES = [
	'Europe/Amsterdam',
	'America/New_York',
	'Australia/Lord_Howe',
	'America/St_Johns',
	'Asia/Kolkata',
	'Pacific/Chatham',
	'Africa/Casablanca',
	// Skipped 30 December 2011.
	'Pacific/Apia',
	'UTC',
];

/** Near changes of the clocks and anywhere. Whole minutes. */
const anyMoment = fc
	.tuple(
		fc.constantFrom('2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01', '2026-04-05', '2026-10-04', '2026-02-15', '2011-12-30', '2027-01-01'),
		fc.oneof({ weight: 4, arbitrary: fc.integer({ min: -2880, max: 1440 }) }, { weight: 1, arbitrary: fc.integer({ min: -2_000_000, max: 2_000_000 }) }),
	)
	.map(([date, minutes]) => new Date(Date.parse(date) + minutes * 60_000));

const anySeconds = fc.oneof(fc.constant(0), fc.nat(7200), fc.nat(200_000));

const WEEK = 7 * 24 * 60;

/** Cuts the week at random minutes; the pieces are open and closed by turns. */
const anyPeriods = fc
	.uniqueArray(fc.oneof(fc.nat(WEEK - 1), fc.nat(167).map((hour) => hour * 60)), { minLength: 2, maxLength: 16 })
	.map((cuts) => {
		const sorted = cuts.sort((a, b) => a - b);
		const pieces = sorted.map((from, index) => ({ from, to: sorted[index + 1] ?? (sorted[0] ?? 0) + WEEK }));
		const offset = sorted.length % 3 === 0 ? 1 : 0;
		return pieces.filter((_piece, index) => index % 2 === offset).map(({ from, to }) => periodBetween(from, Math.min(to, from + 1440)));
	});

function periodBetween(from: number, to: number): CalendarPeriod {
	const clock = (minute: number) => [Math.floor(minute / 60) % 24, minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
	return { weekday: WEEKDAYS[Math.floor(from / 1440)] ?? 1, start: clock(from), end: to % 1440 === 0 && from % 1440 !== 0 ? '24:00' : clock(to) };
}

const anyHoliday = anyMoment.map((moment) => moment.toISOString().slice(0, 10));

const anyCalendar: fc.Arbitrary<CalendarSettings> = fc.record({
	timeZone: fc.constantFrom(...ZONES),
	periods: anyPeriods,
	holidays: fc.array(anyHoliday, { maxLength: 5 }),
});
