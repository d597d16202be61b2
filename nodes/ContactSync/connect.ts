import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { erpNextContacts } from '../../core/erpnext/contacts';
import { odooPartnerRecords } from '../../core/odoo/partner-records';
import type { Crm } from '../../core/sync/crm';
import { connectErpNext } from '../ErpNextNotify/connect';
import { connectOdoo } from '../OdooNotify/connect';

const optionsSchema = z.object({
	defaultCountry: z.string().trim().catch(''),
	erpNextField: z.string().trim().min(1).catch('chatwoot_contact_id'),
	odooField: z.string().trim().min(1).catch('ref'),
});
export type Options = z.infer<typeof optionsSchema>;

export function readOptions(context: IExecuteFunctions, itemIndex: number): Options {
	return optionsSchema.parse(context.getNodeParameter('options', itemIndex, {}));
}

/** The CRM that the node's first field names, with the credential for it. */
export async function connectCrm(context: IExecuteFunctions, { defaultCountry: country, erpNextField, odooField }: Options): Promise<Crm> {
	if (context.getNodeParameter('crm', 0) === 'odoo') {
		return odooPartnerRecords(await connectOdoo(context), { idField: odooField, country });
	}
	return erpNextContacts(await connectErpNext(context), { idField: erpNextField, country });
}
