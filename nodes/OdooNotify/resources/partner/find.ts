import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { outcomes } from '../../../../core/odoo/outcome';
import { findPartners, firstPartner } from '../../../../core/odoo/partners';
import { readItems } from '../../batch';
import { DEFAULT_COUNTRY } from '../../fields';
import { readContact, readOption, readText } from '../../read';

const show = { resource: ['partner'], operation: ['find'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Find By',
		name: 'findBy',
		type: 'options',
		displayOptions: { show },
		default: 'email',
		options: [
			{ name: 'E-Mail', value: 'email' },
			{ name: 'Phone', value: 'phone' },
		],
		description: 'What is known of the contact',
	},
	{
		displayName: 'E-Mail',
		name: 'email',
		type: 'string',
		required: true,
		displayOptions: { show: { ...show, findBy: ['email'] } },
		default: '',
		placeholder: 'e.g. jane@example.com',
		description: 'The e-mail address; upper and lower case do not matter',
	},
	{
		displayName: 'Phone',
		name: 'phone',
		type: 'string',
		required: true,
		displayOptions: { show: { ...show, findBy: ['phone'] } },
		default: '',
		placeholder: 'e.g. +31612345678',
		description: 'The phone number, in any spelling',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		displayOptions: { show: { ...show, findBy: ['phone'] } },
		placeholder: 'Add option',
		default: {},
		options: [DEFAULT_COUNTRY],
	},
];

/** The item goes on with `odoo: { partnerId, name, email, phone, mobile }` added, of several contacts the oldest. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const read = await readItems(context, (itemIndex) =>
		context.getNodeParameter('findBy', itemIndex) === 'phone'
			? readContact('phone', readText(context, 'phone', itemIndex, 'Phone'), readOption(context, 'country', itemIndex))
			: readContact('email', readText(context, 'email', itemIndex, 'E-Mail'), ''),
	);
	const found = await read.step(async (client, contacts) => {
		const partnersOf = await findPartners(client, contacts);
		return outcomes(contacts, (contact) => firstPartner(partnersOf(contact), contact));
	});
	return found.output(({ id, ...partner }) => ({ partnerId: id, ...partner }));
}
