import type { INodeProperties } from 'n8n-workflow';
import * as find from './find';

export { find };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['partner'] } },
		default: 'find',
		options: [
			{
				name: 'Find',
				value: 'find',
				action: 'Find a contact',
				description: "Find a customer's contact by e-mail or phone",
			},
		],
	},
	...find.description,
];
