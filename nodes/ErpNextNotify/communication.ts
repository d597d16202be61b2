import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { LoggedMessage } from '../../core/erpnext/communications';
import { logMessage } from '../../core/erpnext/communications';
import { ExplainedError } from '../../core/errors';
import { textParameter } from '../shared/alert-item';
import { readList } from '../shared/lists';
import { forEachErpNextItem } from './connect';
import { readReference, readRequiredText, referenceFields } from './reference-fields';

const show = { resource: ['communication'] };

/** Of a message event of Chatwoot. */
const DIRECTION_OF_MESSAGE = "={{ $json.message_type === 'incoming' ? 'received' : 'sent' }}";

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show },
		default: 'log',
		options: [
			{
				name: 'Log',
				value: 'log',
				action: 'Log a message',
				description: "Write a message into a customer's timeline, once",
			},
		],
	},
	...referenceFields(show, { required: true }),
	{
		displayName: 'Message Key',
		name: 'messageKey',
		type: 'string',
		required: true,
		displayOptions: { show },
		default: "={{ $json.account.id + ':' + $json.id }}",
		placeholder: 'e.g. 1:4711',
		description: 'What tells the message from all others. A message that is there already stays as it is. This default and those below fit message events of Chatwoot SLA Trigger.',
	},
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		typeOptions: { rows: 4 },
		displayOptions: { show },
		default: '={{ $json.content }}',
		placeholder: 'e.g. Where is my order?',
		description: 'Plain text',
	},
	{
		displayName: 'Links',
		name: 'links',
		type: 'string',
		displayOptions: { show },
		default: '={{ ($json.attachments ?? []).map((each) => each.data_url) }}',
		placeholder: 'e.g. https://chat.example.com/photo.jpg',
		description: 'Addresses of attachments: a list, or separated by commas',
	},
	{
		displayName: 'Direction',
		name: 'direction',
		type: 'options',
		displayOptions: { show },
		default: DIRECTION_OF_MESSAGE,
		options: [
			{ name: 'Received', value: 'received', description: 'From the customer' },
			{ name: 'Sent', value: 'sent', description: 'To the customer' },
		],
		description: 'Who wrote to whom',
	},
	{
		displayName: 'Author',
		name: 'authorName',
		type: 'string',
		displayOptions: { show },
		default: '={{ $json.sender?.name }}',
		placeholder: 'e.g. Jane Doe',
		description: 'The name of who wrote it',
	},
	{
		displayName: "Author's E-Mail",
		name: 'authorEmail',
		type: 'string',
		displayOptions: { show },
		default: '={{ $json.sender?.email }}',
		placeholder: 'e.g. jane@example.com',
		description: 'Left empty, or no e-mail address: ERPNext gets the name only',
	},
	{
		displayName: 'Written At',
		name: 'at',
		type: 'string',
		displayOptions: { show },
		default: '={{ $json.created_at }}',
		placeholder: 'e.g. 2026-11-21T10:00:00Z',
		description: 'When it was written. Left empty: now.',
	},
];

/** Each item goes on with `erpNext: { communication, created }` added. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await forEachErpNextItem(context, (itemIndex) => readMessage(context, itemIndex), logMessage);
}

function readMessage(context: IExecuteFunctions, itemIndex: number): LoggedMessage {
	const reference = readReference(context, itemIndex);
	if (reference === null) throw new ExplainedError('Document is empty', { advice: 'Fill in the document that the message belongs to, or put Contact Sync before this node.' });
	return {
		key: readRequiredText(context, 'messageKey', itemIndex, 'Message Key'),
		text: textParameter(context, 'text', itemIndex),
		links: readList(context, 'links', itemIndex),
		direction: context.getNodeParameter('direction', itemIndex) === 'sent' ? 'sent' : 'received',
		author: { name: textParameter(context, 'authorName', itemIndex), email: textParameter(context, 'authorEmail', itemIndex) },
		at: timeSchema.parse(context.getNodeParameter('at', itemIndex, '')),
		reference,
	};
}

const timeSchema = z
	.string()
	.datetime({ offset: true })
	.transform((text) => new Date(text))
	.catch(() => new Date());
