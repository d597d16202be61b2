import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { outcomes } from '../../../../core/odoo/outcome';
import type { Toast } from '../../../../core/odoo/toast';
import { sendToast, TOAST_LEVELS } from '../../../../core/odoo/toast';
import { findUsers } from '../../../../core/odoo/users';
import { textParameter } from '../../../shared/alert-item';
import { readItems } from '../../batch';
import { userField } from '../../fields';
import { readId, readText, readUser } from '../../read';

const show = { resource: ['toast'], operation: ['send'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Action ID',
		name: 'actionId',
		type: 'number',
		displayOptions: { show },
		default: 0,
		description: 'The actionId that Install Action gave. At 0 it is looked up, which only a Settings administrator may.',
	},
	userField(show, { description: 'The user who sees the toast, if Odoo is open in a browser' }),
	{
		displayName: 'Title',
		name: 'title',
		type: 'string',
		displayOptions: { show },
		default: 'SLA alert',
		placeholder: 'e.g. SLA alert',
		description: 'The first line, as plain text',
	},
	{
		displayName: 'Message',
		name: 'message',
		type: 'string',
		required: true,
		displayOptions: { show },
		default: '={{ $json.text }}',
		placeholder: 'e.g. Conversation #123 waits',
		description: 'What to tell, as plain text',
	},
	{
		displayName: 'Level',
		name: 'level',
		type: 'options',
		displayOptions: { show },
		default: 'warning',
		options: [
			{ name: 'Danger', value: 'danger' },
			{ name: 'Info', value: 'info' },
			{ name: 'Success', value: 'success' },
			{ name: 'Warning', value: 'warning' },
		],
		description: 'The colour. Odoo 16 to 18 show Danger in red and all others in orange.',
	},
	{
		displayName: 'Sticky',
		name: 'sticky',
		type: 'boolean',
		displayOptions: { show },
		default: true,
		description: 'Whether the toast stays until the user closes it',
	},
];

/** One toast an item; the item goes on with `odoo: { actionId, userId, partnerId }` added. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const read = await readItems(context, (itemIndex) => ({
		user: readUser(context, itemIndex),
		actionId: readActionId(context, itemIndex),
		toast: readToast(context, itemIndex),
	}));
	const planned = await read.step(async (client, items) => {
		const userOf = await findUsers(client, items.map(({ user }) => user));
		return outcomes(items, (item) => ({ ...item, user: userOf(item.user) }));
	});
	const sent = await planned.step((client, items) =>
		outcomes(items, async ({ user, actionId, toast }) => ({
			...(await sendToast(client, actionId, [user.partnerId], toast)),
			userId: user.id,
			partnerId: user.partnerId,
		})),
	);
	return sent.output((odoo) => odoo);
}

function readActionId(context: IExecuteFunctions, itemIndex: number): number | null {
	const typed: unknown = context.getNodeParameter('actionId', itemIndex, 0);
	return typed === 0 || typed === '' ? null : readId(typed, 'Action ID');
}

function readToast(context: IExecuteFunctions, itemIndex: number): Toast {
	return {
		title: textParameter(context, 'title', itemIndex),
		message: readText(context, 'message', itemIndex, 'Message'),
		level: z.enum(TOAST_LEVELS).catch('warning').parse(context.getNodeParameter('level', itemIndex)),
		sticky: context.getNodeParameter('sticky', itemIndex) === true,
	};
}
