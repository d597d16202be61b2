import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { z } from 'zod';

/** A message as it was taken. */
export type ChatPost = z.infer<typeof postSchema>;

const attachmentSchema = z.object({
	fallback: z.string().default(''),
	color: z
		.string()
		.regex(/^#[0-9a-f]{6}$/i)
		.optional(),
	title: z.string().default(''),
	title_link: z.string().optional(),
	text: z.string().default(''),
	fields: z.array(z.object({ title: z.string(), value: z.string(), short: z.boolean().default(false) })).default([]),
});

const postSchema = z.object({ text: z.string().default(''), attachments: z.array(attachmentSchema).default([]) });

interface Answer {
	status: number;
	body: string;
}

/** How a server answers, by what it is. */
const SERVERS = {
	mattermost: { path: '/hooks/mattermosthookid0000000000', taken: 'ok', refuse: mattermostRefusal },
	rocketChat: { path: '/hooks/rocketid/rockettoken', taken: '{"success":true}', refuse: rocketChatRefusal },
} as const;

/**
 * The incoming webhook of a Mattermost or a Rocket.Chat, as strict as they are when nothing was changed in their
 * settings. Both take `text` and `attachments` as Slack once had them and leave everything else unread, blocks as well.
 */
export class ChatSimulator {
	static async start(kind: keyof typeof SERVERS): Promise<ChatSimulator> {
		const simulator = new ChatSimulator(kind);
		simulator.server.listen(0, '127.0.0.1');
		await once(simulator.server, 'listening');
		return simulator;
	}

	readonly messages: ChatPost[] = [];
	private readonly server: Server;

	private constructor(private readonly kind: keyof typeof SERVERS) {
		this.server = createServer((request, response) => {
			const fail = () => ({ status: 500, body: 'the simulator failed' });
			void this.answer(request).catch(fail).then(({ status, body }) => response.writeHead(status).end(body));
		});
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** The one incoming webhook that exists. */
	get webhookUrl(): string {
		return this.url + SERVERS[this.kind].path;
	}

	async stop(): Promise<void> {
		this.server.close();
		this.server.closeAllConnections();
		await once(this.server, 'close');
	}

	private async answer(request: IncomingMessage): Promise<Answer> {
		const { path, taken, refuse } = SERVERS[this.kind];
		const parsed = postSchema.safeParse(JSON.parse(await readText(request)));
		const refusal = refuse(parsed.success ? parsed.data : null, request.url === path);
		if (refusal !== null || !parsed.success) return refusal ?? { status: 400, body: '' };
		this.messages.push(parsed.data);
		return { status: 200, body: taken };
	}
}

/** Mattermost looks at the message before it looks for the webhook. */
function mattermostRefusal(post: ChatPost | null, isKnown: boolean): Answer | null {
	const refusal = (id: string): Answer => ({
		status: 400,
		body: JSON.stringify({ id: `web.incoming_webhook.${id}.app_error`, message: 'Refused', status_code: 400 }),
	});
	if (post === null) return refusal('parse');
	if (post.text === '' && post.attachments.length === 0) return refusal('text');
	if (!isKnown) return refusal('invalid');
	if (Array.from(post.text).length > 4000) return refusal('text.length');
	return Array.from(JSON.stringify(post.attachments)).length > 7900 ? refusal('attachment') : null;
}

/** Rocket.Chat looks for the webhook first. */
function rocketChatRefusal(post: ChatPost | null, isKnown: boolean): Answer | null {
	const refusal = (error: string): Answer => ({ status: 400, body: JSON.stringify({ success: false, error }) });
	if (!isKnown) return refusal('Invalid integration id or token provided.');
	if (post === null || (post.text === '' && post.attachments.length === 0)) return refusal('body-empty');
	return post.text.length > 5000 ? refusal('error-message-size-exceeded') : null;
}
