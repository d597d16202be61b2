import { z } from 'zod';
import type { FormPart } from '../http/multipart';
import { withPauses } from '../http/with-pauses';
import type { AnswerSchema, ChatwootApi } from './api';
import { hasStatus, queryOf } from './api';

const messageSchema = z.object({ id: z.number(), content: z.string().nullish() }).passthrough();

/** A message as Chatwoot answers it. */
export type StoredMessage = z.infer<typeof messageSchema>;

export interface Attachment {
	fileName: string;
	mimeType: string;
	bytes: Buffer;
}

/** A template of a channel that lets nothing else through, such as WhatsApp after 24 hours. */
export interface TemplateParams {
	name: string;
	category: string;
	language: string;
	processed_params: Record<string, unknown>;
}

export interface NewMessage {
	content: string;
	/** `incoming` is a message of the customer, which only inboxes of type API take. */
	kind: 'outgoing' | 'incoming' | 'note';
	template: TemplateParams | null;
	attachments: Attachment[];
	/**
	 * A user's outgoing message counts as the reply of a person: it is the first reply and ends the customer's wait
	 * (Chatwoot 4.15). A bot's is never the first reply; since about 4.10 it ends the wait (chatwoot#13181). Without a
	 * bot's token it is the user.
	 */
	as: 'bot' | 'user';
}

/** How long to wait when a conversation has had all the messages that Chatwoot takes in a minute (about 20). */
const FLOOD_PAUSES_MS = [5_000, 15_000, 20_000, 30_000, 60_000, 60_000];

/** A message that was refused as one too many in a minute is sent again, for up to three minutes. */
export async function sendMessage(api: ChatwootApi, conversationId: number, message: NewMessage): Promise<StoredMessage> {
	const request = {
		method: 'POST' as const,
		path: `/conversations/${conversationId}/messages`,
		what: `message in conversation ${conversationId}`,
		as: message.kind === 'incoming' ? ('user' as const) : message.as,
		...(message.attachments.length === 0 ? { body: messageBody(message) } : { form: messageForm(message) }),
	};
	return await withPauses(() => api.read(messageSchema, request), { isLimit: isFlood, pausesMs: FLOOD_PAUSES_MS, pause: api.pause });
}

/** The latest messages, oldest first. Chatwoot (4.15) answers some at a time, those before a given one. */
export async function listMessages(api: ChatwootApi, conversationId: number, limit: number = Infinity): Promise<StoredMessage[]> {
	let messages: StoredMessage[] = [];
	while (messages.length < limit) {
		const payload = await messagesBefore(api, messageSchema, conversationId, messages[0]?.id ?? null);
		const known = new Set(messages.map(({ id }) => id));
		const older = payload.filter(({ id }) => !known.has(id)).sort((one, other) => one.id - other.id);
		if (older.length === 0) break;
		messages = [...older, ...messages];
	}
	return messages.slice(Math.max(0, messages.length - limit));
}

/** Some messages, the latest ones before the one with this id; null for the latest of all. */
export async function messagesBefore<Message>(
	api: ChatwootApi,
	schema: AnswerSchema<Message>,
	conversationId: number,
	before: number | null,
): Promise<Message[]> {
	const path = `/conversations/${conversationId}/messages${queryOf({ before })}`;
	return (await api.read(z.object({ payload: z.array(schema) }), { path, what: `conversation ${conversationId}` })).payload;
}

function isFlood(error: unknown): boolean {
	return hasStatus(error, 422) && /too many messages/i.test(error.message);
}

function messageBody({ content, kind, template }: NewMessage): Record<string, unknown> {
	return {
		content,
		message_type: kind === 'incoming' ? 'incoming' : 'outgoing',
		private: kind === 'note',
		...(template === null ? {} : { template_params: template }),
	};
}

function messageForm({ content, kind, attachments }: NewMessage): FormPart[] {
	return [
		{ name: 'content', value: content },
		{ name: 'message_type', value: kind === 'incoming' ? 'incoming' : 'outgoing' },
		{ name: 'private', value: String(kind === 'note') },
		...attachments.map((attachment) => ({ name: 'attachments[]', ...attachment })),
	];
}
