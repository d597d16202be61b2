import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ChatwootSimulator } from './chatwoot/chatwoot-simulator';
import { ODOO_LOGIN, sandboxCredentials, type Servers, SLACK_CHANNEL, SMTP_LOGIN } from './credentials';
import { Mailbox } from './mailbox/mailbox';
import { packProject } from './n8n/pack';
import { type ImportedWorkflow, N8nServer } from './n8n/server';
import { OdooSimulator } from './odoo/simulator';
import { SlackSimulator } from './slack/slack-simulator';
import { makeTemporaryFolder } from './temporary-folder';

/** A real n8n with the package and its main workflow, live, between simulated servers. */
export interface Stage extends Servers {
	n8n: N8nServer;
	/** The id of workflows/sla-breach-alerts.json in this n8n. */
	workflowId: string;
	stop: () => Promise<void>;
}

export interface StageOptions {
	/** n8n's; a free one by default. */
	port?: number;
	/** Settings for n8n on top of the sandbox's. */
	env?: NodeJS.ProcessEnv;
	/** Parameters of the workflow's nodes by name, on top of those in its file. */
	parameters?: Record<string, Record<string, unknown>>;
	log?: (line: string) => void;
	/** Breaks off the start, which then rejects once nothing runs any more. */
	signal?: AbortSignal;
}

const WORKFLOW_FILE = path.resolve(__dirname, '../workflows/sla-breach-alerts.json');
const WORKFLOW_ID = 'sla-breach-alerts';

/** The people of the workflow's example rules. */
const ODOO_USERS = [
	{ login: 'admin', password: 'admin', name: 'Administrator', email: '', isAdmin: true },
	ODOO_LOGIN,
	{ login: 'anita@example.com', password: 'anita-password', name: 'Anita' },
	{ login: 'skye@example.com', password: 'skye-password', name: 'Skye' },
];

/** Nothing is left running when this fails; `stop` ends everything and removes n8n's folder. */
export async function startStage({ log = () => undefined, parameters = {}, ...n8nOptions }: StageOptions = {}): Promise<Stage> {
	const endings: Array<() => Promise<void> | void> = [];
	const stop = async () => {
		for (const end of endings.splice(0).reverse()) await end();
	};
	const started = <Server extends { stop: () => Promise<void> }>(server: Server): Server => {
		endings.push(() => server.stop());
		return server;
	};
	try {
		const folder = makeTemporaryFolder();
		endings.push(folder.remove);
		const servers: Servers = {
			chatwoot: started(await ChatwootSimulator.start()),
			odoo: started(await OdooSimulator.start({ users: ODOO_USERS })),
			mailbox: started(await Mailbox.start({ auth: SMTP_LOGIN })),
			slack: started(await SlackSimulator.start({ channels: { [SLACK_CHANNEL]: 'C0SLAALERTS' } })),
		};
		log('Building and packing the package ...');
		const n8n = await N8nServer.start({
			...n8nOptions,
			log,
			userFolder: folder.path,
			packTarball: await packProject(folder.path),
			credentials: sandboxCredentials(servers),
			workflows: [await readWorkflow(parameters)],
		});
		return { ...servers, n8n: started(n8n), workflowId: WORKFLOW_ID, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

const workflowSchema = z.object({ nodes: z.array(z.object({ name: z.string(), parameters: z.record(z.unknown()) }).passthrough()) }).passthrough();

async function readWorkflow(parameters: Record<string, Record<string, unknown>>): Promise<ImportedWorkflow> {
	const { nodes, ...workflow } = workflowSchema.parse(JSON.parse(await readFile(WORKFLOW_FILE, 'utf8')));
	return {
		...workflow,
		id: WORKFLOW_ID,
		nodes: nodes.map((node) => ({ ...node, parameters: { ...node.parameters, ...parameters[node.name] } })),
	};
}
