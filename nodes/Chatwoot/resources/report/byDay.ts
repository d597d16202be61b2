import { reportByDay } from '../../../../core/chatwoot/daily-report';
import { forEach } from '../../operation';
import { periodField, readDays } from './period';

export const description = [{ ...periodField, description: "How many days, today included. Days begin at midnight in the workflow's time zone." }];

/** One item a day, the oldest first. */
export const execute = forEach(
	(parameters) => ({ days: readDays(parameters), now: new Date(), timeZone: parameters.timeZone }),
	(api, period) => reportByDay(api, period),
);
