import { DateTime } from 'luxon';
import { z } from 'zod';
import type { ChatwootApi } from './api';
import { queryOf } from './api';
import type { ReportNumbers } from './reports';
import { numbersSchema, secondsSchema } from './reports';

/** The account's numbers on one day; `date` is such as `2026-11-21`. */
export type DayNumbers = ReportNumbers & { date: string };

export interface DailyPeriod {
	/** How many, today included. */
	days: number;
	now: Date;
	/** IANA: where a day begins. */
	timeZone: string;
}

/** Chatwoot's names (4.15), each with its value on a day on which nothing happened. */
const METRICS = {
	conversations_count: 0,
	incoming_messages_count: 0,
	outgoing_messages_count: 0,
	resolutions_count: 0,
	avg_first_response_time: null,
	avg_resolution_time: null,
	reply_time: null,
};

/** One entry a day, the oldest first. Chatwoot is asked for each number alone: seven requests, however many days. */
export async function reportByDay(api: ChatwootApi, period: DailyPeriod): Promise<DayNumbers[]> {
	const today = DateTime.fromJSDate(period.now, { zone: period.timeZone }).startOf('day');
	const firstDay = today.minus({ days: period.days - 1 });
	const columns = await Promise.all(
		Object.entries(METRICS).map(async ([metric, none]) => ({ metric, none, byDate: await readSeries(api, metric, firstDay, period) })),
	);
	return Array.from({ length: period.days }, (_day, index) => {
		const date = dateOf(firstDay.plus({ days: index }));
		const row = Object.fromEntries(columns.map(({ metric, none, byDate }) => [metric, byDate.get(date) ?? none]));
		return { date, ...numbersSchema.parse(row) };
	});
}

const seriesSchema = z.array(z.object({ timestamp: z.number(), value: secondsSchema, count: z.number().nullish() }));

/**
 * One number by date. An average of nothing is 0 to Chatwoot, and its count says so.
 *
 * Chatwoot (4.15) takes an offset, not a zone, and counts days in some zone that has this offset today. That one may
 * change its clocks at another time of the year: a day is known by its noon.
 */
async function readSeries(api: ChatwootApi, metric: string, since: DateTime, { now, timeZone }: DailyPeriod): Promise<Map<string, number | null>> {
	const query = queryOf({
		metric,
		type: 'account',
		group_by: 'day',
		since: Math.floor(since.toSeconds()),
		until: Math.floor(now.getTime() / 1000),
		timezone_offset: DateTime.fromJSDate(now, { zone: timeZone }).offset / 60,
	});
	const entries = await api.read(seriesSchema, { path: `/reports${query}`, what: 'report', version: 'v2' });
	return new Map(
		entries.map(({ timestamp, value, count }) => [
			dateOf(DateTime.fromSeconds(timestamp, { zone: timeZone }).plus({ hours: 12 })),
			count === 0 ? null : value,
		]),
	);
}

function dateOf(time: DateTime): string {
	return time.toFormat('yyyy-MM-dd');
}
