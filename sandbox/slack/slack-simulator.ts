import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { z } from 'zod';
import { messageSchema } from './payload';
import { type Refused, type SlackPost, Workspace } from './workspace';

export interface SlackSimulatorOptions {
	/** A free one by default. */
	port?: number;
	/** The only bot token taken. */
	token?: string;
	/** The channels that exist: `#name` → id. */
	channels?: Record<string, string>;
}

/**
 * Slack's Web API (`/api/chat.postMessage`, `/api/chat.update`, `/api/auth.test`) and an incoming webhook, as far as they
 * are used: refusals of the Web API come with status 200 and `{"ok": false, "error"}`, those of a webhook as a bare word with 400 or 404.
 */
export class SlackSimulator {
	static async start(options: SlackSimulatorOptions = {}): Promise<SlackSimulator> {
		const simulator = new SlackSimulator(options);
		await simulator.listen(options.port ?? 0);
		return simulator;
	}

	readonly token: string;
	private readonly workspace: Workspace;
	private server: Server | null = null;
	private boundPort = 0;
	private limited = { retryAfterSeconds: 0, requests: 0 };

	private constructor(options: SlackSimulatorOptions) {
		this.token = options.token ?? 'xoxb-sandbox-token';
		this.workspace = new Workspace(new Map(Object.entries(options.channels ?? { '#sla-alerts': 'C0SLAALERTS' })));
	}

	get port(): number {
		return this.boundPort;
	}

	get url(): string {
		return `http://127.0.0.1:${this.boundPort}`;
	}

	/** For the credential's API base URL. */
	get apiBaseUrl(): string {
		return `${this.url}/api`;
	}

	/** The one incoming webhook that exists. */
	get webhookUrl(): string {
		return `${this.url}${WEBHOOK_PATH}`;
	}

	/** As they stand now: a changed message is the same one. */
	get messages(): readonly SlackPost[] {
		return this.workspace.arrivals.items;
	}

	waitForMessages(count: number, timeoutMs?: number): Promise<SlackPost[]> {
		return this.workspace.arrivals.waitFor(count, timeoutMs);
	}

	/** The messages that were changed, in that order. */
	waitForUpdates(count: number, timeoutMs?: number): Promise<SlackPost[]> {
		return this.workspace.updates.waitFor(count, timeoutMs);
	}

	/** From now on the message can neither be answered nor changed. */
	deleteMessage(ts: string): void {
		this.workspace.delete(ts);
	}

	/** From now on no thread can be answered, as when administrators lock it or the channel has none. */
	refuseReplies(error: string): void {
		this.workspace.refuseReplies(error);
	}

	/** Answers the next request, or so many of them, with 429. */
	rateLimitNext(retryAfterSeconds = 30, requests = 1): void {
		this.limited = { retryAfterSeconds, requests };
	}

	/** Closes the port, as when the network is down. */
	async goDown(): Promise<void> {
		const server = this.server;
		this.server = null;
		if (server === null) return;
		server.close();
		server.closeAllConnections();
		await once(server, 'close');
	}

	/** Listens again on the same port, with the messages from before. */
	async comeUp(): Promise<void> {
		if (this.server === null) await this.listen(this.boundPort);
	}

	async stop(): Promise<void> {
		await this.goDown();
	}

	private async listen(port: number): Promise<void> {
		const server = createServer((request, response) => {
			this.answer(request).then(
				(answer) => { write(response, answer); },
				() => { write(response, { status: 500, body: 'the simulator failed' }); },
			);
		});
		server.listen(port, '127.0.0.1');
		await once(server, 'listening');
		this.boundPort = (server.address() as AddressInfo).port;
		this.server = server;
	}

	private async answer(request: IncomingMessage): Promise<Answer> {
		const body = await readText(request);
		if (this.limited.requests > 0) {
			const headers = { 'retry-after': String(this.limited.retryAfterSeconds) };
			this.limited.requests--;
			return { status: 429, headers, body: { ok: false, error: 'ratelimited' } };
		}
		if (request.method !== 'POST') return { status: 405, body: 'method_not_allowed' };
		const { pathname } = new URL(request.url ?? '/', this.url);
		if (pathname.startsWith('/api/')) {
			const error = this.refusedToken(request.headers.authorization);
			if (error !== null) return { body: { ok: false, error } };
			return { body: this.call(pathname.slice('/api/'.length), body) };
		}
		return pathname === WEBHOOK_PATH
			? this.takeWebhook(body, request.headers.authorization !== undefined)
			: { status: 404, body: 'no_service' };
	}

	private refusedToken(authorization: string | undefined): string | null {
		if (authorization === undefined) return 'not_authed';
		return authorization === `Bearer ${this.token}` ? null : 'invalid_auth';
	}

	private call(method: string, body: string): object {
		if (method === 'auth.test') return { ok: true, team: 'Sandbox', user: 'sla-bot', user_id: 'U0SLABOT' };
		const act = method === 'chat.postMessage' ? 'post' : method === 'chat.update' ? 'update' : null;
		if (act === null) return { ok: false, error: 'unknown_method' };
		const parsed = messageSchema.safeParse(parseJson(body));
		if (!parsed.success) return { ok: false, error: 'invalid_arguments' };
		const message = this.workspace[act](parsed.data);
		if (isRefused(message)) return { ok: false, ...message };
		const { channel, ts, text } = message;
		return { ok: true, channel, ts, message: { text, ts } };
	}

	private takeWebhook(body: string, authorized: boolean): Answer {
		const parsed = messageSchema.safeParse(parseJson(body));
		if (!parsed.success) return { status: 400, body: 'invalid_payload' };
		const message = this.workspace.takeFromWebhook(parsed.data, authorized);
		return isRefused(message) ? { status: 400, body: message.error } : { body: 'ok' };
	}
}

function isRefused(message: SlackPost | Refused): message is Refused {
	return 'error' in message;
}

interface Answer {
	status?: number;
	headers?: Record<string, string>;
	body: string | object;
}

const WEBHOOK_PATH = '/services/T0SANDBOX/B0SANDBOX/sandboxsecret';

function write(response: ServerResponse, { status = 200, headers = {}, body }: Answer): void {
	const json = typeof body !== 'string';
	response
		.writeHead(status, { 'content-type': json ? 'application/json; charset=utf-8' : 'text/html', ...headers })
		.end(json ? JSON.stringify(body) : body);
}

function parseJson(body: string): unknown {
	try {
		return z.unknown().parse(JSON.parse(body));
	} catch {
		return null;
	}
}
