import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { findActivities, rescheduleActivities } from '../../../../core/odoo/activity-changes';
import { readItems } from '../../batch';
import { deadlineFields, readDeadline } from '../../deadline-fields';
import { TIME_ZONE } from '../../fields';
import { readOption } from '../../read';
import { readWhich, whichActivity } from './which';
import { withFound } from './with-found';

const show = { resource: ['activity'], operation: ['reschedule'] };

export const description: INodeProperties[] = [
	...whichActivity(show),
	...deadlineFields(show, 'tomorrow'),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		displayOptions: { show },
		placeholder: 'Add option',
		default: {},
		options: [TIME_ZONE],
	},
];

/** The item goes on with `odoo: { rescheduled, activityIds }` added. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const now = new Date();
	const read = await readItems(context, (itemIndex) => ({
		reference: readWhich(context, itemIndex),
		deadline: readDeadline(context, itemIndex, readOption(context, 'timeZone', itemIndex), now),
	}));
	const found = await read.step((client, items) => withFound(items, (references) => findActivities(client, references)));
	const done = await found.step(rescheduleActivities);
	return done.output((activityIds) => ({ rescheduled: activityIds.length, activityIds }));
}
