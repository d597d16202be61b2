import { packProject } from '../sandbox/n8n/pack';
import { type ImportedWorkflow, type N8nOptions, N8nServer } from '../sandbox/n8n/server';
import { makeTemporaryFolder } from '../sandbox/temporary-folder';

/** Starts a real n8n with the package, hands it over, and ends it. */
export async function inN8n<Result>(
	options: Omit<N8nOptions, 'userFolder' | 'packTarball'>,
	use: (n8n: N8nServer) => Promise<Result>,
): Promise<Result> {
	const folder = makeTemporaryFolder();
	try {
		const n8n = await N8nServer.start({ ...options, userFolder: folder.path, packTarball: await packProject(folder.path) });
		try {
			return await use(n8n);
		} finally {
			await n8n.stop();
		}
	} finally {
		folder.remove();
	}
}

export interface ChainedNode {
	name: string;
	type: string;
	typeVersion: number;
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
	webhookId?: string;
}

/** A workflow of nodes one after the other. Executions that succeed are not kept, as on a busy server. */
export function chain(id: string, nodes: readonly ChainedNode[]): ImportedWorkflow {
	const following = nodes.slice(1);
	return {
		id,
		name: id,
		nodes: nodes.map((node, index) => ({ id: `${id}-${index}`, position: [index * 200, 0], ...node })),
		connections: Object.fromEntries(
			following.map(({ name }, index) => [nodes[index]?.name ?? '', { main: [[{ node: name, type: 'main', index: 0 }]] }]),
		),
		settings: { saveDataSuccessExecution: 'none', executionOrder: 'v1' },
	};
}

/** n8n's own Webhook node, at `/webhook/<path>`; `lastNode` answers when the workflow has ended. */
export function webhookNode(path: string, responseMode: 'onReceived' | 'lastNode'): ChainedNode {
	return {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2.1,
		parameters: { httpMethod: 'POST', path, responseMode, responseData: 'noData', options: {} },
		webhookId: path,
	};
}

/** An item for each element of the field of that name in the webhook's body. */
export function splitOut(field: string): ChainedNode {
	return { name: 'Split Out', type: 'n8n-nodes-base.splitOut', typeVersion: 1, parameters: { fieldToSplitOut: `body.${field}`, options: { destinationFieldName: field } } };
}

/** Milliseconds until a workflow that begins with `webhookNode(…, 'lastNode')` has ended. */
export async function timeWorkflow(n8n: N8nServer, path: string, body: unknown): Promise<number> {
	const startedAt = performance.now();
	const response = await fetch(`${n8n.webhookUrl}/webhook/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	const text = await response.text();
	if (!response.ok) throw new Error(`The workflow ${path} failed with ${response.status}: ${text.slice(0, 300)}`);
	return performance.now() - startedAt;
}
