import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { Deadline } from '../../core/odoo/deadline';
import { deadlineDate } from '../../core/odoo/deadline';
import type { Show } from './fields';

export function deadlineFields(show: Show, firstChoice: 'today' | 'tomorrow'): INodeProperties[] {
	return [
		{
			displayName: 'Deadline',
			name: 'deadline',
			type: 'options',
			displayOptions: { show },
			default: firstChoice,
			description: 'The day the activity is due',
			options: [
				{ name: 'Choose Date', value: 'date' },
				{ name: 'In Some Days', value: 'inDays' },
				{ name: 'Today', value: 'today' },
				{ name: 'Tomorrow', value: 'tomorrow' },
			],
		},
		{
			displayName: 'Days',
			name: 'deadlineDays',
			type: 'number',
			displayOptions: { show: { ...show, deadline: ['inDays'] } },
			typeOptions: { minValue: 0, numberPrecision: 0 },
			default: 2,
			description: 'How many days from today the activity is due',
		},
		{
			displayName: 'Date',
			name: 'deadlineDate',
			type: 'dateTime',
			required: true,
			displayOptions: { show: { ...show, deadline: ['date'] } },
			default: '',
			description: 'The day the activity is due; a time of day is ignored',
		},
	];
}

/** As Odoo takes it. An empty `timeZone` is the workflow's. */
export function readDeadline(context: IExecuteFunctions, itemIndex: number, timeZone: string, now: Date): string {
	return deadlineDate(chosen(context, itemIndex), timeZone === '' ? context.getTimezone() : timeZone, now);
}

function chosen(context: IExecuteFunctions, itemIndex: number): Deadline {
	switch (context.getNodeParameter('deadline', itemIndex)) {
		case 'date':
			return { date: DateText.parse(context.getNodeParameter('deadlineDate', itemIndex)) };
		case 'inDays':
			return { inDays: DaysNumber.parse(context.getNodeParameter('deadlineDays', itemIndex)) };
		case 'tomorrow':
			return { inDays: 1 };
		default:
			return { inDays: 0 };
	}
}

/** An expression such as `{{ $now }}` gives a luxon DateTime, whose text is ISO 8601. */
const DateText = z.coerce.string();

/** What is no number is refused as a deadline. */
const DaysNumber = z.coerce.number().catch(Number.NaN);
