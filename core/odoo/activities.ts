import { z } from 'zod';
import { ExplainedError } from '../errors';
import type { OdooClient } from './client';
import type { OdooUser } from './users';
import { findUser } from './users';
import { parseAnswer } from './xml-rpc-protocol';

/** A to-do for one Odoo user. */
export interface NewActivity {
	/** Login or e-mail of the user who is to act, in any case. */
	userEmail: string;
	/** Plain text, shown as it is; line breaks become spaces. */
	summary: string;
	/** HTML; Odoo takes scripts and unknown tags out. */
	noteHtml: string;
	/** `YYYY-MM-DD`. */
	deadline: string;
}

export interface CreatedActivity {
	activityId: number;
	userId: number;
	partnerId: number;
}

/**
 * Creates a To-Do for a user, on the user's own contact: Odoo refuses activities on `res.users`. The document's model
 * goes in the context and not as `res_model_id`, whose id ordinary users may not look up (Odoo 16 and 19).
 *
 * @throws ExplainedError when nobody has the e-mail, or when Odoo refuses (an OdooFault).
 */
export async function createActivity(client: OdooClient, activity: NewActivity): Promise<CreatedActivity> {
	const user = await findUser(client, activity.userEmail);
	const typeId = await toDoTypeId(client);
	const answer = await client.execute({
		model: 'mail.activity',
		method: 'create',
		args: [values(activity, user, typeId)],
		kwargs: { context: { default_res_model: 'res.partner' } },
	});
	return { activityId: parseAnswer(NewId, answer, 'create on mail.activity'), userId: user.id, partnerId: user.partnerId };
}

function values({ summary, noteHtml, deadline }: NewActivity, user: OdooUser, typeId: number) {
	return {
		activity_type_id: typeId,
		summary: summary.replace(/\s+/g, ' ').trim(),
		note: noteHtml,
		date_deadline: deadline,
		user_id: user.id,
		res_id: user.partnerId,
	};
}

/** The one way to Odoo's own To-Do type that every user may go (16 and 19). */
async function toDoTypeId(client: OdooClient): Promise<number> {
	const answer = await client.lookUp({
		model: 'ir.model.data',
		method: 'check_object_reference',
		args: ['mail', 'mail_activity_data_todo'],
		kwargs: {},
	});
	const [model, id] = parseAnswer(Reference, answer, 'check_object_reference on ir.model.data');
	if (model === 'mail.activity.type') return id;
	throw new ExplainedError('Odoo has no activity type "To-Do"', {
		advice: 'Restore it in Odoo (Settings > Activity Types), or update the Discuss app',
	});
}

const Reference = z.tuple([z.string(), z.number().int()]);

/** One set of values answers one id (Odoo 16 and 19). */
const NewId = z.number().int().positive();
