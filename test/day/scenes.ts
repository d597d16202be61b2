import type { Hours, Span } from './opening';
import { OpenTime } from './opening';
import type { AppliedTerms, Day, DayInbox, DayPolicy } from './world';

/** A time and a place for a day: inboxes with opening hours, and a night in which the clocks change. */
export interface Scene extends Span {
	name: string;
	/** The hour around the change of the clocks. */
	change: Span;
	inboxes: DayInbox[];
}

const DAY_SECONDS = 86_400;
const WORKDAYS = [1, 2, 3, 4, 5] as const;
const ALL_DAYS = [...WORKDAYS, 6, 7] as const;

export const SCENES = {
	/** The hour from 2:00 comes twice; Saturday evening to Sunday evening. */
	amsterdamInAutumn: scene('Europe/Amsterdam', '2026-10-24T18:00:00+02:00', 27, '2026-10-25T02:30:00+02:00', ['2026-10-25']),
	/** The hour from 23:00 comes twice, in the middle of the working week. */
	cairoInAutumn: scene('Africa/Cairo', '2026-10-29T14:00:00+03:00', 26, '2026-10-29T23:30:00+03:00', ['2026-10-30']),
	/** The hour from 2:00 is left out; Saturday evening to Monday morning, on a holiday for some. */
	newYorkInSpring: scene('America/New_York', '2026-03-07T22:00:00-05:00', 37, '2026-03-08T01:30:00-05:00', ['2026-03-09']),
};

export const POLICIES: DayPolicy[] = [
	{ when: { priority: 'urgent' }, seconds: { frt: 125, nrt: 300, rt: 7200, unassigned: 90 }, businessHours: false },
	{ when: { plan: 'gold', inbox: 2 }, seconds: { frt: 600, nrt: 1205, rt: 14_400 }, businessHours: true },
	{ when: { plan: 'gold' }, seconds: { frt: 1200, nrt: 1200, unassigned: 900 }, businessHours: true },
	{ when: { label: 'billing' }, seconds: { frt: 1800, nrt: 3600 }, businessHours: true },
	{ when: { team: 'Support' }, seconds: { nrt: 2400, rt: 10_800 }, businessHours: false },
	{ when: { inbox: 4 }, seconds: { frt: 2700, nrt: 5400, rt: 28_800, unassigned: 1800 }, businessHours: true },
];

/** What Chatwoot may have applied, in its versions. */
export const SLAS: ReadonlyArray<AppliedTerms | null> = [
	null,
	null,
	null,
	{ seconds: { frt: 300, nrt: 600, rt: 3600 }, businessHours: false, tellsDue: false },
	{ seconds: { frt: 900, nrt: 1800, rt: 14_400 }, businessHours: true, tellsDue: false },
	{ seconds: { frt: 900, nrt: 1800, rt: 14_400 }, businessHours: true, tellsDue: true },
	{ seconds: { frt: 1200, rt: 7200 }, businessHours: false, tellsDue: true },
];

export const LEAVE_ALONE: Day['leaveAlone'] = { statuses: ['snoozed'], labels: ['no-sla'], inboxes: [], missedLongerAgoThanSeconds: 6 * 3600 };

function scene(timeZone: string, start: string, hours: number, change: string, holidays: string[]): Scene {
	const from = unixSeconds(start);
	const to = from + hours * 3600;
	// Conversations began up to two days before, and due times may lie beyond a weekend.
	const known = { from: from - 3 * DAY_SECONDS, to: to + 8 * DAY_SECONDS };
	const inbox = (id: number, opening: Pick<Hours, 'periods' | 'holidays'> | null): DayInbox => {
		const openingHours = opening === null ? null : { ...opening, timeZone };
		return { id, hours: openingHours, open: new OpenTime(openingHours, known) };
	};
	return {
		name: timeZone,
		from,
		to,
		change: { from: unixSeconds(change), to: unixSeconds(change) + 3600 },
		inboxes: [
			inbox(1, null),
			inbox(2, { periods: periods(WORKDAYS, ['09:00', '12:30'], ['13:00', '17:00']), holidays }),
			// Open through the night of the change, and Sundays too.
			inbox(3, { periods: periods(ALL_DAYS, ['20:00', '04:00'], ['07:30', '19:00']), holidays: [] }),
			inbox(4, { periods: periods(ALL_DAYS, ['08:00', '24:00']), holidays }),
		],
	};
}

function periods(days: ReadonlyArray<Hours['periods'][number]['weekday']>, ...times: Array<[start: string, end: string]>): Hours['periods'] {
	return days.flatMap((weekday) => times.map(([start, end]) => ({ weekday, start, end })));
}

function unixSeconds(time: string): number {
	return Date.parse(time) / 1000;
}
