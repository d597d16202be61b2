import type { INodeProperties } from 'n8n-workflow';
import * as installAction from './install-action';
import * as send from './send';

export { installAction, send };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['toast'] } },
		default: 'send',
		options: [
			{
				name: 'Install Action',
				value: 'installAction',
				action: 'Install the toast action',
				description: 'Prepare Odoo for toasts, once, as a Settings administrator',
			},
			{
				name: 'Send',
				value: 'send',
				action: 'Send a toast',
				description: 'Show a message at once to a user who has Odoo open',
			},
		],
	},
	...send.description,
	...installAction.description,
];
