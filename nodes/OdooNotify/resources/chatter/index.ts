import type { INodeProperties } from 'n8n-workflow';
import * as postMessage from './post-message';
import * as postNote from './post-note';

export { postMessage, postNote };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['chatter'] } },
		default: 'postNote',
		options: [
			{
				name: 'Post Message',
				value: 'postMessage',
				action: 'Post a message on a record',
				description: 'Write to the followers of a record, customers among them',
			},
			{
				name: 'Post Note',
				value: 'postNote',
				action: 'Post a note on a record',
				description: 'Write on a record what only colleagues see',
			},
		],
	},
	...postNote.description,
	...postMessage.description,
];
