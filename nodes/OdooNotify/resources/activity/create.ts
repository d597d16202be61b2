import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { AlertSchema } from '../../../../core/alert/alert';
import type { NewActivity } from '../../../../core/odoo/activities';
import { createActivities, planActivities } from '../../../../core/odoo/activities';
import type { ActivityType } from '../../../../core/odoo/activity-types';
import { alertNoteHtml } from '../../../../core/odoo/alert-note';
import type { DocumentReference } from '../../../../core/odoo/documents';
import { parsePhone } from '../../../../core/phone/phone';
import { textParameter } from '../../../shared/alert-item';
import { readItems } from '../../batch';
import { deadlineFields, readDeadline } from '../../deadline-fields';
import { DEFAULT_COUNTRY, RECORD_TYPES, recordField, TIME_ZONE, userField } from '../../fields';
import { readId, readLocator, readOption, readRecord, readText, readUser } from '../../read';

const show = { resource: ['activity'], operation: ['create'] };

export const description: INodeProperties[] = [
	userField(show, { description: 'The user who gets the activity; upper and lower case do not matter' }),
	{
		displayName: 'Summary',
		name: 'summary',
		type: 'string',
		required: true,
		displayOptions: { show },
		default: '={{ $json.text }}',
		placeholder: 'e.g. Answer conversation #123',
		description: 'What to do, in one line of plain text',
	},
	...deadlineFields(show, 'today'),
	{
		displayName: 'Alert Key',
		name: 'key',
		type: 'string',
		displayOptions: { show },
		default: '={{ $json.key }}',
		placeholder: 'e.g. order-4711',
		description:
			'What the activity is about. A user who has an open activity with this key gets no second one. Left empty: every item is a new activity.',
	},
	{
		displayName: 'Attach To',
		name: 'recordType',
		type: 'options',
		displayOptions: { show },
		default: 'user',
		options: [...RECORD_TYPES, { name: "User's Own Contact", value: 'user' }],
		description: 'The record in Odoo that the activity hangs on',
	},
	recordField({ ...show, recordType: RECORD_TYPES.map(({ value }) => value) }),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		displayOptions: { show },
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Activity Type',
				name: 'type',
				type: 'resourceLocator',
				default: { mode: 'list', value: '' },
				modes: [
					{
						displayName: 'From List',
						name: 'list',
						type: 'list',
						typeOptions: { searchListMethod: 'searchActivityTypes', searchable: true },
					},
					{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. Call' },
					{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 2' },
				],
				description: "The kind of activity. Without this option it is Odoo's own To-Do.",
			},
			DEFAULT_COUNTRY,
			{
				displayName: 'If the Customer Has No Record',
				name: 'withoutRecord',
				type: 'options',
				default: 'user',
				options: [
					{ name: 'Fail', value: 'fail' },
					{ name: "Use the User's Own Contact", value: 'user' },
				],
				description: 'What to do when a record is chosen by ID, e-mail or phone and there is none',
			},
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
			TIME_ZONE,
		],
	},
];

/** One activity an item; the item goes on with `odoo` added, the CreatedActivity. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const now = new Date();
	const read = await readItems(context, (itemIndex) => readActivity(context, itemIndex, now));
	const planned = await read.step(planActivities);
	return (await planned.step(createActivities)).output((created) => created);
}

function readActivity(context: IExecuteFunctions, itemIndex: number, now: Date): NewActivity {
	const key = textParameter(context, 'key', itemIndex);
	const elseOnUser = readOption(context, 'withoutRecord', itemIndex) !== 'fail';
	return {
		user: readUser(context, itemIndex),
		summary: readText(context, 'summary', itemIndex, 'Summary'),
		noteHtml: readNote(context, itemIndex),
		deadline: readDeadline(context, itemIndex, readOption(context, 'timeZone', itemIndex), now),
		type: readType(context, itemIndex),
		key: key === '' ? null : key,
		document: readDocument(context, itemIndex, elseOnUser),
		elseOnUser,
	};
}

/** A customer without an e-mail address or a usable phone number has no record to be found either. */
function readDocument(context: IExecuteFunctions, itemIndex: number, elseOnUser: boolean): DocumentReference | null {
	if (context.getNodeParameter('recordType', itemIndex) === 'user') return null;
	const { mode, value } = readLocator(context, 'record', itemIndex);
	if (elseOnUser && (mode === 'email' || mode === 'id') && value === '') return null;
	if (elseOnUser && mode === 'phone' && parsePhone(value, readOption(context, 'country', itemIndex)) === null) return null;
	return readRecord(context, itemIndex);
}

function readType(context: IExecuteFunctions, itemIndex: number): ActivityType {
	const { mode, value } = readLocator(context, 'options.type', itemIndex);
	if (value === '') return 'to-do';
	return mode === 'list' || mode === 'id' ? { id: readId(value, 'Activity Type') } : { name: value };
}

function readNote(context: IExecuteFunctions, itemIndex: number): string {
	const options: unknown = context.getNodeParameter('options', itemIndex, {});
	const hasOwn = typeof options === 'object' && options !== null && 'note' in options;
	return hasOwn ? readOption(context, 'note', itemIndex) : alertNote(context.getInputData()[itemIndex]?.json);
}

function alertNote(json: unknown): string {
	const alert = AlertSchema.safeParse(json);
	return alert.success ? alertNoteHtml(alert.data) : '';
}
