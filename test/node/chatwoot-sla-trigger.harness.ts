import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { HookContext, WebhookContext } from 'n8n-core';
import type { IConnections, IDataObject, IHookFunctions, INode, INodeExecutionData, INodeParameters, INodeType, IWebhookFunctions, Workflow } from 'n8n-workflow';
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

/**
 * The part of n8n that webhooks meet, around one webhook node in n8n's engine: it takes requests under /webhook/ and
 * /webhook-test/ like n8n 2.41 does, with the raw bytes kept, and records what would have been executed.
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

	async post(payload: object, { headers = {} }: { headers?: Record<string, string> } = {}): Promise<{ status: number; body: unknown }> {
		const response = await fetch(this.webhookUrl(), {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...headers },
			body: JSON.stringify(payload),
		});
		return { status: response.status, body: await response.json() };
	}

	async stop(): Promise<void> {
		this.server.close();
		this.server.closeAllConnections();
		await once(this.server, 'close');
	}

	private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const rawBody = await buffer(request);
		const body: unknown = JSON.parse(rawBody.toString());
		const test = request.url?.startsWith('/webhook-test/') === true;
		const context = webhookContext(this.nodeType, {
			...this.state(),
			mode: test ? 'manual' : 'webhook',
			request: Object.assign(request, { rawBody, body, params: {}, query: {} }) as unknown as WebhookRequest,
			response: expressLike(response) as WebhookResponse,
		});
		this.place(context, test);
		const result = await this.nodeType.webhook?.call(context as unknown as IWebhookFunctions);
		if (result?.workflowData !== undefined) this.executions.push(result.workflowData);
		if (result?.noWebhookResponse === true) return;
		const answer: unknown = result?.workflowData === undefined ? result?.webhookResponse : this.answerWhenStarted(result.webhookResponse);
		response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
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
