import { z } from 'zod';
import { ExplainedError } from '../errors';
import { parseAnswer } from './answer';
import type { OdooClient } from './client';
import { Id } from './record';

/** The id of a record that Odoo's modules bring. @throws ExplainedError when this user may see none with that name. */
export async function referencedId(client: OdooClient, model: string, module: string, name: string): Promise<number> {
	const id = await referencedIdOrNull(client, model, module, name);
	if (id !== null) return id;
	throw new ExplainedError(`Odoo has no record ${module}.${name} that this user may see`, { advice: 'Update the Discuss app in Odoo' });
}

/** The same, by the one way that every user may go (16 and 19); remembered with the sign-in. */
export async function referencedIdOrNull(client: OdooClient, model: string, module: string, name: string): Promise<number | null> {
	const answer = await client.lookUp({ model: 'ir.model.data', method: 'check_object_reference', params: { module, xml_id: name } });
	const [actual, id] = parseAnswer(Reference, answer, 'check_object_reference on ir.model.data');
	return actual === model && id !== false ? id : null;
}

/** The id is false for a record that the user may not see. */
const Reference = z.tuple([z.string(), z.union([Id, z.literal(false)])]);
