import { DateTime } from 'luxon';

/** Opening hours as a person would read them from a sign on the door. */
export interface Hours {
	timeZone: string;
	/** `weekday` 1 is Monday; an `end` at or before `start` is a time of the next day. */
	periods: Array<{ weekday: 1 | 2 | 3 | 4 | 5 | 6 | 7; start: string; end: string }>;
	/** YYYY-MM-DD */
	holidays: string[];
}

/** Whole unix seconds. */
export interface Span {
	from: number;
	to: number;
}

/**
 * Open time by looking at the clock on the wall in every single minute. Shares no thought with core's calendar, which
 * it is held against.
 */
export class OpenTime {
	/** `passed[n]`: the open seconds in the first `n` seconds. */
	private readonly passed: Uint32Array;
	private readonly origin: number;

	/** Null hours: always open. Nothing outside `span` is known. */
	constructor(hours: Hours | null, span: Span) {
		this.origin = Math.floor(span.from / 60) * 60;
		const minutes = Math.ceil((span.to - this.origin) / 60);
		this.passed = new Uint32Array(minutes * 60 + 1);
		for (let minute = 0; minute < minutes; minute++) {
			const open = hours === null || isOpen(hours, this.origin + minute * 60) ? 1 : 0;
			for (let second = minute * 60; second < (minute + 1) * 60; second++) {
				this.passed[second + 1] = this.passedAt(second) + open;
			}
		}
	}

	/** The first moment by which `seconds` of open time have passed since the second `from`; Infinity when that is not known. */
	after(from: number, seconds: number): number {
		if (seconds === 0) return from;
		let early = from - this.origin;
		let late = this.passed.length - 1;
		const whole = Math.ceil(seconds);
		const wanted = this.passedAt(early) + whole;
		if (this.passedAt(late) < wanted) return Infinity;
		while (early < late) {
			const middle = Math.floor((early + late) / 2);
			if (this.passedAt(middle) >= wanted) late = middle;
			else early = middle + 1;
		}
		return this.origin + late - (whole - seconds);
	}

	private passedAt(second: number): number {
		const passed = this.passed[second];
		if (passed === undefined) throw new RangeError(`${this.origin + second} lies outside the time that is known`);
		return passed;
	}
}

function isOpen({ timeZone, periods, holidays }: Hours, moment: number): boolean {
	const wall = DateTime.fromSeconds(moment, { zone: timeZone });
	if (holidays.includes(wall.toFormat('yyyy-MM-dd'))) return false;
	const time = wall.toFormat('HH:mm');
	const yesterday = wall.weekday === 1 ? 7 : wall.weekday - 1;
	return periods.some(({ weekday, start, end }) => {
		const overnight = end <= start;
		if (weekday === wall.weekday && start <= time && (overnight || time < end)) return true;
		return overnight && weekday === yesterday && time < end;
	});
}
