import type { INodeProperties } from 'n8n-workflow';
import * as complete from './complete';
import * as create from './create';
import * as reschedule from './reschedule';

export { complete, create, reschedule };

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
				name: 'Complete',
				value: 'complete',
				action: 'Complete an activity',
				description: 'Mark the activity of an alert as done, for example when the customer was answered',
			},
			{
				name: 'Create',
				value: 'create',
				action: 'Create an activity',
				description: 'Give an Odoo user a to-do with a deadline, once for each alert',
			},
			{
				name: 'Reschedule',
				value: 'reschedule',
				action: 'Reschedule an activity',
				description: 'Give the activity of an alert another deadline',
			},
		],
	},
	...create.description,
	...complete.description,
	...reschedule.description,
];
