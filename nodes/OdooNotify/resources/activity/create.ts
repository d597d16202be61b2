import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { AlertSchema } from '../../../../core/alert/alert';
import { ExplainedError } from '../../../../core/errors';
import type { NewActivity } from '../../../../core/odoo/activities';
import { createActivity } from '../../../../core/odoo/activities';
import { alertNoteHtml } from '../../../../core/odoo/alert-note';
import type { Deadline } from '../../../../core/odoo/deadline';
import { deadlineDate } from '../../../../core/odoo/deadline';
import { forEachItem, passOn } from '../../../shared/items';
import { once } from '../../../shared/once';
import { connectOdoo } from '../../connect';

const displayOptions = { show: { resource: ['activity'], operation: ['create'] } };

export const description: INodeProperties[] = [
	{
		displayName: 'User E-Mail',
		name: 'userEmail',
		type: 'string',
		required: true,
		displayOptions,
		default: '={{ $json.delivery.person.email }}',
		placeholder: 'e.g. anita@example.com',
		description: 'E-mail or login of the Odoo user who gets the activity; upper and lower case do not matter',
	},
	{
		displayName: 'Summary',
		name: 'summary',
		type: 'string',
		required: true,
		displayOptions,
		default: '={{ $json.text }}',
		placeholder: 'e.g. Answer conversation #123',
		description: 'What to do, in one line of plain text',
	},
	{
		displayName: 'Deadline',
		name: 'deadline',
		type: 'options',
		displayOptions,
		default: 'today',
		description: "The day the activity is due, in the workflow's time zone",
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
		displayOptions: { show: { ...displayOptions.show, deadline: ['inDays'] } },
		typeOptions: { minValue: 0, numberPrecision: 0 },
		default: 2,
		description: 'How many days from today the activity is due',
	},
	{
		displayName: 'Date',
		name: 'deadlineDate',
		type: 'dateTime',
		required: true,
		displayOptions: { show: { ...displayOptions.show, deadline: ['date'] } },
		default: '',
		description: 'The day the activity is due; a time of day is ignored',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		displayOptions,
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Note (HTML)',
				name: 'note',
				type: 'string',
				typeOptions: { rows: 4 },
				default: '',
				placeholder: 'e.g. <p>Please call back</p>',
				description:
					'The text below the summary, as HTML. Without this option an SLA alert gets its text and a link to the conversation, and any other item no note.',
			},
		],
	},
];

/** One activity an item; the item goes on with `odoo: { activityId, userId, partnerId }` added. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const now = new Date();
	const connect = once(() => connectOdoo(context));
	return forEachItem(
		context,
		async (itemIndex) => ({ client: await connect(), activity: readActivity(context, itemIndex, now) }),
		async ({ client, activity }, itemIndex) => {
			const odoo = await createActivity(client, activity);
			return [passOn(context, itemIndex, { odoo: { ...odoo } })];
		},
	);
}

function readActivity(context: IExecuteFunctions, itemIndex: number, now: Date): NewActivity {
	const { note } = Options.parse(context.getNodeParameter('options', itemIndex, {}));
	return {
		userEmail: readText(context, 'userEmail', itemIndex, 'User E-Mail'),
		summary: readText(context, 'summary', itemIndex, 'Summary'),
		noteHtml: note ?? alertNote(context.getInputData()[itemIndex]?.json),
		deadline: deadlineDate(readDeadline(context, itemIndex), context.getTimezone(), now),
	};
}

const Options = z.object({ note: z.coerce.string().nullish() });

function readText(context: IExecuteFunctions, parameter: string, itemIndex: number, label: string): string {
	const value: unknown = context.getNodeParameter(parameter, itemIndex, '');
	if (typeof value === 'string' && value.trim() !== '') return value;
	throw new ExplainedError(`${label} is empty or no text`, {
		advice: `Fill in "${label}", or put this node after Route SLA Alert, whose items fill its default`,
	});
}

function readDeadline(context: IExecuteFunctions, itemIndex: number): Deadline {
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

function alertNote(json: unknown): string {
	const alert = AlertSchema.safeParse(json);
	return alert.success ? alertNoteHtml(alert.data) : '';
}
