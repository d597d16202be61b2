import { DateTime, IANAZone } from 'luxon';
import { ExplainedError } from '../errors';

/** When an activity is due, as a person chooses it. */
export type Deadline = { inDays: number } | { date: string };

/**
 * The day as Odoo takes it, `YYYY-MM-DD`, in a time zone such as `Europe/Amsterdam`. A date with an offset is moved to
 * that zone; one without is taken as it stands.
 *
 * @throws ExplainedError when the date, the number of days or the time zone is none.
 */
export function deadlineDate(deadline: Deadline, timeZone: string, now: Date): string {
	if (!IANAZone.isValidZone(timeZone)) {
		throw new ExplainedError(`"${timeZone}" is no time zone`, { advice: 'Enter one such as Europe/Amsterdam as Time Zone' });
	}
	const day =
		'inDays' in deadline
			? DateTime.fromJSDate(now, { zone: timeZone }).plus({ days: wholeDays(deadline.inDays) })
			: DateTime.fromISO(deadline.date.trim().replace(' ', 'T'), { zone: timeZone });
	if (day.isValid) return day.toFormat('yyyy-MM-dd');
	throw new ExplainedError('The deadline is not a date', {
		advice: 'Choose a date, or give one as YYYY-MM-DD, e.g. 2026-11-21',
	});
}

function wholeDays(days: number): number {
	if (Number.isInteger(days) && days >= 0) return days;
	throw new ExplainedError(`The deadline cannot be in ${days} days`, { advice: 'Enter a whole number, 0 or more' });
}
