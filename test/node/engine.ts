import 'reflect-metadata';
import {
	CredentialTestContext,
	DataDeduplicationService,
	ExecutionLifecycleHooks,
	HookContext,
	InstanceSettings,
	LoadOptionsContext,
	TriggerContext,
	WebhookContext,
	WorkflowExecute,
} from 'n8n-core';
import { tmpdir } from 'node:os';
import { Container } from '@n8n/di';
import type {
	IAuthenticateGeneric,
	IBinaryKeyData,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	IDeduplicationOutput,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	IRun,
	ITriggerFunctions,
	ITriggerResponse,
	IWebhookData,
	IWorkflowExecuteAdditionalData,
	OnError,
} from 'n8n-workflow';
import { Arrivals } from '../../sandbox/arrivals';
import { createRunExecutionData, ICredentialsHelper, NodeHelpers, Workflow } from 'n8n-workflow';

/** Runs one node in n8n's own execution engine (n8n-core), without a server or a database. */
export interface NodeRun {
	parameters?: INodeParameters;
	/** Decrypted credential data by credential type. */
	credentials?: Record<string, ICredentialDataDecryptedObject>;
	/** The JSON of the input items. */
	input?: IDataObject[];
	/** Files of the first input item, by field. */
	files?: Record<string, { fileName: string; mimeType: string; bytes: Buffer }>;
	onError?: OnError;
	/** Three tries, with hardly a pause. */
	retryOnFail?: boolean;
	workflowId?: string;
	executionId?: string;
	/** Other nodes that lead to this one. */
	before?: Array<Pick<INode, 'name' | 'type' | 'parameters'>>;
}

/** What came out: the items of each output, the error output last where `onError` asks for one. */
export interface NodeOutcome {
	outputs: INodeExecutionData[][];
	/** Set when the node stopped the workflow. */
	error: Error | null;
	/** What the editor shows with the output. */
	hints: string[];
}

export type WebhookRequest = NonNullable<IWorkflowExecuteAdditionalData['httpRequest']>;
export type WebhookResponse = NonNullable<IWorkflowExecuteAdditionalData['httpResponse']>;

const NODE_NAME = 'Node under test';
const START_NAME = 'Start';

export async function runNode(nodeType: INodeType, run: NodeRun): Promise<NodeOutcome> {
	const { workflow, node, additionalData } = makeWorkflow(nodeType, run);
	const items = (run.input ?? [{}]).map((json, index): INodeExecutionData => ({
		json,
		pairedItem: { item: index },
		...(index === 0 && run.files !== undefined ? { binary: binaryData(run.files) } : {}),
	}));
	const runExecutionData = createRunExecutionData({
		executionData: {
			nodeExecutionStack: [{ node, data: { main: [items] }, source: { main: [{ previousNode: START_NAME }] } }],
		},
		resultData: {
			runData: {
				[START_NAME]: [
					{ startTime: 0, executionTime: 0, executionIndex: 0, executionStatus: 'success', source: [], data: { main: [items] } },
				],
			},
		},
	});
	const result: IRun = await new WorkflowExecute(additionalData, 'trigger', runExecutionData).processRunExecutionData(workflow);
	const task = result.data.resultData.runData[NODE_NAME]?.[0];
	return {
		outputs: (task?.data?.['main'] ?? []).map((output) => output ?? []),
		error: result.data.resultData.error ?? null,
		hints: (task?.hints ?? []).map(({ message }) => message),
	};
}

function binaryData(files: NonNullable<NodeRun['files']>): IBinaryKeyData {
	return Object.fromEntries(
		Object.entries(files).map(([field, { fileName, mimeType, bytes }]) => [field, { fileName, mimeType, data: bytes.toString('base64') }]),
	);
}

/** The context n8n gives a webhook node's checkExists, create and delete. */
export function hookContext(nodeType: INodeType, run: NodeRun & { mode?: 'trigger' | 'manual'; staticData?: IDataObject }): HookContext {
	const { workflow, node, additionalData } = makeWorkflow(nodeType, run);
	const webhook = webhookData(nodeType, workflow, node, additionalData);
	return new HookContext(workflow, node, additionalData, run.mode ?? 'trigger', 'activate', webhook);
}

/** The context n8n gives a webhook node when a request comes in. */
export function webhookContext(
	nodeType: INodeType,
	run: NodeRun & { request: WebhookRequest; response: WebhookResponse; mode?: 'webhook' | 'manual'; staticData?: IDataObject },
): WebhookContext {
	const { workflow, node, additionalData } = makeWorkflow(nodeType, run);
	additionalData.httpRequest = run.request;
	additionalData.httpResponse = run.response;
	const webhook = webhookData(nodeType, workflow, node, additionalData);
	return new WebhookContext(workflow, node, additionalData, run.mode ?? 'webhook', webhook, [], null);
}

/** What a trigger node does to n8n, recorded. */
export interface TriggerRecord {
	/** The JSON of the items of each started execution. */
	executions: Arrivals<IDataObject[]>;
	/** What the editor shows; n8n deactivates the workflow and tries again later. */
	errors: Arrivals<Error>;
	/** What the node has n8n's scheduler call, by cron expression. */
	crons: Map<string, () => void>;
}

/**
 * Starts a trigger node as n8n does when a workflow is activated. Once the trigger function has returned, n8n 2.41 can
 * resolve no expression for it any more: reading a parameter is an error from then on.
 */
export async function startTrigger(nodeType: INodeType, run: NodeRun & { mode?: 'trigger' | 'manual'; staticData?: IDataObject }): Promise<ITriggerResponse & TriggerRecord> {
	const { workflow, node, additionalData } = makeWorkflow(nodeType, run);
	const record: TriggerRecord = { executions: new Arrivals(), errors: new Arrivals(), crons: new Map() };
	const context = new TriggerContext(
		workflow,
		node,
		additionalData,
		run.mode ?? 'trigger',
		'activate',
		(data) => { record.executions.add((data[0] ?? []).map(({ json }) => json)); },
		(error) => { record.errors.add(error); },
		(error) => { record.errors.add(error); },
		{ registerCron: ({ expression }, onTick) => record.crons.set(expression, () => { onTick(new Date()); }) },
	);
	const response = await nodeType.trigger?.call(context as unknown as ITriggerFunctions);
	context.getNodeParameter = () => {
		throw new Error('n8n has no expression engine at hand outside the trigger function');
	};
	return { ...response, ...record };
}

/** The context n8n gives a node's methods that list what the editor offers. */
export function loadOptionsContext(nodeType: INodeType, run: NodeRun): ILoadOptionsFunctions {
	const { workflow, node, additionalData } = makeWorkflow(nodeType, run);
	additionalData.currentNodeParameters = node.parameters;
	return new LoadOptionsContext(workflow, node, additionalData, '') as unknown as ILoadOptionsFunctions;
}

/** The context n8n gives a credential test that is a node's method. */
export function credentialTestContext(): CredentialTestContext {
	prepareEngine();
	return new CredentialTestContext();
}

function webhookData(nodeType: INodeType, workflow: Workflow, node: INode, additionalData: IWorkflowExecuteAdditionalData): IWebhookData {
	const webhookDescription = nodeType.description.webhooks?.[0];
	if (webhookDescription === undefined) throw new Error('this node has no webhook');
	return {
		httpMethod: 'POST',
		node: node.name,
		path: 'test-webhook-id/webhook',
		webhookDescription,
		workflowId: workflow.id,
		workflowExecuteAdditionalData: additionalData,
		webhookId: 'test-webhook-id',
	};
}

function makeWorkflow(nodeType: INodeType, run: NodeRun & { staticData?: IDataObject }) {
	prepareEngine();
	const node: INode = {
		id: 'node-under-test',
		name: NODE_NAME,
		type: `n8n-nodes-chatwoot-sla.${nodeType.description.name}`,
		typeVersion: 1,
		position: [0, 0],
		webhookId: 'test-webhook-id',
		parameters: run.parameters ?? {},
		credentials: Object.fromEntries(Object.keys(run.credentials ?? {}).map((type) => [type, { id: type, name: type }])),
		...(run.onError === undefined ? {} : { onError: run.onError }),
		...(run.retryOnFail === true ? { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } : {}),
	};
	const start: INode = { ...node, id: 'start', name: START_NAME, parameters: {}, credentials: {} };
	const before = (run.before ?? []).map((other): INode => ({ ...start, ...other, id: other.name }));
	const workflow = new Workflow({
		id: run.workflowId ?? 'workflow-under-test',
		name: 'Workflow under test',
		active: true,
		nodes: [start, ...before, node],
		connections: Object.fromEntries(
			[start, ...before].map(({ name }) => [name, { main: [[{ node: NODE_NAME, type: 'main', index: 0 }]] }] as const),
		),
		nodeTypes: {
			getByName: () => nodeType,
			getByNameAndVersion: () => nodeType,
			getKnownTypes: () => ({}),
		},
		...(run.staticData === undefined ? {} : { staticData: run.staticData }),
	});
	node.parameters =
		NodeHelpers.getNodeParameters(nodeType.description.properties, node.parameters, true, false, node, nodeType.description) ?? {};
	return { workflow, node, additionalData: makeAdditionalData(run) };
}

function makeAdditionalData(run: NodeRun): IWorkflowExecuteAdditionalData {
	const partial: Partial<IWorkflowExecuteAdditionalData> = {
		credentialsHelper: new TestCredentials(run.credentials ?? {}),
		executionId: run.executionId ?? 'execution-under-test',
		currentNodeExecutionIndex: 0,
		hooks: new ExecutionLifecycleHooks('trigger', 'execution-under-test', {
			id: 'workflow-under-test',
			name: 'Workflow under test',
			active: true,
			activeVersionId: null,
			isArchived: false,
			createdAt: new Date(0),
			updatedAt: new Date(0),
			nodes: [],
			connections: {},
		}),
		restApiUrl: 'http://127.0.0.1:5678/rest',
		instanceBaseUrl: 'http://127.0.0.1:5678',
		webhookBaseUrl: 'http://127.0.0.1:5678/webhook',
		webhookTestBaseUrl: 'http://127.0.0.1:5678/webhook-test',
		formWaitingBaseUrl: 'http://127.0.0.1:5678/form-waiting',
		webhookWaitingBaseUrl: 'http://127.0.0.1:5678/webhook-waiting',
		variables: {},
	};
	// The engine reads nothing of the rest for a single node.
	return partial as IWorkflowExecuteAdditionalData;
}

let prepared = false;

/** What n8n's start-up does and a node needs: instance settings and the deduplication service. */
function prepareEngine(): void {
	if (prepared) return;
	prepared = true;
	Container.set(InstanceSettings, {
		instanceId: 'test-instance',
		n8nFolder: tmpdir(),
		hmacSignatureSecret: 'test-signature',
	} as Partial<InstanceSettings> as InstanceSettings);
	void DataDeduplicationService.init(deduplicator);
}

/** The id of a workflow whose history n8n can't read, as when another node of it keeps dates there. */
export const BROKEN_HISTORY = 'workflow-with-broken-history';

/**
 * n8n's deduplicator without its database: like the original (n8n 2.41) it reads, compares and writes in separate
 * steps, so two callers at once both find a key new; it keeps a key that comes twice in one call twice, and removes one
 * of them for each time it is told to.
 */
class InMemoryDeduplicator {
	private readonly rows = new Map<string, string[]>();

	async checkProcessedAndRecord(
		items: unknown[],
		_scope: string,
		context: { workflow: { id?: string } },
		options: { maxEntries?: number },
	): Promise<IDeduplicationOutput> {
		const row = await this.read(context);
		const known = new Set(row);
		const keys = items.map(String);
		const fresh = keys.filter((key) => !known.has(key));
		row.push(...fresh);
		if (options.maxEntries !== undefined) row.splice(0, row.length - options.maxEntries);
		await this.write(context, row);
		return { new: fresh, processed: keys.filter((key) => known.has(key)) };
	}

	async removeProcessed(items: unknown[], _scope: string, context: { workflow: { id?: string } }): Promise<void> {
		const row = await this.read(context);
		for (const key of items.map(String)) {
			const index = row.indexOf(key);
			if (index !== -1) row.splice(index, 1);
		}
		await this.write(context, row);
	}

	/** Everything that is kept, oldest first. */
	rowOf(workflowId: string): readonly string[] {
		return this.rows.get(workflowId) ?? [];
	}

	async clearAllProcessedItems(_scope: string, context: { workflow: { id?: string } }): Promise<void> {
		await this.write(context, []);
	}

	async getProcessedDataCount(_scope: string, context: { workflow: { id?: string } }): Promise<number> {
		return (await this.read(context)).length;
	}

	private async read(context: { workflow: { id?: string } }): Promise<string[]> {
		await new Promise(setImmediate);
		if (context.workflow.id === BROKEN_HISTORY) throw new Error('incompatible history');
		return [...(this.rows.get(context.workflow.id ?? '') ?? [])];
	}

	private async write(context: { workflow: { id?: string } }, row: string[]): Promise<void> {
		await new Promise(setImmediate);
		this.rows.set(context.workflow.id ?? '', row);
	}
}

const deduplicator = new InMemoryDeduplicator();

/** What nodes of a workflow have in n8n's deduplication history, oldest first. */
export function historyOf(workflowId: string): readonly string[] {
	return deduplicator.rowOf(workflowId);
}

/** Credentials handed in by the test; generic header authentication is applied as n8n does. */
class TestCredentials extends ICredentialsHelper {
	constructor(private readonly data: Record<string, ICredentialDataDecryptedObject>) {
		super();
	}

	static readonly types = new Map<string, ICredentialType>();

	getParentTypes(): string[] {
		return [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	authenticate(credentials: ICredentialDataDecryptedObject, typeName: string, options: IHttpRequestOptions): Promise<IHttpRequestOptions> {
		const type = TestCredentials.types.get(typeName);
		if (type?.authenticate === undefined) return Promise.resolve(options);
		if (typeof type.authenticate === 'function') return type.authenticate(credentials, options);
		return Promise.resolve(authenticateGeneric(type.authenticate, credentials, options));
	}

	preAuthentication(): Promise<undefined> {
		return Promise.resolve(undefined);
	}

	runPreAuthentication(): Promise<undefined> {
		return Promise.resolve(undefined);
	}

	getCredentials(): never {
		throw new Error('encrypted credentials are not part of these tests');
	}

	getDecrypted(_additionalData: unknown, _details: unknown, type: string): Promise<ICredentialDataDecryptedObject> {
		const data = this.data[type];
		if (data === undefined) return Promise.reject(new Error(`the test gave no credential ${type}`));
		return Promise.resolve(data);
	}

	updateCredentials(): Promise<void> {
		return Promise.resolve();
	}

	updateCredentialsOauthTokenData(): Promise<void> {
		return Promise.resolve();
	}

	getCredentialsProperties(): [] {
		return [];
	}
}

/** Makes a credential type known to the engine, so that its `authenticate` is applied to requests. */
export function registerCredentialType(type: ICredentialType): void {
	TestCredentials.types.set(type.name, type);
}

function authenticateGeneric(
	{ properties }: IAuthenticateGeneric,
	credentials: ICredentialDataDecryptedObject,
	options: IHttpRequestOptions,
): IHttpRequestOptions {
	const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value ?? ''));
	const resolve = (template: unknown) =>
		textOf(template).replace(/^=/, '').replace(/\{\{\s*\$credentials\.(\w+)\s*\}\}/g, (_match, name: string) => textOf(credentials[name]));
	const headers = Object.entries(properties.headers ?? {}).map(([name, value]) => [name, resolve(value)] as const);
	return { ...options, headers: { ...options.headers, ...Object.fromEntries(headers) } };
}
