import fc from 'fast-check';
import { ExplainedError } from '../../core/errors';
import { parseHolidays } from '../../core/sla/holidays';

const NOW = new Date('2026-06-15T12:00:00Z');

function holidays(text: string, timeZone = 'Europe/Amsterdam'): string[] {
	return parseHolidays(text, timeZone, { now: NOW });
}

function failure(text: string): ExplainedError {
	try {
		holidays(text);
	} catch (error) {
		if (error instanceof ExplainedError) return error;
		throw error;
	}
	throw new Error('it was accepted');
}

/** An iCalendar file around the lines of its events. */
function calendar(...events: string[][]): string {
	const lines = events.flatMap((event) => ['BEGIN:VEVENT', ...event, 'END:VEVENT']);
	return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//example//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n');
}

describe('dates as people type them', () => {
	test.each([
		['', []],
		[' \n ', []],
		['2026-12-25', ['2026-12-25']],
		['2026-12-26, 2026-12-25\n2027-01-01;2026-12-25', ['2026-12-25', '2026-12-26', '2027-01-01']],
		['2026-12-24..2026-12-26', ['2026-12-24', '2026-12-25', '2026-12-26']],
		['2026-12-31 .. 2027-01-01 2026-05-05', ['2026-05-05', '2026-12-31', '2027-01-01']],
		['12-25', ['2025-12-25', '2026-12-25', '2027-12-25', '2028-12-25', '2029-12-25']],
		['02-29', ['2028-02-29']],
	])('%j', (text, dates) => {
		expect(holidays(text)).toEqual(dates);
	});

	test('yearly ranges, also across new year and a 29 February', () => {
		expect(holidays('12-31..01-01').filter((date) => date.startsWith('2026'))).toEqual(['2026-01-01', '2026-12-31']);
		expect(holidays('02-28..03-01').filter((date) => /^202[78]/.test(date))).toEqual([
			'2027-02-28',
			'2027-03-01',
			'2028-02-28',
			'2028-02-29',
			'2028-03-01',
		]);
	});

	test.each([
		'25.12.2026',
		'Christmas',
		'2026-02-29',
		'2026-13-01',
		'13-01',
		'02-30',
		'2026-12-26..2026-12-24',
		'2026-12-24..12-26',
		'2026-12-24..2026-12-25..2026-12-26',
		'2026-01-01..2027-01-02',
		'2026-12-24..',
	])('%s is refused by name', (text) => {
		expect(failure(`2026-12-25, ${text}`).message).toBe(`Holidays: "${text}" is not a date`);
	});

	test('errors name the place the text came from', () => {
		expect(() => parseHolidays('x', 'UTC', { field: 'Days Off' })).toThrow(/^Days Off: /);
	});
});

describe('iCalendar', () => {
	test('days, several days with an exclusive end, and events without one', () => {
		const text = calendar(
			['UID:1', 'DTSTART;VALUE=DATE:20261225', 'DTEND;VALUE=DATE:20261227'],
			['UID:2', 'DTSTART;VALUE=DATE:20260501'],
			['UID:3', 'DTSTART;VALUE=DATE:20260629', 'DURATION:P3D'],
		);
		expect(holidays(text)).toEqual(['2026-05-01', '2026-06-29', '2026-06-30', '2026-07-01', '2026-12-25', '2026-12-26']);
	});

	test('folded lines, bare line feeds, and text before the calendar', () => {
		const text = calendar(['UID:1', 'SUMMARY:A name that goes on\r\n  in the next line', 'DTSTART;VALUE=DA\r\n TE:20261225']);
		expect(holidays(text)).toEqual(['2026-12-25']);
		expect(holidays(`\uFEFF\n${text.replaceAll('\r\n', '\n')}\n\n`)).toEqual(['2026-12-25']);
	});

	test('two files one after the other', () => {
		const text = calendar(['UID:1', 'DTSTART;VALUE=DATE:20261225']) + calendar(['UID:2', 'DTSTART;VALUE=DATE:20260501']);
		expect(holidays(text)).toEqual(['2026-05-01', '2026-12-25']);
	});

	test('times count for the local dates they touch', () => {
		const inUtc = calendar(['UID:1', 'DTSTART:20261224T230000Z', 'DTEND:20261225T230000Z']);
		expect(holidays(inUtc)).toEqual(['2026-12-25']);
		expect(holidays(inUtc, 'America/New_York')).toEqual(['2026-12-24', '2026-12-25']);
		const asWritten = calendar(['UID:2', 'DTSTART;TZID=Asia/Tokyo:20261231T150000', 'DTEND;TZID=Asia/Tokyo:20270101T120000']);
		expect(holidays(asWritten)).toEqual(['2026-12-31', '2027-01-01']);
		expect(holidays(calendar(['UID:3', 'DTSTART:20261224T120000']))).toEqual(['2026-12-24']);
	});

	test('cancelled events are left out, and so is what lies years back or ahead', () => {
		const text = calendar(
			['UID:1', 'DTSTART;VALUE=DATE:20261225', 'STATUS:CANCELLED'],
			['UID:2', 'DTSTART;VALUE=DATE:20241225'],
			['UID:3', 'DTSTART;VALUE=DATE:20241230', 'DTEND;VALUE=DATE:20250102'],
			['UID:4', 'DTSTART;VALUE=DATE:20300101'],
		);
		expect(holidays(text)).toEqual(['2025-01-01']);
	});

	test('yearly events, from last year to three years ahead', () => {
		expect(holidays(calendar(['UID:1', 'DTSTART;VALUE=DATE:19000427', 'RRULE:FREQ=YEARLY']))).toEqual(
			[2025, 2026, 2027, 2028, 2029].map((year) => `${year}-04-27`),
		);
	});

	test.each([
		['a count', ['RRULE:FREQ=YEARLY;COUNT=2'], ['2025-12-25', '2026-12-25']],
		['an end', ['RRULE:FREQ=YEARLY;UNTIL=20271225'], ['2025-12-25', '2026-12-25', '2027-12-25']],
		['every second year', ['RRULE:FREQ=YEARLY;INTERVAL=2'], ['2025-12-25', '2027-12-25', '2029-12-25']],
		['the date said again', ['RRULE:FREQ=YEARLY;COUNT=2;BYMONTH=12;BYMONTHDAY=25'], ['2025-12-25', '2026-12-25']],
		['a year left out', ['RRULE:FREQ=YEARLY;COUNT=3', 'EXDATE;VALUE=DATE:20261225'], ['2025-12-25', '2027-12-25']],
		['a date more', ['RRULE:FREQ=YEARLY;COUNT=1', 'RDATE;VALUE=DATE:20260704'], ['2025-12-25', '2026-07-04']],
	])('a yearly event with %s', (_name, lines, dates) => {
		expect(holidays(calendar(['UID:1', 'DTSTART;VALUE=DATE:20251225', ...lines]))).toEqual(dates);
	});

	test('a weekday of a month, such as the fourth Thursday of November and the last Monday of May', () => {
		const text = calendar(
			['UID:1', 'DTSTART;VALUE=DATE:20251127', 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=3'],
			['UID:2', 'DTSTART;VALUE=DATE:20250526', 'RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=2'],
		);
		expect(holidays(text)).toEqual(['2025-05-26', '2025-11-27', '2026-05-25', '2026-11-26', '2027-11-25']);
	});

	test('one year\'s day that was moved, and one that was cancelled', () => {
		const text = calendar(
			['UID:king', 'DTSTART;VALUE=DATE:20250427', 'RRULE:FREQ=YEARLY;COUNT=4'],
			['UID:king', 'RECURRENCE-ID;VALUE=DATE:20260427', 'DTSTART;VALUE=DATE:20260425'],
			['UID:king', 'RECURRENCE-ID;VALUE=DATE:20270427', 'DTSTART;VALUE=DATE:20270427', 'STATUS:CANCELLED'],
		);
		expect(holidays(text)).toEqual(['2025-04-27', '2026-04-25', '2028-04-27']);
	});

	test.each([
		'FREQ=DAILY;COUNT=3',
		'FREQ=SECONDLY',
		'FREQ=YEARLY;BYMONTH=11;BYDAY=TH',
		'FREQ=YEARLY;BYDAY=1MO',
		'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
		'FREQ=YEARLY;BYMONTH=1,12',
		'FREQ=YEARLY;BYYEARDAY=100',
		'FREQ=YEARLY;BYMONTH=11;BYDAY=TU,TH;BYSETPOS=2',
	])('%s is refused, naming the event and not its text', (rule) => {
		const error = failure(calendar(['UID:day-7', 'SUMMARY:Private affair', 'DTSTART;VALUE=DATE:20251225', `RRULE:${rule}`]));
		expect(error.message).toBe('Holidays: the event day-7 repeats by a rule that is not supported');
		expect(error.message + error.advice).not.toContain('Private');
	});

	test('an event that names no UID is named by its date', () => {
		expect(failure(calendar(['DTSTART;VALUE=DATE:20251225', 'RRULE:FREQ=DAILY'])).message).toContain('the event of 2025-12-25');
	});

	test.each([
		['cut off', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n', /can't be read/],
		['no calendar inside', 'BEGIN:VCALENDAR\r\n<html>\r\nEND:VCALENDAR', /can't be read/],
		['no start', calendar(['UID:1']), /event 1 has no times/],
		['a start that is none', calendar(['UID:1', 'DTSTART;VALUE=DATE:2026XX01']), /event 1 has no times/],
		['an unknown frequency', calendar(['UID:1', 'DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=OFTEN']), /can't be read/],
	])('%s is an error', (_name, text, message) => {
		expect(failure(text).message).toMatch(/^Holidays: /);
		expect(failure(text).message).toMatch(message);
	});
});

describe('input that means harm ends in an answer or an error soon', () => {
	const event = (index: number, lines: string) => `BEGIN:VEVENT\nUID:${index}\nDTSTART;VALUE=DATE:${lines}\nEND:VEVENT\n`;
	const many = (count: number, lines: string) =>
		`BEGIN:VCALENDAR\n${Array.from({ length: count }, (_, index) => event(index, lines)).join('')}END:VCALENDAR`;

	test.each([
		['thousands of events', many(10_001, '20260101'), /more than 10000 days/],
		['thousands of yearly ones since the year 1', many(10_000, '00010101\nRRULE:FREQ=YEARLY'), /repeat too often/],
		['thousands that last for ages', many(10_000, '00010101\nDTEND;VALUE=DATE:99991231'), /more than 10000 days/],
		['weekdays that never come', many(500, '20260201\nRRULE:FREQ=YEARLY;INTERVAL=400;BYMONTH=2;BYDAY=5SA'), null],
		['no time ever', many(500, '20260201\nRRULE:FREQ=YEARLY;INTERVAL=0;COUNT=0'), null],
		['thousands of ranges', '2026-01-01..2026-12-31 '.repeat(40_000), /more than 10000 days/],
		['more than a million characters', 'x'.repeat(1_000_001), /longer than a million/],
		['a million blanks', ' '.repeat(999_999), null],
		['a million empty lines', '\n'.repeat(999_999), null],
		['a million dots', '.'.repeat(999_999), /is not a date/],
		['a line folded a thousand times', calendar([`SUMMARY:${'a\r\n '.repeat(100_000)}`, 'DTSTART;VALUE=DATE:20261225']), null],
	])('%s', (_name, text, message) => {
		if (message === null) holidays(text);
		else expect(failure(text).message).toMatch(message);
	}, 60_000);

	test('text of any kind is dates or an ExplainedError', () => {
		const piece = fc.constantFrom('2026-12-25', '..', ',', '12-25', '\n', ' ', 'BEGIN:VCALENDAR\n', 'END:VCALENDAR\n', 'BEGIN:VEVENT\n', 'END:VEVENT\n', 'DTSTART:', 'RRULE:', 'FREQ=YEARLY', ';', '20261225', 'T000000Z', 'DTEND;VALUE=DATE:');
		fc.assert(
			fc.property(fc.array(fc.oneof(piece, piece, fc.string()), { maxLength: 20 }), (pieces) => {
				try {
					expect(holidays(pieces.join('')).every((date) => /^\d{4}-\d{2}-\d{2}$/.test(date))).toBe(true);
				} catch (error) {
					expect(error).toBeInstanceOf(ExplainedError);
				}
			}),
			{ numRuns: 500 },
		);
	});
});
