import type { Inbox } from '../../core/chatwoot/client';
import { createChatwootClient } from '../../core/chatwoot/client';
import type { HttpResponse, HttpTransport } from '../../core/http/transport';
import { calendarProperties } from '../../nodes/shared/calendar-properties';
import type { OpeningHours, OpeningHoursSources } from '../../nodes/shared/calendar';
import { readOpeningHours } from '../../nodes/shared/calendar';

/** A server and an account of their own for each test: what was fetched is remembered across them. */
let host: string;
let tests = 0;
beforeEach(() => {
	host = `server-${++tests}.example.com`;
	jest.useFakeTimers({ now: Date.parse('2026-01-05T12:00:00Z'), doNotFake: ['setImmediate'] });
});
afterEach(() => jest.useRealTimers());

function pass(minutes: number): void {
	jest.setSystemTime(Date.now() + minutes * 60_000);
}

type Settings = Record<string, unknown>;

function read(parameters: Settings, sources: Partial<OpeningHoursSources> = {}): Promise<OpeningHours> {
	return readOpeningHours((name, fallback) => parameters[name] ?? fallback, {
		timeZone: 'Europe/Amsterdam',
		transport: nobodyAnswers,
		connection: accountWith([]),
		...sources,
	});
}

const nobodyAnswers: HttpTransport = () => Promise.reject(new Error('connect ECONNREFUSED'));

/** Answers every request with the text, or with the status. */
function answering(answer: string | number): jest.Mock<Promise<HttpResponse>, Parameters<HttpTransport>> {
	const response: HttpResponse = typeof answer === 'number' ? { status: answer, headers: {}, body: '' } : { status: 200, headers: {}, body: answer };
	return jest.fn<Promise<HttpResponse>, Parameters<HttpTransport>>(() => Promise.resolve(response));
}

function accountWith(inboxes: Inbox[], transport: HttpTransport = answering(JSON.stringify({ payload: inboxes }))): OpeningHoursSources['connection'] {
	return { client: createChatwootClient({ baseUrl: 'https://chat.example.com', accountId: 1 }, transport), cacheKey: host };
}

const OFFICE: Settings = {
	businessHours: 'custom',
	openingHours: { period: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }] },
};

const CHRISTMAS = 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';

/** Friday half past four in Amsterdam, and one working hour later where it opens at 9 on Monday. */
const FRIDAY = new Date('2026-01-09T15:30:00Z');
const MONDAY = new Date('2026-01-12T08:30:00Z');

function inbox(id: number, hours: Partial<Inbox> = {}): Inbox {
	const working_hours = [1, 2, 3, 4, 5].map((day_of_week) => ({ day_of_week, open_hour: 9, open_minutes: 0, close_hour: 17, close_minutes: 0 }));
	return { id, name: `Inbox ${id}`, working_hours_enabled: true, timezone: 'Europe/Amsterdam', working_hours, ...hours };
}

describe('always open', () => {
	test('is the default and asks nobody', async () => {
		const account = answering(500);
		const hours = await read({}, { connection: accountWith([], account) });
		expect(hours(1).addWorkingTime(FRIDAY, 3600)).toEqual(new Date('2026-01-09T16:30:00Z'));
		expect(account).not.toHaveBeenCalled();
	});
});

describe('hours set in the node', () => {
	test('hold for every inbox, in the time zone of the workflow', async () => {
		const hours = await read(OFFICE);
		expect(hours(1).addWorkingTime(FRIDAY, 3600)).toEqual(MONDAY);
		expect(hours(null).addWorkingTime(FRIDAY, 3600)).toEqual(MONDAY);
	});

	test('or in a time zone of their own', async () => {
		const hours = await read({ ...OFFICE, timeZone: ' America/New_York ' });
		expect(hours(1).addWorkingTime(FRIDAY, 3600)).toEqual(new Date('2026-01-09T16:30:00Z'));
	});

	test('with holidays typed and from a calendar, which is read once', async () => {
		const transport = answering(CHRISTMAS);
		const parameters = { ...OFFICE, holidays: '2026-12-24', holidaysUrl: `webcal://${host}/holidays.ics` };
		const hours = await read(parameters, { transport });
		expect(hours(1).nextOpening(new Date('2026-12-23T20:00:00Z'))).toEqual(new Date('2026-12-28T08:00:00Z'));
		await read(parameters, { transport });
		expect(transport.mock.calls.map(([{ url }]) => url)).toEqual([`https://${host}/holidays.ics`]);
	});

	test('the same settings give the same calendar, others another', async () => {
		const calendar = (await read(OFFICE))(1);
		expect((await read(OFFICE))(2)).toBe(calendar);
		expect((await read({ ...OFFICE, holidays: '12-25' }))(1)).not.toBe(calendar);
	});

	test('expressions may give days as text and dates as a list', async () => {
		const hours = await read({ ...OFFICE, openingHours: { period: [{ days: ['1'], from: '09:00', to: '17:00' }] }, holidays: ['2026-01-12', '2026-01-13'] });
		expect(hours(1).nextOpening(FRIDAY)).toEqual(new Date('2026-01-19T08:00:00Z'));
	});

	test.each<[string, Settings, RegExp]>([
		['an unknown choice', { businessHours: 'sometimes' }, /^Business Hours: /],
		['an unknown time zone', { timeZone: 'Mars/Olympus' }, /^Time Zone: "Mars\/Olympus"/],
		['no hours', { openingHours: {} }, /^Opening Hours: there are none/],
		['hours without a day', { openingHours: { period: [{ days: [], from: '09:00', to: '17:00' }] } }, /^Opening Hours: .*choose at least one day/],
		['a day that is none', { openingHours: { period: [{ days: ['Monday'], from: '09:00', to: '17:00' }] } }, /^Opening Hours: /],
		['a time that is none', { openingHours: { period: [{ days: [1], from: '9h', to: '17:00' }] } }, /^Opening Hours: "9h"/],
		[
			'overlapping hours',
			{ openingHours: { period: [{ days: [1, 2], from: '09:00', to: '17:00' }, { days: [2], from: '16:00', to: '18:00' }] } },
			/^Opening Hours: Tuesday 09:00–17:00 overlaps/,
		],
		['a holiday that is none', { holidays: '25.12.' }, /^Holidays: "25.12."/],
		['an address that is none', { holidaysUrl: 'holidays.ics' }, /^Holiday Calendar URL: /],
		['an address of another kind', { holidaysUrl: 'file:///etc/passwd' }, /^Holiday Calendar URL: /],
	])('%s is an error that names the field', async (_name, parameters, message) => {
		await expect(read({ ...OFFICE, ...parameters })).rejects.toThrow(message);
	});
});

describe("the inbox's working hours", () => {
	const parameters: Settings = { businessHours: 'inbox' };

	test('are its own; without them, or unknown, an inbox is always open', async () => {
		const hours = await read(parameters, { connection: accountWith([inbox(1), inbox(2, { working_hours_enabled: false })]) });
		const due = (id: number | null) => hours(id).addWorkingTime(FRIDAY, 3600);
		expect(due(1)).toEqual(MONDAY);
		expect([due(2), due(3), due(null)]).toEqual(Array(3).fill(new Date('2026-01-09T16:30:00Z')));
	});

	test('with holidays, each in its own time zone', async () => {
		const midnightInSydney = CHRISTMAS.replace('DTSTART;VALUE=DATE:20261225', 'DTSTART:20261224T130000Z').replace('RRULE:FREQ=YEARLY', 'DURATION:PT24H');
		const hours = await read(
			{ ...parameters, holidaysUrl: `https://${host}/holidays.ics` },
			{ connection: accountWith([inbox(1), inbox(2, { timezone: 'Australia/Sydney' })]), transport: answering(midnightInSydney) },
		);
		expect(hours(1).isOpen(new Date('2026-12-24T10:00:00Z'))).toBe(false);
		expect(hours(2).isOpen(new Date('2026-12-24T00:00:00Z'))).toBe(true);
		expect(hours(2).isOpen(new Date('2026-12-25T00:00:00Z'))).toBe(false);
	});

	test('bad hours of one inbox leave the others alone', async () => {
		const hours = await read(parameters, { connection: accountWith([inbox(1), inbox(2, { timezone: 'Mars/Olympus' })]) });
		expect(hours(1).addWorkingTime(FRIDAY, 3600)).toEqual(MONDAY);
		expect(() => hours(2)).toThrow(/inbox 2 in Chatwoot/);
	});

	test('a bad holiday is told at once', async () => {
		await expect(read({ ...parameters, holidays: 'Christmas' })).rejects.toThrow(/^Holidays: "Christmas"/);
	});

	test('the list is asked for once in five minutes, and outlives an outage of Chatwoot', async () => {
		const transport = answering(JSON.stringify({ payload: [inbox(1)] }));
		await read(parameters, { connection: accountWith([], transport) });
		await read(parameters, { connection: accountWith([], transport) });
		expect(transport).toHaveBeenCalledTimes(1);
		pass(5);
		const hours = await read(parameters, { connection: accountWith([], nobodyAnswers) });
		expect(hours(1).addWorkingTime(FRIDAY, 3600)).toEqual(MONDAY);
	});

	test('a list that never came is an error', async () => {
		await expect(read(parameters, { connection: accountWith([], nobodyAnswers) })).rejects.toThrow(/^Chatwoot at /);
	});

	test('changed hours make another calendar', async () => {
		await read(parameters, { connection: accountWith([inbox(1)]) });
		pass(5);
		const hours = await read(parameters, { connection: accountWith([inbox(1, { timezone: 'America/New_York' })]) });
		expect(hours(1).addWorkingTime(FRIDAY, 3600)).toEqual(new Date('2026-01-09T16:30:00Z'));
	});
});

describe('the holiday calendar', () => {
	const withCalendar = (): Settings => ({ ...OFFICE, holidaysUrl: `https://${host}/private-token/holidays.ics` });
	const eve = new Date('2026-12-24T20:00:00Z');
	const afterChristmas = new Date('2026-12-28T08:00:00Z');

	test('is read again after an hour, without waiting for it', async () => {
		await read(withCalendar(), { transport: answering(CHRISTMAS) });
		pass(60);
		let answer: (response: HttpResponse) => void = () => undefined;
		const slow: HttpTransport = () => new Promise<HttpResponse>((resolve) => (answer = resolve));
		expect((await read(withCalendar(), { transport: slow }))(1).nextOpening(eve)).toEqual(afterChristmas);
		answer({ status: 200, headers: {}, body: CHRISTMAS.replace('20261225', '20261228') });
		await new Promise((resolve) => setImmediate(resolve));
		expect((await read(withCalendar(), { transport: slow }))(1).nextOpening(new Date('2026-12-26T08:00:00Z'))).toEqual(new Date('2026-12-29T08:00:00Z'));
	});

	test.each<[string, HttpTransport]>([
		['nobody answers', nobodyAnswers],
		['it is gone', answering(404)],
		['there is a sign-in page instead', answering('<html>Sign in</html>')],
		['its events are not understood', answering(CHRISTMAS.replace('YEARLY', 'DAILY'))],
	])('when %s: an error the first time, later the last good one', async (_name, transport) => {
		const failure: unknown = await read(withCalendar(), { transport }).catch((error: unknown) => error);
		expect(String(failure)).toMatch(/Holiday Calendar URL: /);
		expect(JSON.stringify(failure) + String(failure)).not.toContain('private-token');

		await read(withCalendar(), { transport: answering(CHRISTMAS) });
		pass(60);
		expect((await read(withCalendar(), { transport }))(1).nextOpening(eve)).toEqual(afterChristmas);
		expect((await read(withCalendar(), { transport }))(1).nextOpening(eve)).toEqual(afterChristmas);
	});
});

describe('the fields in the editor', () => {
	test('show what the choice needs, and only in the mode of a node that has modes', () => {
		const shown = Object.fromEntries(calendarProperties({ policyFrom: ['here'] }).map(({ name, displayOptions }) => [name, displayOptions?.show]));
		expect(shown).toEqual({
			businessHours: { policyFrom: ['here'] },
			timeZone: { policyFrom: ['here'], businessHours: ['custom'] },
			openingHours: { policyFrom: ['here'], businessHours: ['custom'] },
			holidays: { policyFrom: ['here'], businessHours: ['custom', 'inbox'] },
			holidaysUrl: { policyFrom: ['here'], businessHours: ['custom', 'inbox'] },
		});
		expect(calendarProperties()[0]?.displayOptions).toBeUndefined();
	});

	test('what they hold when nobody touched them can be read', async () => {
		const defaults = Object.fromEntries(calendarProperties().map((property) => [property.name, property.default]));
		expect((await read({ ...defaults, businessHours: 'custom' }))(1).addWorkingTime(FRIDAY, 3600)).toEqual(MONDAY);
	});
});
