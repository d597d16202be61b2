import { z } from 'zod';
import type { ChatwootSimulator } from './chatwoot-simulator';
import type { Attachment, Conversation, Message } from './model';
import { numberedMessage } from './payloads';
import type { RestAnswer, RestCall, RestRequest, Route } from './rest-route';
import { json, jsonBody, withConversation } from './rest-route';

export const messageRoutes: readonly Route[] = [
	{ method: 'GET', pattern: /^conversations\/(\d+)\/messages$/, handle: list },
	{ method: 'POST', pattern: /^conversations\/(\d+)\/messages$/, bots: true, handle: create },
];

const PAGE_SIZE = 20;

/** The latest 20, or those before the message with a given id, oldest first. */
function list(request: RestRequest): RestAnswer {
	return withConversation(request, (conversation) => {
		const { chatwoot, call } = request;
		const before = Number(call.url.searchParams.get('before') ?? Infinity);
		const messages = conversation.messages.filter(({ id }) => id < before).slice(-PAGE_SIZE);
		const meta = { labels: conversation.labels, additional_attributes: {} };
		return json(200, { meta, payload: messages.map((message) => numberedMessage(chatwoot.account, conversation, message)) });
	});
}

const messageSchema = z.object({
	content: z.string().default(''),
	message_type: z.enum(['outgoing', 'incoming']).default('outgoing'),
	private: z.boolean().default(false),
	template_params: z.record(z.unknown()).nullable().default(null),
	attachments: z.array(z.custom<Attachment>()).default([]),
});
type NewMessage = z.infer<typeof messageSchema>;

function create(request: RestRequest): RestAnswer {
	const { chatwoot, call } = request;
	const told = messageSchema.safeParse(call.contentType.startsWith('multipart/') ? formBody(chatwoot, call) : jsonBody(call));
	return withConversation(request, (conversation) => {
		if (!told.success) return json(422, { error: "'message_type' is not valid" });
		if (told.data.message_type === 'incoming' && conversation.inbox.channelType !== 'Channel::Api') {
			return json(422, { error: 'Incoming messages are only allowed in Api inboxes' });
		}
		if (isFlooded(chatwoot, conversation)) return json(422, { error: 'Validation failed: Too many messages' });
		return json(200, numberedMessage(chatwoot.account, conversation, store(request, conversation, told.data)));
	});
}

/** A user's token speaks for that user: an outgoing message counts as a human reply. A bot's is none. */
function store({ chatwoot, call }: RestRequest, conversation: Conversation, message: NewMessage): Message {
	const { content: text, attachments, template_params: template } = message;
	const isBot = call.token === chatwoot.botToken;
	if (message.message_type === 'incoming') return chatwoot.receive(conversation, { text, attachments });
	if (message.private) return chatwoot.privateNote(conversation, { agent: isBot ? null : chatwoot.administrator, text, attachments });
	if (isBot) return chatwoot.botSends(conversation, { text, attachments, template });
	return chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text, attachments, template });
}

function isFlooded({ now, messagesPerMinute }: ChatwootSimulator, { messages }: Conversation): boolean {
	const minuteAgo = now().getTime() - 60_000;
	return messages.filter(({ createdAt }) => createdAt.getTime() > minuteAgo).length >= messagesPerMinute;
}

interface FormField {
	name: string;
	fileName: string | undefined;
	mimeType: string | undefined;
	bytes: Buffer;
}

function formBody(chatwoot: ChatwootSimulator, call: RestCall): unknown {
	const fields = formFields(call);
	const text = (name: string) => fields.find((field) => field.name === name)?.bytes.toString();
	const attachments = fields.flatMap(({ name, fileName, mimeType = '', bytes }): Attachment[] =>
		name === 'attachments[]' && fileName !== undefined ? [{ id: chatwoot.nextId(), fileName, mimeType, bytes }] : [],
	);
	return { content: text('content'), message_type: text('message_type'), private: text('private') === 'true', attachments };
}

/** multipart/form-data; Latin-1 maps bytes to characters one by one. */
function formFields({ bytes, contentType }: RestCall): FormField[] {
	const boundary = /boundary=([^;]+)/.exec(contentType)?.[1] ?? '';
	const parts = bytes.toString('latin1').split(`--${boundary}`).slice(1, -1);
	return parts.map((part) => {
		const [head = '', ...content] = part.slice(2, -2).split('\r\n\r\n');
		const utf8Head = Buffer.from(head, 'latin1').toString();
		return {
			name: /[; ]name="([^"]*)"/.exec(utf8Head)?.[1] ?? '',
			fileName: /filename="([^"]*)"/.exec(utf8Head)?.[1],
			mimeType: /^Content-Type: (.*)$/im.exec(utf8Head)?.[1],
			bytes: Buffer.from(content.join('\r\n\r\n'), 'latin1'),
		};
	});
}
