import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import type { HookContext, WebhookContext } from 'n8n-core';
import type { IConnections, IDataObject, IHookFunctions, INode, INodeExecutionData, INodeParameters, INodeType, IWebhookFunctions, IWebhookResponseData, Workflow } from 'n8n-workflow';
import type { NodeRun, WebhookRequest, WebhookResponse } from './engine';
import { hookContext, webhookContext } from './engine';

export interface WorkflowState extends Pick<NodeRun, 'parameters' | 'credentials'> {
	staticData: IDataObject;
	/** The nodes after the trigger, one after the other. */
	leadsTo?: FollowingNode[];
}

export interface FollowingNode {
	name: string;
	type: string;
	parameters?: INodeParameters;
	disabled?: boolean;
}

/** One answer to one request. */
export interface Answer {
	status: number;
	body: unknown;
}

/**
 * The part of n8n that webhooks meet, around one webhook node in n8n's engine: it takes requests under /webhook/ and
 * /webhook-test/ like n8n 2.41 does, with the raw bytes kept, and records what would have been executed and was logged.
 * A throw of the node starts an execution, as in n8n.
 */
export class WebhookHost {
	static async start(nodeType: INodeType, state: () => WorkflowState): Promise<WebhookHost> {
		const host = new WebhookHost(nodeType, state);
		host.server.listen(0, '127.0.0.1');
		await once(host.server, 'listening');
		return host;
	}

	/** The items each started execution got. */
	readonly executions: INodeExecutionData[][][] = [];
	/** What the node logged, each with all that it told along. */
	readonly log: string[] = [];
	private readonly server: Server;

	private constructor(
		private readonly nodeType: INodeType,
		private readonly state: () => WorkflowState,
	) {
		this.server = createServer((request, response) => {
			this.take(request, response).catch((error: unknown) => {
				response.writeHead(500).end(String(error));
			});
		});
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	webhookUrl({ test = false } = {}): string {
		return `${this.url}/webhook${test ? '-test' : ''}/test-webhook-id/webhook`;
	}

	/** What n8n hands to checkExists, create and delete; for a test listen with the modes n8n has then. */
	hooks({ test = false } = {}): IHookFunctions {
		const context = hookContext(this.nodeType, { ...this.state(), mode: test ? 'manual' : 'trigger' });
		this.place(context, test);
		return context as unknown as IHookFunctions;
	}

	async post(payload: object, { headers = {} }: { headers?: Record<string, string> } = {}): Promise<Answer> {
		return await this.send(JSON.stringify(payload), { 'content-type': 'application/json', ...headers });
	}

	/** Any bytes with exactly these headers, over the network. */
	async send(body: string | Buffer, headers: Record<string, string>): Promise<Answer> {
		const response = await fetch(this.webhookUrl(), { method: 'POST', headers, body });
		return { status: response.status, body: await response.json() };
	}

	/** The same without a network: for many requests, headers that no client would send, and a body that can't be read (null). */
	async hand(body: string | Buffer | null, headers: IncomingHttpHeaders): Promise<Answer> {
		const answer: Answer = { status: 200, body: undefined };
		const response = {
			status(code: number) {
				answer.status = code;
				return response;
			},
			json(told: object) {
				answer.body = told;
			},
		};
		const kept = body === null ? UNREADABLE : { rawBody: Buffer.from(body as string) };
		const result = await this.run({ headers, ...kept, body: {}, params: {}, query: {} }, response);
		if (result?.noWebhookResponse !== true) answer.body = this.answerTo(result);
		return answer;
	}

	async stop(): Promise<void> {
		this.server.close();
		this.server.closeAllConnections();
		await once(this.server, 'close');
	}

	private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const bytes = await buffer(request);
		const rawBody = request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
		const type = request.headers['content-type'] ?? '';
		if (type.startsWith('application/json') && rawBody.length > 0 && !isJson(rawBody)) {
			response.writeHead(422).end('{"code":422,"message":"Failed to parse request body"}');
			return;
		}
		const kept = type.startsWith('multipart/') ? UNREADABLE : { rawBody };
		const received = Object.assign(request, { ...kept, body: {}, params: {}, query: {} });
		const result = await this.run(received, expressLike(response), request.url?.startsWith('/webhook-test/'));
		if (result?.noWebhookResponse === true) return;
		response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(this.answerTo(result)));
	}

	private async run(request: object, response: object, test = false): Promise<IWebhookResponseData | undefined> {
		const context = webhookContext(this.nodeType, {
			...this.state(),
			mode: test ? 'manual' : 'webhook',
			request: request as WebhookRequest,
			response: response as WebhookResponse,
		});
		this.place(context, test);
		const record = (...told: unknown[]) => this.log.push(JSON.stringify(told));
		Object.defineProperty(context, 'logger', { value: { debug: record, info: record, warn: record, error: record } });
		try {
			const result = await this.nodeType.webhook?.call(context as unknown as IWebhookFunctions);
			if (result?.workflowData !== undefined) this.executions.push(result.workflowData);
			return result;
		} catch (error) {
			this.executions.push([[{ json: { thrown: String(error) } }]]);
			throw error;
		}
	}

	private answerTo(result: IWebhookResponseData | undefined): unknown {
		return result?.workflowData === undefined ? result?.webhookResponse : this.answerWhenStarted(result.webhookResponse);
	}

	/** For an execution that started, n8n prefers what the description says over the node's own answer. */
	private answerWhenStarted(webhookResponse: unknown): unknown {
		const described = this.nodeType.description.webhooks?.[0]?.responseData ?? 'firstEntryJson';
		return described === '' ? webhookResponse : described;
	}

	/** Where this n8n is reached, whether the editor listens, and what follows the node: the engine's contexts leave that open. */
	private place(context: HookContext | WebhookContext, isTest: boolean): void {
		const { additionalData, webhookData, workflow, node } = context as unknown as {
			additionalData: { webhookBaseUrl: string; webhookTestBaseUrl: string };
			webhookData: { isTest?: boolean };
			workflow: Workflow;
			node: INode;
		};
		const following = (this.state().leadsTo ?? []).map((each): INode => ({ ...node, parameters: {}, ...each, id: each.name }));
		workflow.setNodes([...Object.values(workflow.nodes), ...following]);
		workflow.setConnections(inARow([node, ...following]));
		additionalData.webhookBaseUrl = `${this.url}/webhook`;
		additionalData.webhookTestBaseUrl = `${this.url}/webhook-test`;
		webhookData.isTest = isTest;
	}
}

/** n8n has read the stream itself, or it broke off. */
const UNREADABLE = { readRawBody: () => Promise.reject(new Error('Request body stream was aborted or is not readable')) };

function isJson(bytes: Buffer): boolean {
	try {
		JSON.parse(bytes.toString());
		return true;
	} catch {
		return false;
	}
}

function inARow(nodes: INode[]): IConnections {
	const links = nodes.slice(1).map(({ name }, index) => [nodes[index]?.name ?? '', { main: [[{ node: name, type: 'main' as const, index: 0 }]] }]);
	return Object.fromEntries(links) as IConnections;
}

function expressLike(response: ServerResponse): object {
	return {
		status(code: number) {
			response.statusCode = code;
			return this;
		},
		json(body: object) {
			response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
		},
	};
}
