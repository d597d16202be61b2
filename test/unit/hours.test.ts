import fc from 'fast-check';
import { DateTime } from 'luxon';
import type { WeeklyHours } from '../../core/alert/hours';
import { ALWAYS, calendarOf, isAlways, otherHours, parseWeeklyHours, without } from '../../core/alert/hours';

const HOUR = 3600_000;
const ZONES = ['UTC', 'Europe/Madrid', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/Argentina/Buenos_Aires'];

/** As a person reads them: `Mon 08:00-19:00`. */
function readable(hours: WeeklyHours): string {
	const clock = (minute: number) => `${'Mon Tue Wed Thu Fri Sat Sun End'.split(' ')[Math.floor(minute / 1440)]} ${new Date((minute % 1440) * 60_000).toISOString().slice(11, 16)}`;
	return hours.map(({ from, to }) => `${clock(from)} – ${clock(to)}`).join(', ');
}

describe('hours as people type them', () => {
	test.each([
		['Mon-Wed 08:00-19:00', 'Mon 08:00 – Mon 19:00, Tue 08:00 – Tue 19:00, Wed 08:00 – Wed 19:00'],
		['lun-mié 8-19', 'Mon 08:00 – Mon 19:00, Tue 08:00 – Tue 19:00, Wed 08:00 – Wed 19:00'],
		['Saturday 10:00 - 14:00', 'Sat 10:00 – Sat 14:00'],
		['Sáb. 10:00–14:00', 'Sat 10:00 – Sat 14:00'],
		['Fri-Mon 9:00-10:00', 'Mon 09:00 – Mon 10:00, Fri 09:00 – Fri 10:00, Sat 09:00 – Sat 10:00, Sun 09:00 – Sun 10:00'],
		['Sun 22:00-06:00', 'Mon 00:00 – Mon 06:00, Sun 22:00 – End 00:00'],
		['Tue 09:00-12:00, Tue 11:00-13:00; Tue 13:00-14:00', 'Tue 09:00 – Tue 14:00'],
		['Thu 00:00-24:00', 'Thu 00:00 – Fri 00:00'],
		['00:00-24:00', 'Mon 00:00 – End 00:00'],
		['', ''],
	])('%s', (text, hours) => {
		expect(readable(parseWeeklyHours(text))).toBe(hours);
	});

	test.each(['nine to five', 'Mon', 'Mon 25:00-26:00', 'Mon 09:60-10:00', 'Mo 09:00-10:00', 'Mon-Tue-Wed 09:00-10:00', 'Mon 24:00-25:00', '09:00', 'Mon 09:00-17:00 19:00-20:00'])(
		'%s is refused',
		(text) => {
			expect(() => parseWeeklyHours(text)).toThrow(`"${text}" is not understood as hours`);
		},
	);

	test('all but the quiet hours', () => {
		expect(readable(without(ALWAYS, parseWeeklyHours('19:00-08:00, Sat-Sun 00:00-24:00')))).toBe(
			'Mon 08:00 – Mon 19:00, Tue 08:00 – Tue 19:00, Wed 08:00 – Wed 19:00, Thu 08:00 – Thu 19:00, Fri 08:00 – Fri 19:00',
		);
		expect(without(ALWAYS, ALWAYS)).toEqual([]);
		expect(isAlways(without(ALWAYS, []))).toBe(true);
	});
});

const weekly = fc
	.array(fc.record({ day: fc.integer({ min: 0, max: 6 }), from: fc.integer({ min: 0, max: 1439 }), to: fc.integer({ min: 0, max: 1440 }) }), { minLength: 1, maxLength: 6 })
	.map((parts) => parts.map(({ day, from, to }) => `${'Mon Tue Wed Thu Fri Sat Sun'.split(' ')[day]} ${hhmm(from)}-${hhmm(to)}`).join(', '));

function hhmm(minute: number): string {
	return `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
}

/** Moments around the nights on which clocks change, and any others. */
const moment = fc.oneof(
	fc.constantFrom('2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z', '2026-03-08T07:00:00Z', '2026-11-01T06:00:00Z', '2026-04-04T15:00:00Z', '2026-10-03T15:30:00Z')
		.chain((change) => fc.integer({ min: -48 * HOUR, max: 48 * HOUR }).map((away) => new Date(Date.parse(change) + away))),
	fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
);

/** Straight from what the words mean: what the person's clock shows lies within the hours. */
function isWithin(hours: WeeklyHours, timeZone: string, at: Date): boolean {
	const { weekday, hour, minute } = DateTime.fromJSDate(at, { zone: timeZone });
	const now = (weekday - 1) * 1440 + hour * 60 + minute;
	return hours.some(({ from, to }) => from <= now && now < to);
}

describe('when a person may be told next', () => {
	test('is a moment within their hours, and the first one: on nights when the clocks change too', () => {
		fc.assert(
			fc.property(weekly, fc.constantFrom(...ZONES), moment, fc.double({ min: 0, max: 1, noNaN: true }), (text, timeZone, at, share) => {
				const hours = parseWeeklyHours(text);
				const next = calendarOf(hours, timeZone).nextOpening(at);
				expect(isWithin(hours, timeZone, next)).toBe(true);
				expect(next.getTime()).toBeGreaterThanOrEqual(at.getTime());
				expect(next.getTime() - at.getTime()).toBeLessThan(9 * 24 * HOUR);
				const before = new Date(at.getTime() + Math.floor(share * (next.getTime() - at.getTime())));
				if (before < next) expect(isWithin(hours, timeZone, before)).toBe(false);
				if (isWithin(hours, timeZone, at)) expect(next).toEqual(at);
			}),
			{ numRuns: 500 },
		);
	});

	test('quiet hours and the others are all hours, and have none in common', () => {
		fc.assert(
			fc.property(weekly, fc.constantFrom(...ZONES), moment, (text, timeZone, at) => {
				const quiet = parseWeeklyHours(text);
				expect(isWithin(otherHours(quiet), timeZone, at)).toBe(!isWithin(quiet, timeZone, at));
				expect(isWithin(without(ALWAYS, quiet), timeZone, at)).toBe(!isWithin(quiet, timeZone, at));
			}),
		);
	});
});
