import type { Model } from '../method';
import { reading } from '../method';

/** What `mail.mt_activities` names: messages about activities that are done. */
export const ACTIVITIES_SUBTYPE_ID = 3;

export const mailMessage: Model = {
	label: 'Message',
	methods: reading({
		fields: () => ['id', 'display_name', 'body', 'model', 'res_id', 'message_type', 'subtype_id', 'author_id', 'create_uid', 'date'],
		rows: ({ world }) =>
			world.messages.map(({ id, resModel, resId, body, type, subtype, authorId, createdBy, createdAt }) => ({
				id,
				display_name: `mail.message,${id}`,
				body,
				model: resModel,
				res_id: resId,
				message_type: type,
				subtype_id: subtype === 'mail.mt_activities' ? [ACTIVITIES_SUBTYPE_ID, 'Activities'] : false,
				author_id: [authorId, world.nameOfPartner(authorId)],
				create_uid: [createdBy, world.nameOfUser(createdBy)],
				date: createdAt.toISOString().slice(0, 19).replace('T', ' '),
			})),
	}),
};
