import { createHash } from 'node:crypto';
import { z } from 'zod';
import { accountInboxes } from '../../core/chatwoot/inboxes';
import { createInboxCalendar, workingHours } from '../../core/chatwoot/working-hours';
import { ExpiringCache } from '../../core/expiring-cache';
import type { HttpTransport } from '../../core/http/transport';
import { parseSettings } from '../../core/settings';
import type { BusinessCalendar, CalendarSettings } from '../../core/sla/calendar';
import { ALWAYS_OPEN, createCalendar, WEEKDAYS } from '../../core/sla/calendar';
import type { HolidayFeed } from '../../core/sla/calendar-feed';
import { FEED_FIELD, holidayFeed } from '../../core/sla/calendar-feed';
import { parseHolidays } from '../../core/sla/holidays';
import type { ChatwootConnection } from './chatwoot';
import type { ParameterReader } from './parameter-reader';

export type { ParameterReader } from './parameter-reader';

/**
 * The calendar of an inbox; null when the conversation does not say which. An inbox that is unknown or has no working
 * hours is always open.
 *
 * @throws ExplainedError for an inbox whose hours in Chatwoot can't be used; those of the others can.
 */
export type OpeningHours = (inboxId: number | null) => BusinessCalendar;

export interface OpeningHoursSources {
	/** The workflow's, IANA. */
	timeZone: string;
	/** Without credentials: fetches the holiday calendar. */
	transport: HttpTransport;
	connection: Pick<ChatwootConnection, 'client' | 'cacheKey'>;
}

/** A day, so that yearly holidays move on with the years. */
const built = new ExpiringCache<OpeningHours>({ ttlMs: 24 * 60 * 60_000, maxEntries: 100 });

/**
 * Opening hours as the fields of `calendarProperties` set them. What was built and fetched is remembered, so that the
 * handler of a webhook, which Chatwoot 4.15 gives five seconds, may ask for them at every event: only the first call waits
 * for the holiday calendar, and one call in five minutes for the list of inboxes.
 *
 * @throws ExplainedError naming the field that is wrong, and when the list of inboxes or the holiday calendar never
 * could be fetched.
 */
export async function readOpeningHours(read: ParameterReader, { timeZone, transport, connection }: OpeningHoursSources): Promise<OpeningHours> {
	const source = parseSettings('Business Hours', read('businessHours', 'always'), () => z.enum(['always', 'inbox', 'custom']));
	if (source === 'always') return () => ALWAYS_OPEN;
	const holidays = await readHolidays(read, transport);
	return source === 'custom'
		? sameForAll({ timeZone: text(read, 'timeZone') || timeZone, periods: readPeriods(read), holidays: [] }, holidays)
		: perInbox(await hoursByInbox(connection), holidays);
}

interface Holidays {
	typed: string;
	feed: HolidayFeed | null;
}

async function readHolidays(read: ParameterReader, transport: HttpTransport): Promise<Holidays> {
	const url = text(read, 'holidaysUrl');
	return { typed: text(read, 'holidays'), feed: url === '' ? null : await holidayFeed(url, transport) };
}

function readPeriods(read: ParameterReader): CalendarSettings['periods'] {
	const { period } = parseSettings('Opening Hours', read('openingHours', {}), () => openingHoursSchema);
	return period.flatMap(({ days, from, to }) => days.map((weekday) => ({ weekday, start: from, end: to })));
}

const weekdaySchema = z.coerce.number().transform((typed, context) => {
	const weekday = WEEKDAYS.find((each) => each === typed);
	if (weekday !== undefined) return weekday;
	context.addIssue({ code: 'custom', message: 'a day is a number from 1, Monday, to 7' });
	return z.NEVER;
});

const openingHoursSchema = z.object({
	period: z.array(z.object({ days: z.array(weekdaySchema).min(1, 'choose at least one day'), from: z.string(), to: z.string() })).default([]),
});

function sameForAll(settings: CalendarSettings, holidays: Holidays): Promise<OpeningHours> {
	return built.get(digest(settings, holidays), () => {
		const calendar = createCalendar({ ...settings, holidays: datesOf(holidays, settings.timeZone) });
		return Promise.resolve(() => calendar);
	});
}

type InboxHours = ReadonlyMap<number, CalendarSettings | null>;

async function hoursByInbox({ client, cacheKey }: OpeningHoursSources['connection']): Promise<InboxHours> {
	return new Map((await accountInboxes(client, cacheKey)).map((inbox) => [inbox.id, workingHours(inbox)] as const));
}

/** Calendars are made when an inbox is asked for: bad hours of one are no reason to do without the others. */
function perInbox(hours: InboxHours, holidays: Holidays): Promise<OpeningHours> {
	return built.get(digest([...hours], holidays), () => {
		const datesIn = remembering((timeZone: string) => datesOf(holidays, timeZone));
		const calendarOf = remembering((inboxId: number) => {
			const settings = hours.get(inboxId) ?? null;
			return settings === null ? ALWAYS_OPEN : createInboxCalendar(inboxId, { ...settings, holidays: datesIn(settings.timeZone) });
		});
		// A mistake in the holidays is told now, not at the first conversation.
		datesIn('UTC');
		return Promise.resolve((inboxId) => (inboxId !== null && hours.has(inboxId) ? calendarOf(inboxId) : ALWAYS_OPEN));
	});
}

function datesOf({ typed, feed }: Holidays, timeZone: string): string[] {
	return [...parseHolidays(typed, timeZone), ...(feed === null ? [] : parseHolidays(feed.text, timeZone, { field: FEED_FIELD }))];
}

function remembering<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
	const made = new Map<Key, Value>();
	return (key) => {
		const value = made.get(key) ?? make(key);
		made.set(key, value);
		return value;
	};
}

function text(read: ParameterReader, name: string): string {
	return z.coerce.string().parse(read(name, '') ?? '').trim();
}

function digest(hours: unknown, { typed, feed }: Holidays): string {
	return createHash('sha256').update(JSON.stringify([hours, typed, feed?.digest])).digest('hex');
}
