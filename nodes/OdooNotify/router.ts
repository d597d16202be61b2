import type { IExecuteFunctions, INodeExecutionData, INodeOutputConfiguration, INodeProperties } from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';
import * as activity from './resources/activity';
import * as chatter from './resources/chatter';
import * as partner from './resources/partner';
import * as toast from './resources/toast';
import * as user from './resources/user';

export const description: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		default: 'activity',
		options: [
			{ name: 'Activity', value: 'activity', description: "A to-do in a user's list" },
			{ name: 'Chatter', value: 'chatter', description: 'Notes and messages on a record' },
			{ name: 'Contact', value: 'partner', description: 'People and companies' },
			{ name: 'Toast', value: 'toast', description: 'A message that pops up in the browser' },
			{ name: 'User', value: 'user', description: 'People who work with Odoo' },
		],
	},
	...activity.description,
	...chatter.description,
	...partner.description,
	...toast.description,
	...user.description,
];

/** Of the operations that have several. */
export const OUTPUTS: Record<string, INodeOutputConfiguration[]> = {
	checkAcknowledgement: activity.checkAcknowledgement.OUTPUT_NAMES.map((displayName) => ({ type: NodeConnectionTypes.Main, displayName })),
};

/** Does what the fields Resource and Operation say; these two are the same for all items. */
export async function route(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const name = `${context.getNodeParameter('resource', 0)}.${context.getNodeParameter('operation', 0)}`;
	if (name === 'activity.checkAcknowledgement') return await activity.checkAcknowledgement.execute(context);
	const execute = OPERATIONS.get(name);
	if (execute !== undefined) return [await execute(context)];
	throw new NodeOperationError(context.getNode(), `Odoo Notify knows no operation ${name}`);
}

const OPERATIONS = new Map<string, (context: IExecuteFunctions) => Promise<INodeExecutionData[]>>([
	['activity.complete', activity.complete.execute],
	['activity.create', activity.create.execute],
	['activity.reschedule', activity.reschedule.execute],
	['chatter.postMessage', chatter.postMessage.execute],
	['chatter.postNote', chatter.postNote.execute],
	['partner.find', partner.find.execute],
	['toast.installAction', toast.installAction.execute],
	['toast.send', toast.send.execute],
	['user.find', user.find.execute],
]);
