import { EventEmitter, once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { SimulatedActivity } from './activities';
import { accessDenied, Fault, missingRecord, pythonError } from './fault';
import { callModel } from './models';
import type { SimulatedUser, SimulatedUserOptions } from './users';
import { makeUsers } from './users';
import type { MethodCall } from './xml';
import { faultXml, parseCall, valueXml } from './xml';

export interface OdooSimulatorOptions {
	version?: 16 | 19;
	database?: string;
	users?: readonly SimulatedUserOptions[];
	/** 0 for any free one. */
	port?: number;
	/** The id of the first activity. */
	firstActivityId?: number;
}

/** A request as it came in, without the password: `authenticate`, or `create on mail.activity`. */
export interface SimulatedRequest {
	operation: string;
	login?: string;
	uid?: number;
}

/** An Odoo 16 or 19 as far as the pack uses it, over XML-RPC, refusing what the real one refuses. */
export class OdooSimulator {
	/** Open activities, oldest first. */
	readonly activities: SimulatedActivity[] = [];
	readonly requests: SimulatedRequest[] = [];
	readonly users: SimulatedUser[];
	readonly version: 16 | 19;
	readonly database: string;

	private server: Server | null = null;
	private boundPort: number;
	private nextActivityId: number;
	private readonly events = new EventEmitter();

	private constructor(options: OdooSimulatorOptions) {
		this.version = options.version ?? 19;
		this.database = options.database ?? 'odoo';
		this.users = makeUsers(options.users ?? DEFAULT_USERS);
		this.boundPort = options.port ?? 0;
		this.nextActivityId = options.firstActivityId ?? 1;
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

	/** Resolves once there have been `count` activities at the same time. */
	async waitForActivities(count: number): Promise<readonly SimulatedActivity[]> {
		while (this.activities.length < count) await once(this.events, 'activities');
		return this.activities;
	}

	private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const body = await text(request);
		const service = /^\/xmlrpc\/2\/(common|object)$/.exec(request.url ?? '')?.[1];
		if (service === undefined) send(response, 404, HTML, '<h1>Not Found</h1>');
		else if (request.method !== 'POST') send(response, 405, HTML, '<h1>Method Not Allowed</h1>');
		else send(response, 200, XML, this.answer(service, request.headers['content-type'], body));
	}

	private answer(service: string, contentType: string | undefined, body: string): string {
		try {
			// Odoo reads such a body as a form and finds nothing left.
			const isForm = contentType?.startsWith('application/x-www-form-urlencoded') === true;
			const call = parseCall(isForm ? '' : body);
			return valueXml(service === 'common' ? this.common(call) : this.object(call));
		} catch (error) {
			return faultXml(error instanceof Fault ? error : pythonError(`TypeError: ${String(error)}`));
		}
	}

	private common({ method, params }: MethodCall): unknown {
		if (method === 'version') {
			this.requests.push({ operation: 'version' });
			return versionOf(this.version);
		}
		if (method !== 'authenticate') throw pythonError(`Exception: Method not found: ${method}`);
		const [database, login, password] = AuthenticateParams.parse(params);
		this.requests.push({ operation: 'authenticate', login });
		this.checkDatabase(database);
		const user = this.users.find((known) => known.login === login && known.isActive);
		return user !== undefined && password === user.password ? user.id : false;
	}

	private object({ method, params }: MethodCall): unknown {
		if (method !== 'execute_kw') throw pythonError(`NameError: Method not available ${method}`);
		const [database, uid, password, model, modelMethod, args, kwargs] = ExecuteParams.parse(params);
		this.requests.push({ operation: `${modelMethod} on ${model}`, ...(uid === false ? {} : { uid }) });
		this.checkDatabase(database);
		return callModel(this.world(), this.checkUser(uid, password), { model, method: modelMethod, args, kwargs });
	}

	private checkDatabase(database: string): void {
		if (database === this.database) return;
		if (database === '' && this.version === 19) throw pythonError('AssertionError: Missing database name');
		const name = database === '' ? 'odoo' : database;
		throw pythonError(`psycopg2.OperationalError: FATAL:  database "${name}" does not exist`);
	}

	private checkUser(uid: number | false, password: string): SimulatedUser {
		if (uid === false) throw accessDenied();
		const user = this.users.find((known) => known.id === uid);
		if (user === undefined) throw missingRecord('res.users', uid, uid);
		if (password !== user.password || !user.isActive) throw accessDenied();
		return user;
	}

	private world() {
		return {
			version: this.version,
			users: this.users,
			activities: this.activities,
			insert: (activities: ReadonlyArray<Omit<SimulatedActivity, 'id'>>) => {
				const created = activities.map((activity) => ({ id: this.nextActivityId++, ...activity }));
				this.activities.push(...created);
				this.events.emit('activities');
				return created.map(({ id }) => id);
			},
			remove: (ids: readonly number[]) => {
				const kept = this.activities.filter(({ id }) => !ids.includes(id));
				this.activities.splice(0, this.activities.length, ...kept);
			},
		};
	}
}

/** An administrator, the login n8n uses, and two people who get activities. */
const DEFAULT_USERS: readonly SimulatedUserOptions[] = [
	{ login: 'admin', password: 'admin', name: 'Administrator', email: '', isAdmin: true },
	{ login: 'alerts@example.com', password: 'alerts-password', name: 'SLA Alerts' },
	{ login: 'anita@example.com', password: 'anita-password', name: 'Anita Agent' },
	{ login: 'bram@example.com', password: 'bram-password', name: 'Bram Boss' },
];

const HTML = 'text/html; charset=utf-8';
const XML = 'text/xml; charset=utf-8';

const AuthenticateParams = z.tuple([z.string(), z.string(), z.string()]).rest(z.unknown());
const ExecuteParams = z.tuple([
	z.string(),
	z.union([z.number(), z.literal(false)]),
	z.string(),
	z.string(),
	z.string(),
	z.array(z.unknown()),
	z.record(z.unknown()).default({}),
]);

function versionOf(version: 16 | 19) {
	return {
		server_version: `${version}.0`,
		server_version_info: [version, 0, 0, 'final', 0, ''],
		server_serie: `${version}.0`,
		protocol_version: 1,
	};
}

function portOf(server: Server): number {
	const address: AddressInfo | string | null = server.address();
	if (address === null || typeof address === 'string') throw new Error('the simulator listens on no port');
	return address.port;
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
	response.writeHead(status, { 'content-type': contentType, connection: 'close' }).end(body);
}
