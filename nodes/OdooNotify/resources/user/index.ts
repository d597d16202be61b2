import type { INodeProperties } from 'n8n-workflow';
import * as find from './find';

export { find };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['user'] } },
		default: 'find',
		options: [
			{
				name: 'Find',
				value: 'find',
				action: 'Find a user',
				description: 'Find an internal user of Odoo by e-mail or login',
			},
		],
	},
	...find.description,
];
