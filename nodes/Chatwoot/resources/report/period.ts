import type { INodeProperties } from 'n8n-workflow';
import type { ReportPeriod } from '../../../../core/chatwoot/reports';
import { ExplainedError } from '../../../../core/errors';
import type { Parameters } from '../../parameters';

/** Ten years. */
const MAX_DAYS = 3660;

export const periodField: INodeProperties = {
	displayName: 'Days',
	name: 'days',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MAX_DAYS, numberPrecision: 0 },
	default: 30,
	description: 'How many days back from now the report reaches',
};

/** @throws ExplainedError when it is no number of days a report can have. */
export function readDays(parameters: Parameters): number {
	const days = parameters.id('days', 'Days');
	if (days <= MAX_DAYS) return days;
	throw new ExplainedError(`Days is more than ${MAX_DAYS}`, { advice: 'Ask for fewer days.' });
}

export function readPeriod(parameters: Parameters): ReportPeriod {
	const until = new Date();
	return { since: new Date(until.getTime() - readDays(parameters) * 86_400_000), until };
}
