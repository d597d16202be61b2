import { DateTime, FixedOffsetZone } from 'luxon';
import type { ChatwootSimulator } from './chatwoot-simulator';
import type { RestAnswer, RestRequest, Route } from './rest-route';
import { forAdministrators, json } from './rest-route';

export const reportRoutes: readonly Route[] = [
	{ method: 'GET', version: 'v2', pattern: /^reports\/?$/, handle: forAdministrators(byDay) },
	{ method: 'GET', version: 'v2', pattern: /^reports\/summary$/, handle: forAdministrators(summary) },
	{ method: 'GET', version: 'v2', pattern: /^reports\/conversations$/, handle: forAdministrators(conversationMetrics) },
	{
		method: 'GET',
		pattern: /^csat_survey_responses\/metrics$/,
		handle: forAdministrators(({ chatwoot: { csatRatings } }) =>
			json(200, {
				total_count: csatRatings.length,
				ratings_count: Object.fromEntries([...new Set(csatRatings)].map((rating) => [rating, csatRatings.filter((each) => each === rating).length])),
				total_sent_messages_count: csatRatings.length,
			}),
		),
	},
];

/** Something that a report counts; `seconds` is what averages are made of. */
interface ReportedEvent {
	at: Date;
	seconds: number;
}

/** From `since` to `until`, in unix seconds. */
interface Period {
	since: number;
	until: number;
}

/** The period asked for, and the one of the same length before it. */
function summary(request: RestRequest): RestAnswer {
	const { since, until } = periodOf(request);
	const before = { since: since - (until - since), until: since };
	return json(200, { ...numbers(request.chatwoot, { since, until }), previous: numbers(request.chatwoot, before) });
}

/** Averages are texts of seconds. */
function numbers(chatwoot: ChatwootSimulator, period: Period): Record<string, unknown> {
	const within = (metric: string) => eventsOf(chatwoot, metric).filter(isWithin(period));
	return Object.fromEntries(METRICS.map((metric) => [metric, isAverage(metric) ? average(within(metric)).toFixed(1) : within(metric).length]));
}

/**
 * One entry a day, days without anything too: there an average is the number 0, otherwise it is a text. Days begin at
 * midnight `timezone_offset` hours east of Greenwich.
 */
function byDay(request: RestRequest): RestAnswer {
	const { searchParams } = request.call.url;
	const metric = searchParams.get('metric') ?? '';
	const zone = FixedOffsetZone.instance(Number(searchParams.get('timezone_offset') ?? 0) * 60);
	if (!METRICS.includes(metric)) return json(200, {});
	const period = periodOf(request);
	const events = eventsOf(request.chatwoot, metric).filter(isWithin(period));
	return json(
		200,
		daysOf(period, zone).map((day) => {
			const ofDay = events.filter(isWithin(day));
			const mean = ofDay.length === 0 ? 0 : average(ofDay).toFixed(1);
			return { ...(isAverage(metric) ? { value: mean, count: ofDay.length } : { value: ofDay.length }), timestamp: day.since };
		}),
	);
}

function daysOf({ since, until }: Period, zone: FixedOffsetZone): Period[] {
	const days: Period[] = [];
	for (let day = DateTime.fromSeconds(since, { zone }).startOf('day'); day.toSeconds() <= until; day = day.plus({ days: 1 })) {
		days.push({ since: day.toSeconds(), until: day.plus({ days: 1 }).toSeconds() });
	}
	return days;
}

const METRICS = [
	'conversations_count',
	'incoming_messages_count',
	'outgoing_messages_count',
	'resolutions_count',
	'avg_first_response_time',
	'avg_resolution_time',
	'reply_time',
];

function isAverage(metric: string): boolean {
	return metric.endsWith('_time');
}

function eventsOf({ conversations }: ChatwootSimulator, metric: string): ReportedEvent[] {
	const messages = (type: string) => conversations.flatMap((each) => each.messages).flatMap((each) => (each.type === type ? event(each.createdAt) : []));
	switch (metric) {
		case 'conversations_count':
			return conversations.flatMap(({ createdAt }) => event(createdAt));
		case 'incoming_messages_count':
			return messages('incoming');
		case 'outgoing_messages_count':
			return messages('outgoing');
		case 'avg_first_response_time':
			return conversations.flatMap(({ createdAt, firstReplyAt }) => event(firstReplyAt, createdAt));
		case 'resolutions_count':
		case 'avg_resolution_time':
			return conversations.flatMap(({ createdAt, resolvedAt }) => event(resolvedAt, createdAt));
		default:
			return [];
	}
}

/** Something that happened so long after something else; nothing when it has not. */
function event(at: Date | null, after: Date | null = at): ReportedEvent[] {
	return at === null ? [] : [{ at, seconds: (at.getTime() - (after ?? at).getTime()) / 1000 }];
}

function isWithin({ since, until }: Period): (event: ReportedEvent) => boolean {
	return ({ at }) => at.getTime() / 1000 >= since && at.getTime() / 1000 < until;
}

function average(events: readonly ReportedEvent[]): number {
	return events.length === 0 ? 0 : events.reduce((sum, { seconds }) => sum + seconds, 0) / events.length;
}

/** The last 30 days unless the query says otherwise. */
function periodOf({ chatwoot, call }: RestRequest): Period {
	const until = Number(call.url.searchParams.get('until') ?? chatwoot.now().getTime() / 1000);
	return { since: Number(call.url.searchParams.get('since') ?? until - 30 * 86_400), until };
}

function conversationMetrics({ chatwoot }: RestRequest): RestAnswer {
	const open = chatwoot.conversations.filter(({ status }) => status === 'open');
	return json(200, {
		open: open.length,
		unattended: open.filter(({ waitingSince, firstReplyAt }) => waitingSince !== null || firstReplyAt === null).length,
		unassigned: open.filter(({ assignee }) => assignee === null).length,
	});
}
