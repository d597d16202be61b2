import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { Notice } from '../../core/alert/notice';
import { ExplainedError } from '../../core/errors';
import { textParameter } from '../shared/alert-item';

/** What the node sends: the alert of each item, all alerts of a recipient at once, or words of the user's own. */
export const description: INodeProperties[] = [
	{
		displayName: 'Content',
		name: 'content',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'SLA Alert', value: 'alert', description: 'The alert of each item, of Evaluate SLA Breach or Route SLA Alert' },
			{ name: 'Digest', value: 'digest', description: 'All alerts for one recipient in one message, e.g. those over the cap' },
			{ name: 'Text', value: 'text', description: 'Words of your own, e.g. what could not be delivered' },
		],
		default: 'alert',
	},
	{
		displayName: 'Subject',
		name: 'subject',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. SLA alerts that could not be delivered',
		description: 'The subject of the e-mail',
		displayOptions: { show: { channel: ['email'], content: ['text'] } },
	},
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		required: true,
		placeholder: 'e.g. {{ $json.lines.join("\\n") }}',
		description: 'What is sent, as plain text',
		displayOptions: { show: { content: ['text'] } },
	},
];

/** Shown under Options for both channels. */
export const HIDE_LAST_MESSAGE: INodeProperties = {
	displayName: 'Hide Last Message',
	name: 'hideLastMessage',
	type: 'boolean',
	default: false,
	description: 'Whether to leave out what the customer wrote last',
	displayOptions: { show: { '/content': ['alert', 'digest'] } },
};

export type Content = z.infer<typeof contentSchema>;

const contentSchema = z.enum(['alert', 'digest', 'text']);

export function contentOf(context: IExecuteFunctions): Content {
	return contentSchema.parse(context.getNodeParameter('content', 0, 'alert'));
}

export function hidesLastMessage(context: IExecuteFunctions, itemIndex: number): boolean {
	return context.getNodeParameter('options.hideLastMessage', itemIndex, false) === true;
}

/** @throws ExplainedError when there is nothing to say. */
export function readNotice(context: IExecuteFunctions, itemIndex: number): Notice {
	const text = textParameter(context, 'text', itemIndex);
	if (text === '') throw new ExplainedError('Text is empty: there is nothing to send', { advice: 'Set Text, or set Content to SLA Alert.' });
	return { subject: textParameter(context, 'subject', itemIndex), text, html: textParameter(context, 'options.html', itemIndex) };
}
