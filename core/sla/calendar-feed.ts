import { createHash } from 'node:crypto';
import { ExplainedError } from '../errors';
import type { HttpTransport } from '../http/transport';
import { LastGoodCache } from '../last-good-cache';
import { parseHolidays } from './holidays';
import { isIcalendar } from './icalendar';

/** What the field is called in the editor, and therefore in errors. */
export const FEED_FIELD = 'Holiday Calendar URL';

export interface HolidayFeed {
	/** iCalendar, for `parseHolidays`. */
	text: string;
	/** Changes with the text. */
	digest: string;
}

const feeds = new LastGoodCache<HolidayFeed>({ ttlMs: 60 * 60_000, maxEntries: 50 });

/**
 * The iCalendar file at a URL, kept for an hour. After that the last good one is given at once, and read again
 * meanwhile; while it can't be read, the last good one holds. The URL may hold a secret, so errors name only the host.
 *
 * @throws ExplainedError when there never was a good one, and it can't be fetched or holds what `parseHolidays` refuses.
 */
export async function holidayFeed(url: string, transport: HttpTransport): Promise<HolidayFeed> {
	const address = feedAddress(url);
	return feeds.getAtOnce(address.href, async () => {
		const text = await fetchText(address, transport);
		if (!isIcalendar(text)) throw failed(address, 'gave something else than an iCalendar file', 'Copy the address of the .ics file itself.');
		parseHolidays(text, 'UTC', { field: FEED_FIELD });
		return { text, digest: createHash('sha256').update(text).digest('hex') };
	});
}

/** Calendar programs write `webcal:` for a calendar at an https address. */
function feedAddress(typed: string): URL {
	const text = typed.trim().replace(/^webcals?:/i, 'https:');
	if (/^https?:\/\//i.test(text) && URL.canParse(text)) return new URL(text);
	throw new ExplainedError(`${FEED_FIELD}: this is not a web address`, {
		advice: 'Enter the address of an iCalendar file, e.g. https://calendar.example.com/holidays.ics',
	});
}

async function fetchText(address: URL, transport: HttpTransport): Promise<string> {
	const request = { method: 'GET' as const, url: address.href, headers: { accept: 'text/calendar, */*;q=0.1' } };
	const response = await transport(request).catch((error: unknown) => {
		throw failed(address, 'did not answer', 'Open the address in a browser, and check that n8n may reach it.', error);
	});
	if (response.status >= 200 && response.status <= 299) return response.body;
	throw failed(address, `answered with status ${response.status}`, 'Open the address in a browser: it must show the calendar without a sign-in.');
}

function failed({ host }: URL, happened: string, advice: string, cause?: unknown): ExplainedError {
	return new ExplainedError(`${FEED_FIELD}: ${host} ${happened}`, { advice, retryable: true, cause });
}
