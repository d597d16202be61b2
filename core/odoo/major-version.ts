import type { OdooClient } from './client';

/** Such as 19; for Odoo Online's versions in between (`saas~18.3`) the one they follow. */
export async function majorVersion(client: OdooClient): Promise<number> {
	return Number(/^(?:saas~)?(\d+)/.exec(await client.version())?.[1]);
}
