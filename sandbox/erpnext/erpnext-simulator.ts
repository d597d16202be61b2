import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { z } from 'zod';
import { Arrivals } from '../arrivals';
import type { Document, Row } from './document';
import { authenticationError, doesNotExist, FrappeError, invalid, permissionError, refusalBody } from './frappe-error';
import type { ListQuery } from './site';
import { Site } from './site';
import type { FrappeWebhook } from './webhooks';
import { FrappeCourier } from './webhooks';

export interface ErpNextSimulatorOptions {
	/** Of the site, IANA: documents carry their times in it, without saying so. */
	timeZone?: string;
	now?: () => Date;
}

export interface ErpNextRequest {
	method: string;
	path: string;
}

interface Answer {
	status: number;
	body: unknown;
}

/** An ERPNext 15 site, as far as the pack meets it: the REST API of Frappe, and the webhooks of its documents. */
export class ErpNextSimulator {
	static async start(options: ErpNextSimulatorOptions = {}): Promise<ErpNextSimulator> {
		const simulator = new ErpNextSimulator(options);
		simulator.server.listen(0, '127.0.0.1');
		await once(simulator.server, 'listening');
		return simulator;
	}

	/** Of the one user with an API key. */
	readonly apiKey = 'sandbox-key';
	readonly apiSecret = 'sandbox-secret';
	readonly user = 'integration@example.com';
	readonly requests: ErpNextRequest[] = [];
	readonly site: Site;
	/** Every document in the order in which it was first saved. */
	private readonly inserted = new Arrivals<Document>();
	private readonly courier = new FrappeCourier();
	private readonly forcedAnswers: Answer[] = [];
	private readonly server: Server;
	private isDown = false;
	private meanwhile: (() => void) | null = null;

	private constructor({ timeZone = 'Europe/Amsterdam', now = () => new Date() }: ErpNextSimulatorOptions) {
		this.site = new Site(timeZone, now, (document, isNew) => {
			if (isNew) this.inserted.add(document);
			this.courier.tell(document, isNew);
		});
		this.addUser(this.user);
		this.server = createServer((request, response) => {
			this.answer(request).then(
				({ status, body }) => {
					response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
				},
				() => {
					response.writeHead(500).end('the simulator failed');
				},
			);
		});
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	async stop(): Promise<void> {
		await this.courier.settle();
		this.server.close();
		this.server.closeAllConnections();
		await once(this.server, 'close');
	}

	addUser(email: string): void {
		this.save('User', { email, enabled: 1 });
	}

	/** As somebody at the site would: a new document. */
	save(doctype: string, values: Row): Document {
		return this.site.insert(doctype, values, 'Administrator');
	}

	/** As somebody at the site would: a document changed. */
	change(doctype: string, name: string, values: Row): Document {
		return this.site.update(doctype, name, values, 'Administrator');
	}

	addWebhook(webhook: FrappeWebhook): void {
		this.courier.webhooks.push(webhook);
	}

	get deliveries(): FrappeCourier['deliveries'] {
		return this.courier.deliveries;
	}

	/** Resolves when all webhooks so far were delivered or given up. */
	async settle(): Promise<void> {
		await this.courier.settle();
	}

	/** Resolves once there have been `count` documents of the DocType. */
	async waitFor(doctype: string, count: number, timeoutMs = 10_000): Promise<Document[]> {
		for (let seen = this.inserted.items.length; this.site.all(doctype).length < count; seen++) await this.inserted.waitFor(seen + 1, timeoutMs);
		return this.site.all(doctype);
	}

	/** Answers the next REST request like this, whatever it asks: rate limits, failures. */
	answerNextWith(status: number, body: object = {}): void {
		this.forcedAnswers.push({ status, body });
	}

	/** What happens at the site while the next change over REST is on its way. */
	beforeNextUpdate(happens: () => void): void {
		this.meanwhile = happens;
	}

	/** Answers every request with 503 from now on, as while it is being updated, until `comeUp`. */
	goDown(): void {
		this.isDown = true;
	}

	comeUp(): void {
		this.isDown = false;
	}

	private async answer(request: IncomingMessage): Promise<Answer> {
		const body = await readText(request);
		const url = new URL(request.url ?? '/', this.url);
		const method = request.method ?? 'GET';
		this.requests.push({ method, path: url.pathname + url.search });
		if (this.isDown) return { status: 503, body: {} };
		if (method === 'PUT') {
			this.meanwhile?.();
			this.meanwhile = null;
		}
		const forced = this.forcedAnswers.shift();
		if (forced !== undefined) return forced;
		try {
			return this.route(method, url, request.headers.authorization, body);
		} catch (error) {
			if (!(error instanceof FrappeError)) throw error;
			return { status: error.status, body: refusalBody(error) };
		}
	}

	private route(method: string, url: URL, authorization: string | undefined, body: string): Answer {
		if (url.pathname === '/api/method/frappe.client.get_time_zone') return { status: 200, body: { message: { time_zone: this.site.timeZone } } };
		this.authenticate(authorization);
		if (url.pathname === '/api/method/frappe.auth.get_logged_user') return { status: 200, body: { message: this.user } };
		if (method === 'POST' && url.pathname === '/api/method/frappe.desk.doctype.tag.tag.add_tag') return this.addTag(body);
		const [, doctype, name] = /^\/api\/resource\/([^/]+)(?:\/(.+?))?\/?$/.exec(url.pathname)?.map((part: string | undefined) => part && decodeURIComponent(part)) ?? [];
		if (doctype === undefined) throw doesNotExist(`${url.pathname} not found`);
		return name === undefined ? this.ofDocType(method, url, doctype, body) : this.ofDocument(method, doctype, name, body);
	}

	private ofDocType(method: string, { searchParams }: URL, doctype: string, body: string): Answer {
		if (method === 'GET') return { status: 200, body: { data: this.site.list(doctype, listQuery(searchParams)) } };
		if (method === 'POST') return { status: 200, body: { data: withoutNulls(this.site.insert(doctype, parse(body), this.user)) } };
		return { status: 405, body: {} };
	}

	private ofDocument(method: string, doctype: string, name: string, body: string): Answer {
		if (method === 'GET') return { status: 200, body: { data: withoutNulls(this.site.get(doctype, name)) } };
		if (method === 'PUT') return { status: 200, body: { data: withoutNulls(this.site.update(doctype, name, parse(body), this.user)) } };
		if (method !== 'DELETE') return { status: 405, body: {} };
		this.site.delete(doctype, name);
		return { status: 202, body: { data: 'ok' } };
	}

	private addTag(body: string): Answer {
		const { tag, dt, dn } = z.object({ tag: z.string(), dt: z.string(), dn: z.string() }).parse(JSON.parse(body));
		this.site.tag(dt, dn, tag);
		return { status: 200, body: { message: tag } };
	}

	/** Without a token it is a guest that asks, who may nothing. */
	private authenticate(authorization: string | undefined): void {
		if (authorization === undefined) throw permissionError('You do not have enough permissions to complete the action');
		if (authorization !== `token ${this.apiKey}:${this.apiSecret}`) throw authenticationError();
	}
}

/** A document is answered without its empty fields; a list has them. */
function withoutNulls(document: Document): Row {
	return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== null));
}

function listQuery(query: URLSearchParams): ListQuery {
	return {
		fields: z.array(z.string()).parse(JSON.parse(query.get('fields') ?? '["name"]')),
		filters: query.get('filters'),
		orFilters: query.get('or_filters'),
		orderBy: query.get('order_by'),
		start: Number(query.get('limit_start') ?? 0),
		limit: Number(query.get('limit_page_length') ?? query.get('limit') ?? 20),
	};
}

function parse(body: string): Row {
	try {
		return z.record(z.unknown()).parse(JSON.parse(body));
	} catch {
		throw invalid('Invalid request body');
	}
}
