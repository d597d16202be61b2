import type { INodeProperties } from 'n8n-workflow';
import type { ReportPeriod } from '../../../../core/chatwoot/reports';
import type { Parameters } from '../../parameters';

export const periodField: INodeProperties = {
	displayName: 'Days',
	name: 'days',
	type: 'number',
	typeOptions: { minValue: 1, numberPrecision: 0 },
	default: 30,
	description: 'How many days back from now the report reaches',
};

export function readPeriod(parameters: Parameters): ReportPeriod {
	const until = new Date();
	return { since: new Date(until.getTime() - parameters.id('days', 'Days') * 86_400_000), until };
}
