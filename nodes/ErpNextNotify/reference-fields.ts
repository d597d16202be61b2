import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { REFERENCE_DOCTYPES, type Reference } from '../../core/erpnext/reference';
import { ExplainedError } from '../../core/errors';
import { textParameter } from '../shared/alert-item';

type Show = NonNullable<NonNullable<INodeProperties['displayOptions']>['show']>;

/** The document in ERPNext that something belongs to. */
export function referenceFields(show: Show, { required }: { required: boolean }): INodeProperties[] {
	const ifEmpty = required ? '' : ' Left empty: to none.';
	const description = `The name (ID) of the document it belongs to. The default fits the items of Contact Sync.${ifEmpty}`;
	return [
		{
			displayName: 'DocType',
			name: 'referenceDoctype',
			type: 'options',
			displayOptions: { show },
			default: 'Contact',
			options: REFERENCE_DOCTYPES.map((doctype) => ({ name: doctype, value: doctype })),
			description: 'The kind of document it belongs to',
		},
		{
			displayName: 'Document',
			name: 'referenceName',
			type: 'string',
			required,
			displayOptions: { show },
			default: '={{ $json.sync.recordId }}',
			placeholder: 'e.g. Jane Doe',
			description,
		},
	];
}

/** Null where no document is named. */
export function readReference(context: IExecuteFunctions, itemIndex: number): Reference | null {
	const name = textParameter(context, 'referenceName', itemIndex);
	if (name === '') return null;
	const doctype = z.enum(REFERENCE_DOCTYPES).safeParse(context.getNodeParameter('referenceDoctype', itemIndex));
	if (!doctype.success) throw new ExplainedError('DocType is none that this node knows', { advice: `Choose one of ${REFERENCE_DOCTYPES.join(', ')}.` });
	return { doctype: doctype.data, name };
}

export function readRequiredText(context: IExecuteFunctions, name: string, itemIndex: number, label: string): string {
	const text = textParameter(context, name, itemIndex);
	if (text !== '') return text;
	throw new ExplainedError(`${label} is empty`, { advice: `Fill in "${label}"; an expression must give text.` });
}
