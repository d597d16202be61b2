import { ODOO_API_KEY } from '../credentials';
import type { ImportedCredential } from '../n8n/server';
import type { OdooSimulator } from './simulator';

/** For n8n's own Odoo node, with the id and name that workflows/*.json refer to. */
export function odooNodeCredentials({ url, database }: OdooSimulator): ImportedCredential[] {
	return [{ id: 'odoo-api-key', name: 'Odoo API Key', type: 'odooApiKeyApi', data: { url, db: database, apiKey: ODOO_API_KEY } }];
}
