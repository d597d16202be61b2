import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { outcomes } from '../../../../core/odoo/outcome';
import { installToastAction } from '../../../../core/odoo/toast';
import { readItems } from '../../batch';
import { readText } from '../../read';

const show = { resource: ['toast'], operation: ['installAction'] };

export const description: INodeProperties[] = [
	{
		displayName:
			'Run this once, with the credential of a Settings administrator. Odoo then has a server action that shows toasts; enter its ID in Send.',
		name: 'installNotice',
		type: 'notice',
		displayOptions: { show },
		default: '',
	},
	{
		displayName: 'Group',
		name: 'group',
		type: 'string',
		required: true,
		displayOptions: { show },
		default: 'base.group_user',
		placeholder: 'e.g. base.group_user',
		description: 'XML ID of the group whose members may send toasts. The one given is that of all internal users.',
	},
];

/** The item goes on with `odoo: { actionId, existed }` added. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const read = await readItems(context, (itemIndex) => readText(context, 'group', itemIndex, 'Group'));
	const installed = await read.step((client, groups) => outcomes(groups, (group) => installToastAction(client, group)));
	return installed.output((odoo) => odoo);
}
