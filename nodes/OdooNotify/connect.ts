import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { OdooClient } from '../../core/odoo/client';
import { createOdooClient } from '../../core/odoo/client';
import { httpTransport } from '../shared/http';

/** The data of a Chatwoot SLA Odoo API credential; a field left out counts as empty. */
export const OdooCredentialData = z.object({
	baseUrl: z.string().default(''),
	database: z.string().default(''),
	login: z.string().default(''),
	password: z.string().default(''),
});

/** A client for the node's credential. XML-RPC carries the password in its body: n8n cannot sign these requests. */
export async function connectOdoo(context: IExecuteFunctions): Promise<OdooClient> {
	const data = OdooCredentialData.parse(await context.getCredentials('chatwootSlaOdooApi'));
	return createOdooClient(data, httpTransport(context));
}
