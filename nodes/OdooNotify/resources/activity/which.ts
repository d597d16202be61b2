import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { ActivityReference } from '../../../../core/odoo/activity-changes';
import type { Show } from '../../fields';
import { userField } from '../../fields';
import { readId, readOptionalUser, readText } from '../../read';

/** What Create leaves in the item. */
const CREATED_ACTIVITY = '={{ $json.odoo.activityId }}';

/** The fields that say which activities are meant. */
export function whichActivity(show: Show): INodeProperties[] {
	return [
		{
			displayName: 'Find By',
			name: 'findBy',
			type: 'options',
			displayOptions: { show },
			default: 'key',
			options: [
				{ name: 'Activity ID', value: 'id', description: 'The activityId that Create gave' },
				{ name: 'Alert Key', value: 'key', description: 'The key that Create wrote into the note' },
			],
			description: 'How to find the activity. One that is done or deleted is none, which is no error.',
		},
		{
			displayName: 'Alert Key',
			name: 'key',
			type: 'string',
			required: true,
			displayOptions: { show: { ...show, findBy: ['key'] } },
			default: '={{ $json.key }}',
			placeholder: 'e.g. 1:123:frt:1763712000:breach',
			description: 'The key that the activity was created with',
		},
		userField(
			{ ...show, findBy: ['key'] },
			{ required: false, description: 'The user whose activity it is. Left empty: the activities of all users with this key.' },
		),
		{
			displayName: 'Activity ID',
			name: 'activityId',
			type: 'number',
			required: true,
			displayOptions: { show: { ...show, findBy: ['id'] } },
			default: CREATED_ACTIVITY,
			description: 'The number of the activity in Odoo',
		},
	];
}

export function readWhich(context: IExecuteFunctions, itemIndex: number): ActivityReference {
	if (context.getNodeParameter('findBy', itemIndex) === 'id') {
		return { id: readId(context.getNodeParameter('activityId', itemIndex), 'Activity ID') };
	}
	return { key: readText(context, 'key', itemIndex, 'Alert Key'), user: readOptionalUser(context, itemIndex) };
}
