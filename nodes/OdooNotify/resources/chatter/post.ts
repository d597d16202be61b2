import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { NewMessage } from '../../../../core/odoo/chatter';
import { postMessage, textAsHtml } from '../../../../core/odoo/chatter';
import { documentFinder, requireDocument } from '../../../../core/odoo/documents';
import { outcomes } from '../../../../core/odoo/outcome';
import { readItems } from '../../batch';
import type { Show } from '../../fields';
import { DEFAULT_COUNTRY, RECORD_TYPES, recordField } from '../../fields';
import { readRecord, readText } from '../../read';

/** The fields that notes and messages have in common. */
export function postFields(show: Show): INodeProperties[] {
	return [
		{
			displayName: 'Record Type',
			name: 'recordType',
			type: 'options',
			displayOptions: { show },
			default: 'res.partner',
			options: RECORD_TYPES,
			description: 'The kind of record to post on',
		},
		recordField(show),
		{
			displayName: 'Format',
			name: 'format',
			type: 'options',
			displayOptions: { show },
			default: 'text',
			options: [
				{ name: 'HTML', value: 'html', description: 'Odoo removes scripts. Escape what customers wrote.' },
				{ name: 'Plain Text', value: 'text', description: 'Shown as it is, line by line' },
			],
			description: 'How the text is written',
		},
		{
			displayName: 'Text',
			name: 'text',
			type: 'string',
			typeOptions: { rows: 4 },
			required: true,
			displayOptions: { show },
			default: '={{ $json.text }}',
			placeholder: 'e.g. The customer waits for an answer',
			description: 'What to post',
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			displayOptions: { show },
			placeholder: 'Add option',
			default: {},
			options: [DEFAULT_COUNTRY],
		},
	];
}

/** One post an item; the item goes on with `odoo: { messageId, model, recordId }` added. */
export async function post(context: IExecuteFunctions, kind: NewMessage['kind']): Promise<INodeExecutionData[]> {
	const read = await readItems(context, (itemIndex) => ({
		document: readRecord(context, itemIndex),
		bodyHtml: readBody(context, itemIndex),
	}));
	const planned = await read.step((client, items) => {
		const find = documentFinder(client, items.map(({ document }) => document));
		return outcomes(items, async ({ document, bodyHtml }) => ({
			model: document.model,
			recordId: await requireDocument(find, document),
			bodyHtml,
			kind,
		}));
	});
	const posted = await planned.step((client, messages) =>
		outcomes(messages, async (message) => ({
			messageId: await postMessage(client, message),
			model: message.model,
			recordId: message.recordId,
		})),
	);
	return posted.output((odoo) => odoo);
}

function readBody(context: IExecuteFunctions, itemIndex: number): string {
	const text = readText(context, 'text', itemIndex, 'Text');
	return context.getNodeParameter('format', itemIndex) === 'html' ? text : textAsHtml(text);
}
