import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Exchange, HttpAnswer, SimulatedRequest } from './dispatch';
import { page } from './dispatch';
import { json2Exchange } from './json2-service';
import type { App, SimulatedUser, SimulatedUserOptions } from './users';
import { makeUsers } from './users';
import type {
	BusMessage,
	SimulatedActivity,
	SimulatedDocument,
	SimulatedMessage,
	SimulatedPartner,
	SimulatedServerAction,
} from './world';
import { World } from './world';
import { xmlRpcExchange } from './xml-rpc-service';

export interface OdooSimulatorOptions {
	version?: 16 | 19;
	database?: string;
	/** Other databases of the server, where nobody may sign in. */
	otherDatabases?: readonly string[];
	users?: readonly SimulatedUserOptions[];
	/** Contacts that are no user's; ids from 1001 on. */
	partners?: readonly SimulatedPartnerOptions[];
	leads?: readonly SimulatedDocumentOptions[];
	tasks?: readonly SimulatedDocumentOptions[];
	/** The installed apps; all when left out. */
	apps?: readonly App[];
	/** 0 for any free one. */
	port?: number;
	/** The id of a model's first new record; 1 when left out. */
	firstIds?: Readonly<Record<string, number>>;
}

export type SimulatedPartnerOptions = Pick<SimulatedPartner, 'name'> & Partial<SimulatedPartner>;

export interface SimulatedDocumentOptions {
	id?: number;
	name: string;
	partnerId?: number;
	email?: string;
	phone?: string;
	/** Of a lead on Odoo 16. */
	mobile?: string;
	isActive?: boolean;
}

/** How a request is to fail: a web page with a status, as of a proxy, or a connection that breaks off. */
export type Failure = ({ status: number } | { hangUp: true }) & {
	/** The request is carried out all the same. */
	afterCommit?: boolean;
	/** The next request of this kind, such as `create on mail.activity`; the next of all when left out. */
	operation?: string;
};

/** An Odoo 16 or 19 as far as the pack uses it, over XML-RPC and JSON-2, refusing what the real one refuses. */
export class OdooSimulator {
	readonly requests: SimulatedRequest[] = [];
	readonly version: 16 | 19;
	readonly database: string;
	readonly users: SimulatedUser[];
	readonly partners: SimulatedPartner[];
	readonly leads: SimulatedDocument[];
	readonly tasks: SimulatedDocument[];
	/** Open activities, oldest first. */
	readonly activities: SimulatedActivity[];
	readonly doneActivities: SimulatedActivity[];
	readonly messages: SimulatedMessage[];
	readonly serverActions: SimulatedServerAction[];
	readonly partnerTags: World['partnerTags'];
	/** What went to the browsers, such as toasts. */
	readonly busMessages: BusMessage[];

	private server: Server | null = null;
	private boundPort: number;
	private readonly world: World;
	private readonly databases: readonly string[];
	private readonly failures: Failure[] = [];

	private constructor(options: OdooSimulatorOptions) {
		this.version = options.version ?? 19;
		this.database = options.database ?? 'odoo';
		this.databases = [this.database, ...(options.otherDatabases ?? [])];
		this.users = makeUsers(options.users ?? DEFAULT_USERS);
		this.partners = [];
		for (const partner of options.partners ?? []) this.addPartner(partner);
		this.leads = makeDocuments(options.leads);
		this.tasks = makeDocuments(options.tasks);
		this.boundPort = options.port ?? 0;
		const apps = options.apps ?? ['crm', 'project'];
		this.world = new World(
			this.version, this.database, apps, this.users, this.partners, this.leads, this.tasks, options.firstIds ?? {},
		);
		this.activities = this.world.activities;
		this.doneActivities = this.world.doneActivities;
		this.messages = this.world.messages;
		this.serverActions = this.world.serverActions;
		this.busMessages = this.world.busMessages;
		this.partnerTags = this.world.partnerTags;
	}

	static async start(options: OdooSimulatorOptions = {}): Promise<OdooSimulator> {
		const simulator = new OdooSimulator(options);
		await simulator.comeUp();
		return simulator;
	}

	get port(): number {
		return this.boundPort;
	}

	get url(): string {
		return `http://127.0.0.1:${this.boundPort}`;
	}

	async stop(): Promise<void> {
		await this.goDown();
	}

	/** Refuses connections from now on, until `comeUp`. */
	async goDown(): Promise<void> {
		const server = this.server;
		this.server = null;
		if (server === null) return;
		const closed = once(server, 'close');
		server.close();
		server.closeAllConnections();
		await closed;
	}

	/** Listens again, on the same port. */
	async comeUp(): Promise<void> {
		if (this.server !== null) return;
		const server = createServer((request, response) => void this.serve(request, response));
		server.listen(this.boundPort, '127.0.0.1');
		await once(server, 'listening');
		this.boundPort = portOf(server);
		this.server = server;
	}

	/** Makes the next request fail; called again, one more after it. */
	failNext(failure: Failure): void {
		this.failures.push(failure);
	}

	/** As somebody in Odoo would: a contact that is no user's. */
	addPartner(partner: SimulatedPartnerOptions): SimulatedPartner {
		const blank = { email: '', phone: '', mobile: '', ref: '', tagIds: [], isActive: true, writtenAt: new Date() };
		const added = { id: 1001 + this.partners.length, ...blank, ...partner };
		this.partners.push(added);
		return added;
	}

	/** As somebody in Odoo would: a customer's contact changed. */
	changePartner(id: number, changes: Partial<Pick<SimulatedPartner, 'name' | 'email' | 'phone' | 'ref' | 'isActive'>>): void {
		const partner = this.partners.find((each) => each.id === id);
		if (partner !== undefined) Object.assign(partner, changes, { writtenAt: new Date() });
	}

	/** Resolves once there have been `count` activities at the same time. */
	async waitForActivities(count: number): Promise<readonly SimulatedActivity[]> {
		while (this.activities.length < count) await once(this.world.events, 'activities');
		return this.activities;
	}

	private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const exchange = this.route(request, await text(request));
		if (exchange.request !== undefined) this.requests.push(exchange.request);
		const failure = this.takeFailure(exchange.request?.operation);
		if (failure === undefined) {
			send(response, exchange.act());
			return;
		}
		if (failure.afterCommit === true) exchange.act();
		if ('hangUp' in failure) request.socket.destroy();
		else send(response, page(failure.status, 'The proxy could not reach Odoo'));
	}

	private takeFailure(operation: string | undefined): Failure | undefined {
		const index = this.failures.findIndex((failure) => failure.operation === undefined || failure.operation === operation);
		return index === -1 ? undefined : this.failures.splice(index, 1)[0];
	}

	private route({ url = '/', method = 'GET', headers }: IncomingMessage, body: string): Exchange {
		const service = /^\/xmlrpc\/2\/(common|object)$/.exec(url)?.[1];
		if (service !== undefined) {
			if (method !== 'POST') return { act: () => page(405, 'Method Not Allowed') };
			const isDatabase = (name: string) => this.databases.includes(name);
			return xmlRpcExchange(this.world, isDatabase, service, headers['content-type'] ?? '', body);
		}
		if (this.version === 19 && (url === '/json/version' || url === '/web/version')) {
			return { request: { operation: 'version', protocol: 'json2' }, act: json2Version };
		}
		const path = /^\/json\/2\/(.*)$/.exec(url)?.[1];
		if (this.version === 19 && path !== undefined) {
			return json2Exchange(this.world, this.databases, { method, path, headers, body });
		}
		return { act: () => page(404, 'Not Found') };
	}
}

/** An administrator, the login n8n uses, and two people who get activities. */
const DEFAULT_USERS: readonly SimulatedUserOptions[] = [
	{ login: 'admin', password: 'admin', name: 'Administrator', email: '', isAdmin: true },
	{ login: 'alerts@example.com', password: 'alerts-password', name: 'SLA Alerts' },
	{ login: 'anita@example.com', password: 'anita-password', name: 'Anita Agent' },
	{ login: 'bram@example.com', password: 'bram-password', name: 'Bram Boss' },
];

function makeDocuments(options: readonly SimulatedDocumentOptions[] = []): SimulatedDocument[] {
	const blank = { email: '', phone: '', mobile: '', description: '', projectId: false, partnerId: false, isActive: true } as const;
	return options.map((document, index) => ({ id: index + 1, ...blank, ...document }));
}

function json2Version(): HttpAnswer {
	const body = JSON.stringify({ version_info: [19, 0, 0, 'final', 0, ''], version: '19.0' });
	return { status: 200, contentType: 'application/json; charset=utf-8', body };
}

function portOf(server: Server): number {
	const address: AddressInfo | string | null = server.address();
	if (address === null || typeof address === 'string') throw new Error('the simulator listens on no port');
	return address.port;
}

function send(response: ServerResponse, { status, contentType, body }: HttpAnswer): void {
	response.writeHead(status, { 'content-type': contentType, connection: 'close' }).end(body);
}
