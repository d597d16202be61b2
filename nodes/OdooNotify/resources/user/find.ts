import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { outcomes } from '../../../../core/odoo/outcome';
import { findUsers } from '../../../../core/odoo/users';
import { readItems } from '../../batch';
import { userField } from '../../fields';
import { readUser } from '../../read';

const show = { resource: ['user'], operation: ['find'] };

export const description: INodeProperties[] = [
	userField(show, { description: 'The user to find; upper and lower case do not matter' }),
];

/** The item goes on with `odoo: { userId, partnerId, name, login, email }` added. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const read = await readItems(context, (itemIndex) => readUser(context, itemIndex));
	const found = await read.step(async (client, references) => outcomes(references, await findUsers(client, references)));
	return found.output(({ id, ...user }) => ({ userId: id, ...user }));
}
