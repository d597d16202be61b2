import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

/** What an execution's node put out: the JSON of the items of each output, or how it failed. */
export interface NodeRun {
	outputs: unknown[][];
	error: string | null;
	/** What the editor shows with the output. */
	hints: string[];
}

export interface Execution {
	id: string;
	/** What started it: `webhook`, `trigger`, `manual` … */
	mode: string;
	status: string;
	/** By node name, in the order in which the node's runs were made. */
	nodes: Record<string, NodeRun[]>;
	error: string | null;
}

const POLL_MS = 100;
const UNFINISHED = ['new', 'running', 'waiting'];

const MessageSchema = z.object({ message: z.string() }).passthrough();
const NodeRunSchema = z.object({
	error: MessageSchema.optional(),
	hints: z.array(MessageSchema).default([]),
	data: z.object({ main: z.array(z.array(z.object({ json: z.unknown() })).nullable()) }).partial().optional(),
});
const ExecutionsSchema = z.object({
	data: z.array(
		z.object({
			id: z.coerce.string(),
			mode: z.string(),
			status: z.string(),
			data: z
				.object({
					resultData: z.object({
						runData: z.record(z.array(NodeRunSchema)).default({}),
						error: MessageSchema.optional(),
					}),
				})
				.optional(),
		}),
	),
});
const ExecutionSummariesSchema = z.object({ data: z.object({ results: z.array(z.object({ id: z.coerce.string() })) }) });
const NodeTypesSchema = z.array(
	z
		.object({
			name: z.string(),
			displayName: z.string(),
			iconUrl: z.union([z.string(), z.object({ light: z.string(), dark: z.string() })]).optional(),
		})
		.passthrough(),
);
const PublicationSchema = z.object({
	data: z.object({
		status: z.string(),
		triggers: z.array(z.object({ status: z.string(), errorMessage: z.string().nullable() })),
	}),
});
const InstalledPackageSchema = z.object({ data: z.object({ packageName: z.string(), installedVersion: z.string() }) });
const WithIdSchema = z.object({ data: z.object({ id: z.string() }) });
const ApiKeySchema = z.object({ data: z.object({ rawApiKey: z.string() }) });

/** A node or credential type as the editor gets it; the icon is one URL path, or one for each theme. */
export type InstalledType = z.infer<typeof NodeTypesSchema>[number];

/** n8n's REST interface, signed in as the owner. Every method throws an Error that names the request n8n refused. */
export class N8nClient {
	private constructor(
		private readonly url: string,
		private readonly headers: Record<string, string>,
	) {}

	static async login(url: string, owner: { email: string; password: string }): Promise<N8nClient> {
		const headers = { 'browser-id': 'sandbox', 'content-type': 'application/json' };
		const body = JSON.stringify({ emailOrLdapLoginId: owner.email, password: owner.password });
		const response = await fetch(`${url}/rest/login`, { method: 'POST', headers, body });
		const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
		if (!response.ok || cookie === undefined) throw new Error(`n8n refused the owner's login: ${response.status}`);
		const session = new N8nClient(url, { ...headers, cookie });
		return new N8nClient(url, { ...headers, cookie, 'X-N8N-API-KEY': await session.createApiKey() });
	}

	/** The newest 100 executions of a workflow, the oldest first; without those that n8n's main process has under way. */
	async executions(workflowId: string): Promise<Execution[]> {
		const path = `/api/v1/executions?limit=100&includeData=true&workflowId=${encodeURIComponent(workflowId)}`;
		const { data } = ExecutionsSchema.parse(await this.request('GET', path));
		return data.reverse().map(({ id, mode, status, data: details }) => ({
			id,
			mode,
			status,
			nodes: Object.fromEntries(
				Object.entries(details?.resultData.runData ?? {}).map(([name, runs]) => [name, runs.map(toNodeRun)]),
			),
			error: details?.resultData.error?.message ?? null,
		}));
	}

	/** How many of a workflow's executions wait for their turn, run or wait in a node; 100 at most are counted. */
	async unfinished(workflowId: string): Promise<number> {
		// The editor's list: one query, of the database alone. The public API (n8n 2.41) leaves what the process that answers
		// has under way out of every list but that of running ones, and in queue mode that is still "new" in the database.
		const filter = JSON.stringify({ workflowId, status: UNFINISHED });
		const list = await this.request('GET', `/rest/executions?limit=100&filter=${encodeURIComponent(filter)}`);
		return ExecutionSummariesSchema.parse(list).data.results.length;
	}

	/**
	 * Resolves with the executions that a webhook started as soon as there are at least `count`, and nothing of the
	 * workflow runs any more: what a webhook tells of may have been claimed by an execution that a trigger started.
	 */
	async waitForWebhookExecutions(workflowId: string, count: number, timeoutMs = 30_000): Promise<Execution[]> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			// First whether any is under way: those are in no list, and one that ends in between must not be missed.
			const isIdle = (await this.unfinished(workflowId)) === 0;
			const executions = (await this.executions(workflowId)).filter(({ mode }) => mode === 'webhook');
			const ended = executions.filter(({ status }) => !UNFINISHED.includes(status));
			if (isIdle && ended.length >= count && ended.length === executions.length) return executions;
			if (Date.now() > deadline) {
				throw new Error(`Waited ${timeoutMs} ms for ${count} executions of ${workflowId}; ${ended.length} have ended`);
			}
			await delay(POLL_MS);
		}
	}

	/** Resolves when the workflow's triggers are live; throws with the triggers' own messages when they cannot start. */
	async activate(workflowId: string): Promise<void> {
		await this.request('POST', `/api/v1/workflows/${encodeURIComponent(workflowId)}/activate`);
		await this.waitUntilPublished(workflowId);
	}

	async waitUntilPublished(workflowId: string, timeoutMs = 30_000): Promise<void> {
		const { status, triggers } = await this.settledPublication(workflowId, ['published', 'failed', 'partial'], timeoutMs);
		if (status === 'published') return;
		const reasons = triggers.flatMap(({ errorMessage }) => errorMessage ?? []);
		throw new Error(`n8n could not activate the workflow ${workflowId}: ${reasons.join('; ')}`);
	}

	/** Resolves when the workflow's triggers are down. */
	async deactivate(workflowId: string): Promise<void> {
		await this.request('POST', `/api/v1/workflows/${encodeURIComponent(workflowId)}/deactivate`);
		await this.settledPublication(workflowId, ['not_published'], 30_000);
	}

	/** As the editor does it under Settings, Community nodes: n8n asks npm for the package. */
	async installPackage(name: string, version: string): Promise<z.infer<typeof InstalledPackageSchema>['data']> {
		return InstalledPackageSchema.parse(await this.request('POST', '/rest/community-packages', { name, version })).data;
	}

	async nodeTypes(): Promise<InstalledType[]> {
		return NodeTypesSchema.parse(await this.request('GET', '/types/nodes.json'));
	}

	async credentialTypes(): Promise<InstalledType[]> {
		return NodeTypesSchema.parse(await this.request('GET', '/types/credentials.json'));
	}

	/** A data table of the owner's, with a column of text for every field of the first row. */
	async createDataTable(name: string, rows: Array<Record<string, string | null>>): Promise<void> {
		const { data: project } = WithIdSchema.parse(await this.request('GET', '/rest/projects/personal'));
		const tables = `/rest/projects/${project.id}/data-tables`;
		const columns = Object.keys(rows[0] ?? {}).map((column) => ({ name: column, type: 'string' }));
		const { data: table } = WithIdSchema.parse(await this.request('POST', tables, { name, columns }));
		await this.request('POST', `${tables}/${table.id}/insert`, { data: rows });
	}

	private async createApiKey(): Promise<string> {
		const scopes = ['execution:list', 'execution:read', 'workflow:activate', 'workflow:deactivate', 'workflow:read'];
		const answer = await this.request('POST', '/rest/api-keys', { label: `Sandbox ${randomUUID()}`, expiresAt: null, scopes });
		return ApiKeySchema.parse(answer).data.rawApiKey;
	}

	private async settledPublication(workflowId: string, settled: string[], timeoutMs: number) {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const answer = await this.request('GET', `/rest/workflows/${encodeURIComponent(workflowId)}/publication-status`);
			const { data } = PublicationSchema.parse(answer);
			if (settled.includes(data.status)) return data;
			if (Date.now() > deadline) throw new Error(`The workflow ${workflowId} is still ${data.status} after ${timeoutMs} ms`);
			await delay(POLL_MS);
		}
	}

	private async request(method: string, path: string, body?: unknown): Promise<unknown> {
		const init: RequestInit = { method, headers: this.headers };
		if (body !== undefined) init.body = JSON.stringify(body);
		const response = await fetch(this.url + path, init);
		const text = await response.text();
		if (!response.ok) throw new Error(`n8n answered ${method} ${path} with ${response.status}: ${text.slice(0, 300)}`);
		return JSON.parse(text);
	}
}

function toNodeRun(run: z.infer<typeof NodeRunSchema>): NodeRun {
	return {
		outputs: (run.data?.main ?? []).map((items) => (items ?? []).map(({ json }) => json)),
		error: run.error?.message ?? null,
		hints: run.hints.map(({ message }) => message),
	};
}
