import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { Arrivals } from '../arrivals';
import { completion, refusal, type RefusalKind, requestSchema } from './chat-completion';

export interface OpenAiSimulatorOptions {
	/** A free one by default. */
	port?: number;
	/** The only key taken. */
	apiKey?: string;
	/** The only model there is. */
	model?: string;
}

/** What a model was asked, as far as a test wants to know. */
export interface ChatRequest {
	/** All system messages, one after the other. */
	system: string;
	/** The last message of the user. */
	user: string;
	/** Everything that was sent. */
	body: string;
}

/** How a request fails: `malformed` is an answer that breaks off, `silence` one that never comes. */
export type Failure = RefusalKind | 'malformed' | 'silence';

/**
 * A server that speaks OpenAI's chat completions (`/v1/chat/completions`, `/v1/models`) and answers by rules instead of
 * thinking: the first rule whose pattern is in the user's message decides. What no rule knows is answered with "{}".
 */
export class OpenAiSimulator {
	static async start(options: OpenAiSimulatorOptions = {}): Promise<OpenAiSimulator> {
		const simulator = new OpenAiSimulator(options);
		simulator.server.listen(options.port ?? 0, '127.0.0.1');
		await once(simulator.server, 'listening');
		return simulator;
	}

	readonly apiKey: string;
	readonly model: string;
	private readonly server: Server;
	private readonly rules: Array<{ pattern: RegExp; answer: string }> = [];
	private readonly arrivals = new Arrivals<ChatRequest>();
	private readonly stopping = new AbortController();
	private failure: Failure | null = null;
	private thinking: Promise<void> = Promise.resolve();
	private stopThinking: () => void = () => undefined;

	private constructor({ apiKey = 'sk-sandbox', model = 'gpt-4o-mini' }: OpenAiSimulatorOptions) {
		this.apiKey = apiKey;
		this.model = model;
		this.server = createServer((request, response) => {
			this.answer(request, response).catch(() => response.destroy());
		});
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	/** For the credential. */
	get url(): string {
		return `http://127.0.0.1:${this.port}/v1`;
	}

	/** Everything the model was asked, failed requests included. */
	get requests(): readonly ChatRequest[] {
		return this.arrivals.items;
	}

	waitForRequests(count: number, timeoutMs?: number): Promise<ChatRequest[]> {
		return this.arrivals.waitFor(count, timeoutMs);
	}

	/** Rules that were given first go first. */
	answers(pattern: RegExp, answer: string): void {
		this.rules.push({ pattern, answer });
	}

	/** Every request from now on fails like this; null ends it. */
	fail(failure: Failure | null): void {
		this.failure = failure;
	}

	/** No request is answered until `resume`. */
	pause(): void {
		this.thinking = new Promise((resolve) => {
			this.stopThinking = resolve;
		});
	}

	resume(): void {
		this.stopThinking();
	}

	async stop(): Promise<void> {
		this.resume();
		this.stopping.abort();
		this.server.close();
		this.server.closeAllConnections();
		await once(this.server, 'close');
	}

	private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const body = await readText(request);
		const { pathname } = new URL(request.url ?? '/', this.url);
		if (request.headers.authorization !== `Bearer ${this.apiKey}`) {
			send(response, refusal('wrongKey'));
		} else if (request.method === 'GET' && pathname === '/v1/models') {
			send(response, { status: 200, body: { object: 'list', data: [{ id: this.model, object: 'model', owned_by: 'sandbox' }] } });
		} else if (request.method === 'POST' && pathname === '/v1/chat/completions') {
			await this.complete(body, response);
		} else {
			send(response, refusal('unknownUrl'));
		}
	}

	private async complete(body: string, response: ServerResponse): Promise<void> {
		const parsed = requestSchema.safeParse(parseJson(body));
		if (!parsed.success) {
			send(response, refusal('badRequest'));
			return;
		}
		const { model, messages } = parsed.data;
		const textsOf = (role: string) => messages.filter((message) => message.role === role).map(({ content }) => content);
		const user = textsOf('user').at(-1) ?? '';
		this.arrivals.add({ system: textsOf('system').join('\n'), user, body });
		await this.thinking;
		const failure = this.failure ?? (model === this.model ? null : 'unknownModel');
		if (failure === null) send(response, { status: 200, body: completion(model, this.ruleFor(user), messages) });
		else if (failure === 'malformed') response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"chatcmpl-');
		else if (failure === 'silence') await delay(2 ** 31 - 1, undefined, { signal: this.stopping.signal });
		else send(response, refusal(failure));
	}

	private ruleFor(user: string): string {
		return this.rules.find(({ pattern }) => pattern.test(user))?.answer ?? '{}';
	}
}

function send(response: ServerResponse, { status, body }: { status: number; body: object }): void {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function parseJson(body: string): unknown {
	try {
		return JSON.parse(body) as unknown;
	} catch {
		return null;
	}
}
