import { ExplainedError } from '../errors';
import type { OpeningPlan } from './calendar-plan';
import { readPlan } from './calendar-plan';
import type { ZoneStretch } from './calendar-zone';
import { zoneStretches } from './calendar-zone';

/** When somebody is there to answer: the time that counts towards a promise. */
export interface BusinessCalendar {
	isOpen(at: Date): boolean;
	/** The first open moment at or after `at`. */
	nextOpening(at: Date): Date;
	/**
	 * The first moment by which `seconds` (0 or more) of open time have passed since `from`. At a closing time that is
	 * the closing time itself, not the next opening: 1 h from 16:00 with closing at 17:00 is 17:00.
	 */
	addWorkingTime(from: Date, seconds: number): Date;
	/** Open seconds in [from, to]; 0 when `to` is not after `from`. */
	workingSecondsBetween(from: Date, to: Date): number;
}

/** ISO: 1 is Monday. */
export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** One opening of every week. */
export interface CalendarPeriod {
	/** On which it begins. */
	weekday: Weekday;
	/** HH:mm */
	start: string;
	/** HH:mm or 24:00; at or before `start` it is a time of the next day. */
	end: string;
}

export interface CalendarSettings {
	/** IANA, e.g. Europe/Amsterdam. */
	timeZone: string;
	periods: CalendarPeriod[];
	/** YYYY-MM-DD, dates in `timeZone` on which nothing opens. */
	holidays: string[];
}

/** 24×7. */
export const ALWAYS_OPEN: BusinessCalendar = {
	isOpen: () => true,
	nextOpening: (at) => at,
	addWorkingTime: (from, seconds) => new Date(from.getTime() + milliseconds(seconds)),
	workingSecondsBetween: (from, to) => Math.max(0, to.getTime() - from.getTime()) / 1000,
};

/**
 * A calendar of weekly periods and holidays in a time zone: open whenever the clock on the wall shows opening hours. So
 * a day open all day has 23 or 25 hours when the clocks change, and an hour that comes twice counts twice. A holiday
 * closes its date from midnight to midnight, whenever a period began.
 *
 * @throws ExplainedError naming the field: an unknown time zone, no periods at all, overlapping ones, times and dates
 * that are none. The calendar itself throws one when a calculation reaches further than 20 years.
 */
export function createCalendar(settings: CalendarSettings): BusinessCalendar {
	return new WeeklyCalendar(readPlan(settings));
}

/** Open from `start` until just before `end`, in unix milliseconds. */
interface Opening {
	start: number;
	end: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** How far a calculation may reach, so that nonsense can't keep n8n busy. */
const MAX_DAYS = 20 * 366;

const MAX_REMEMBERED_DAYS = 1000;

class WeeklyCalendar implements BusinessCalendar {
	private readonly days = new Map<number, readonly Opening[]>();

	constructor(private readonly plan: OpeningPlan) {}

	isOpen(at: Date): boolean {
		const moment = at.getTime();
		return this.openingsOn(dayOf(moment)).some(({ start, end }) => start <= moment && moment < end);
	}

	nextOpening(at: Date): Date {
		for (const { start } of this.openingsFrom(at.getTime())) return new Date(start);
		throw tooFar();
	}

	addWorkingTime(from: Date, seconds: number): Date {
		let left = milliseconds(seconds);
		if (left === 0) return from;
		for (const { start, end } of this.openingsFrom(from.getTime())) {
			if (left <= end - start) return new Date(start + left);
			left -= end - start;
		}
		throw tooFar();
	}

	workingSecondsBetween(from: Date, to: Date): number {
		const until = to.getTime();
		if (until - from.getTime() > MAX_DAYS * DAY_MS) throw tooFar();
		let worked = 0;
		for (const { start, end } of this.openingsFrom(from.getTime())) {
			if (start >= until) break;
			worked += Math.min(end, until) - start;
		}
		return worked / 1000;
	}

	/** What is open from `moment` on, in order. */
	private *openingsFrom(moment: number): Generator<Opening> {
		const first = dayOf(moment);
		for (let day = first; day <= first + MAX_DAYS; day++) {
			for (const { start, end } of this.openingsOn(day)) {
				if (end > moment) yield { start: Math.max(start, moment), end };
			}
		}
	}

	/** Of a day in UTC, numbered from 1 January 1970. */
	private openingsOn(day: number): readonly Opening[] {
		const known = this.days.get(day);
		if (known !== undefined) return known;
		if (this.days.size >= MAX_REMEMBERED_DAYS) this.days.clear();
		const openings = zoneStretches(this.plan.zone, day * DAY_MS, (day + 1) * DAY_MS).flatMap((stretch) => openingsIn(stretch, this.plan));
		this.days.set(day, openings);
		return openings;
	}
}

/** A stretch of UTC's day holds parts of one or two dates of the time zone. */
function openingsIn({ start, end, offset }: ZoneStretch, plan: OpeningPlan): Opening[] {
	const dates = [...new Set([dayOf(start + offset), dayOf(end - 1 + offset)])];
	return dates.flatMap((date) => {
		const moment = (minute: number) => date * DAY_MS + minute * MINUTE_MS - offset;
		return plan
			.minutesOpen(date)
			.map(({ from, to }) => ({ start: Math.max(moment(from), start), end: Math.min(moment(to), end) }))
			.filter((opening) => opening.start < opening.end);
	});
}

function dayOf(moment: number): number {
	return Math.floor(moment / DAY_MS);
}

function milliseconds(seconds: number): number {
	return Math.round(seconds * 1000);
}

function tooFar(): ExplainedError {
	return new ExplainedError('Opening Hours: a time lies more than 20 years away in them', {
		advice: 'Check the opening hours, the holidays and the thresholds, which count only open time.',
	});
}
