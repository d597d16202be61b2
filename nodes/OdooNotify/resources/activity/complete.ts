import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { completeActivities, findActivities } from '../../../../core/odoo/activity-changes';
import { textParameter } from '../../../shared/alert-item';
import { readItems } from '../../batch';
import { readWhich, whichActivity } from './which';
import { withFound } from './with-found';

const show = { resource: ['activity'], operation: ['complete'] };

export const description: INodeProperties[] = [
	...whichActivity(show),
	{
		displayName: 'Feedback',
		name: 'feedback',
		type: 'string',
		displayOptions: { show },
		default: '={{ $json.text }}',
		placeholder: 'e.g. The customer was answered',
		description: 'What Odoo notes on the record with the completed activity, as plain text',
	},
];

/** The item goes on with `odoo: { completed, activityIds }` added. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const read = await readItems(context, (itemIndex) => ({
		reference: readWhich(context, itemIndex),
		feedback: textParameter(context, 'feedback', itemIndex),
	}));
	const found = await read.step((client, items) => withFound(items, (references) => findActivities(client, references)));
	const done = await found.step(completeActivities);
	return done.output((activityIds) => ({ completed: activityIds.length, activityIds }));
}
