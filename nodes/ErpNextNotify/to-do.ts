import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { WantedToDo } from '../../core/erpnext/todos';
import { keepToDo } from '../../core/erpnext/todos';
import { textParameter } from '../shared/alert-item';
import { forEachErpNextItem } from './connect';
import { readReference, readRequiredText, referenceFields } from './reference-fields';

const show = { resource: ['toDo'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show },
		default: 'keep',
		options: [
			{
				name: 'Keep',
				value: 'keep',
				action: 'Keep a task open for a user',
				description: 'See to it that one user, or nobody, has an open to-do about something',
			},
		],
	},
	{
		displayName: 'Key',
		name: 'key',
		type: 'string',
		required: true,
		displayOptions: { show },
		default: '={{ $json.key }}',
		placeholder: 'e.g. chatwoot:1:123',
		description: 'What it is about. There is never more than one open to-do with the same key; it stands at the end of its text.',
	},
	{
		displayName: "User's E-Mail",
		name: 'userEmail',
		type: 'string',
		displayOptions: { show },
		default: '',
		placeholder: 'e.g. anita@example.com',
		description: 'Who has to do it. Others with this key are closed. Left empty: all are closed.',
	},
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		typeOptions: { rows: 3 },
		displayOptions: { show },
		default: '={{ $json.text }}',
		placeholder: 'e.g. Answer conversation #123',
		description: 'What to do, as plain text',
	},
	...referenceFields(show, { required: false }),
];

/** Each item goes on with `erpNext: { toDo, created, closed, reason }` added. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await forEachErpNextItem(context, (itemIndex) => readWanted(context, itemIndex), keepToDo);
}

function readWanted(context: IExecuteFunctions, itemIndex: number): WantedToDo {
	const userEmail = textParameter(context, 'userEmail', itemIndex);
	return {
		key: readRequiredText(context, 'key', itemIndex, 'Key'),
		userEmail,
		text: userEmail === '' ? '' : readRequiredText(context, 'text', itemIndex, 'Text'),
		reference: readReference(context, itemIndex),
	};
}
