import type { IAllExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
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
	apiKey: z.string().default(''),
	protocol: z.enum(['auto', 'json2', 'xmlrpc']).default('auto'),
});

/** A client for the node's credential. XML-RPC carries the secret in its body: n8n cannot sign these requests. */
export async function connectOdoo(context: IAllExecuteFunctions): Promise<OdooClient> {
	const data = OdooCredentialData.parse(await context.getCredentials('chatwootSlaOdooApi'));
	return createOdooClient(data, httpTransport(context), sleep);
}
