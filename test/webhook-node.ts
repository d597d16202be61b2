/** A node as in a workflow's file that starts the workflow with a POST to /webhook/<path> and answers at once. */
export function webhookNode(path: string) {
	return {
		name: 'Start',
		id: 'start',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		position: [0, 0],
		webhookId: path,
		parameters: { path, httpMethod: 'POST', responseMode: 'onReceived', options: {} },
	};
}
