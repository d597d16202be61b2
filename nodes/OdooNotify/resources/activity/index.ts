import type { INodeProperties } from 'n8n-workflow';
import * as create from './create';

export { create };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['activity'] } },
		default: 'create',
		options: [
			{
				name: 'Create',
				value: 'create',
				action: 'Create an activity',
				description: 'Give an Odoo user a to-do with a deadline',
			},
		],
	},
	...create.description,
];
