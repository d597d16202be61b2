import { z } from 'zod';
import { messageType } from './parse';
import { requiredTimeSchema } from './schemas';

/** A message of a conversation, as far as it tells who did what and when. */
export const loggedMessageSchema = z
	.object({
		id: z.number(),
		message_type: z.union([z.string(), z.number()]).nullish(),
		private: z.boolean().nullish(),
		content: z.string().nullish(),
		created_at: requiredTimeSchema,
		sender: z.object({ type: z.string().nullish() }).nullish(),
		content_attributes: z.object({ automation_rule_id: z.number().nullish() }).nullish().catch(null),
	})
	.transform(({ id, message_type: type, private: isPrivate, content, created_at: createdAt, sender, content_attributes: attributes }) => ({
		id,
		type: messageType(type),
		private: isPrivate ?? false,
		content: content ?? '',
		createdAt,
		/** An automation rule of Chatwoot speaks in the name of whoever made it. */
		isByPerson: sender?.type?.toLowerCase() === 'user' && !attributes?.automation_rule_id,
	}));
export type LoggedMessage = z.infer<typeof loggedMessageSchema>;
