import type { ChatwootClient, Inbox } from '../../core/chatwoot/client';
import { createChatwootClient } from '../../core/chatwoot/client';
import { accountInboxes, inboxNames } from '../../core/chatwoot/inboxes';
import { createInboxCalendar, workingHours } from '../../core/chatwoot/working-hours';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { fetchTransport } from './chatwoot-client.harness';

let chatwoot: ChatwootSimulator;
let client: ChatwootClient;
beforeEach(async () => {
	chatwoot = await ChatwootSimulator.start();
	client = createChatwootClient({ baseUrl: chatwoot.url, accountId: 1 }, fetchTransport(chatwoot.token));
});
afterEach(() => chatwoot.stop());

async function onlyInbox(): Promise<Inbox> {
	const [inbox] = await client.listInboxes();
	if (inbox === undefined) throw new Error('there is no inbox');
	return inbox;
}

describe('hours as Chatwoot answers them', () => {
	test('days with hours, a day open all day, and closed ones', async () => {
		const days = [
			{ day: 0, from: '00:00', to: '24:00' },
			{ day: 1, from: '09:00', to: '17:30' },
			{ day: 6, from: '08:05', to: '12:00' },
		];
		chatwoot.addInbox({ name: 'Website', workingHours: { timeZone: 'Europe/Amsterdam', days } });
		expect(workingHours(await onlyInbox())).toEqual({
			timeZone: 'Europe/Amsterdam',
			periods: [
				{ weekday: 7, start: '00:00', end: '24:00' },
				{ weekday: 1, start: '09:00', end: '17:30' },
				{ weekday: 6, start: '08:05', end: '12:00' },
			],
			holidays: [],
		});
	});

	test('an inbox whose hours are not switched on is always open, whatever hours it has', async () => {
		chatwoot.addInbox({ name: 'Website' });
		const inbox = await onlyInbox();
		expect(inbox).toMatchObject({ working_hours_enabled: false, timezone: 'UTC' });
		expect(inbox.working_hours).toHaveLength(7);
		expect(workingHours(inbox)).toBeNull();
	});

	test('an inbox whose days are all closed is always open: no time would ever pass', async () => {
		chatwoot.addInbox({ name: 'Website', workingHours: { timeZone: 'UTC', days: [] } });
		expect(workingHours(await onlyInbox())).toBeNull();
	});

	test('Friday 16:30 and an hour is Monday 09:30', async () => {
		const days = [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' }));
		chatwoot.addInbox({ name: 'Website', workingHours: { timeZone: 'America/New_York', days } });
		const hours = workingHours(await onlyInbox());
		if (hours === null) throw new Error('it has no hours');
		const due = createInboxCalendar(1, hours).addWorkingTime(new Date('2026-01-09T21:30:00Z'), 3600);
		expect(due).toEqual(new Date('2026-01-12T14:30:00Z'));
	});
});

describe('answers of other versions', () => {
	test('no word of working hours', () => {
		expect(workingHours({ id: 1, name: 'Website' })).toBeNull();
	});

	test('0:00 to 23:59 is the whole day also without the flag, and a day without times is closed', () => {
		const working_hours = [
			{ day_of_week: 2, open_hour: 0, open_minutes: 0, close_hour: 23, close_minutes: 59 },
			{ day_of_week: 3, closed_all_day: false, open_hour: null, close_hour: null },
		];
		expect(workingHours({ id: 1, name: 'Website', working_hours_enabled: true, timezone: null, working_hours })).toEqual({
			timeZone: 'UTC',
			periods: [{ weekday: 2, start: '00:00', end: '24:00' }],
			holidays: [],
		});
	});

	test('hours that can\'t be used name the inbox and where to correct them', () => {
		const settings = { timeZone: 'Mars/Olympus', periods: [{ weekday: 1, start: '09:00', end: '17:00' }] as const, holidays: [] };
		expect(() => createInboxCalendar(7, { ...settings, periods: [...settings.periods] })).toThrow(/inbox 7 in Chatwoot.*Mars\/Olympus/);
	});
});

describe('the list of inboxes', () => {
	test('one request serves names and hours', async () => {
		const { id } = chatwoot.addInbox({ name: 'Website' });
		expect(await inboxNames(client, chatwoot.url)).toEqual(new Map([[id, 'Website']]));
		expect(await accountInboxes(client, chatwoot.url)).toMatchObject([{ id, name: 'Website' }]);
		expect(chatwoot.requests).toHaveLength(1);
	});

	test('a failure is told and not remembered', async () => {
		chatwoot.answerNextWith(500);
		await expect(accountInboxes(client, chatwoot.url)).rejects.toThrow('(500)');
		expect(await accountInboxes(client, chatwoot.url)).toEqual([]);
	});
});
