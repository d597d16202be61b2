import type { INodeProperties } from 'n8n-workflow';
import * as checkAcknowledgement from './check-acknowledgement';
import * as complete from './complete';
import * as create from './create';
import * as reschedule from './reschedule';

export { checkAcknowledgement, complete, create, reschedule };

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
				name: 'Check Acknowledgement',
				value: 'checkAcknowledgement',
				action: 'Check whether an alert was acknowledged',
				description: 'Before a reminder or an escalation: find out whether somebody marked an activity of the same missed time as done',
			},
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
	...checkAcknowledgement.description,
	...complete.description,
	...reschedule.description,
];
