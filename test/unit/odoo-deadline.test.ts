import { deadlineDate } from '../../core/odoo/deadline';

const lateEvening = new Date('2026-11-21T23:30:00Z');

test.each([
	['today in London', { inDays: 0 }, 'Europe/London', '2026-11-21'],
	['today in Amsterdam, where it is past midnight', { inDays: 0 }, 'Europe/Amsterdam', '2026-11-22'],
	['tomorrow in New York', { inDays: 1 }, 'America/New_York', '2026-11-22'],
	['over the end of the year', { inDays: 41 }, 'UTC', '2027-01-01'],
	['a date', { date: '2026-12-24' }, 'Asia/Tokyo', '2026-12-24'],
	["a date and time of n8n's date picker", { date: '2026-12-24T00:00:00' }, 'America/New_York', '2026-12-24'],
	['a date and time with an offset', { date: '2026-12-24T23:30:00.000Z' }, 'Europe/Amsterdam', '2026-12-25'],
	['a date and time with a space', { date: '2026-12-24 10:00' }, 'UTC', '2026-12-24'],
])('%s', (_name, deadline, timeZone, expected) => {
	expect(deadlineDate(deadline, timeZone, lateEvening)).toBe(expected);
});

test.each([{ date: '' }, { date: 'next week' }, { date: '2026-02-30' }])('%j is refused', (deadline) => {
	expect(() => deadlineDate(deadline, 'UTC', lateEvening)).toThrow('The deadline is not a date');
});

test.each([-1, 1.5, Number.NaN])('%s days are refused', (inDays) => {
	expect(() => deadlineDate({ inDays }, 'UTC', lateEvening)).toThrow(/cannot be in/);
});

test('a time zone that is none is named', () => {
	expect(() => deadlineDate({ inDays: 0 }, 'Amsterdam', lateEvening)).toThrow('"Amsterdam" is no time zone');
});
