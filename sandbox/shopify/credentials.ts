import type { ImportedCredential } from '../n8n/server';
import type { ShopifySimulator } from './shopify-simulator';

/** n8n's own type for a secret to check signatures with, with the id and name that workflows/*.json refer to. */
export function shopifyCredentials({ secret }: ShopifySimulator): ImportedCredential[] {
	return [{ id: 'shopify', name: 'Shopify', type: 'crypto', data: { hmacSecret: secret } }];
}
