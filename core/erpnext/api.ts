import { z } from 'zod';
import { ExpiringCache } from '../expiring-cache';
import { normaliseBaseUrl } from '../http/base-url';
import { parseJson } from '../http/json';
import type { HttpRequest, HttpTransport } from '../http/transport';
import type { Pause } from '../http/with-pauses';
import { withPauses } from '../http/with-pauses';
import { ErpNextError, refusedBy, unexpectedAnswer, unreachable } from './errors';

/** One condition of a list: on the document, or on the rows of a child table when its DocType comes first. */
export type Filter = readonly [field: string, operator: string, value: unknown] | readonly [table: string, field: string, operator: string, value: unknown];

export interface ListRequest {
	fields: readonly string[];
	filters: readonly Filter[];
	/** Such as `creation asc`. */
	orderBy: string;
	/** How many to pass over; none by default. */
	start?: number;
	limit: number;
}

/** Documents of an ERPNext site (Frappe 14 and later). All methods reject with an ErpNextError. */
export interface ErpNextApi {
	/** Tells sites apart. */
	readonly site: string;
	list<Row>(row: Schema<Row>, doctype: string, request: ListRequest): Promise<Row[]>;
	/** Null where there is none. */
	get<Document>(document: Schema<Document>, doctype: string, name: string): Promise<Document | null>;
	insert<Document>(document: Schema<Document>, doctype: string, values: object): Promise<Document>;
	update(doctype: string, name: string, values: object): Promise<void>;
	/** Adds a tag; one that the document has stays. */
	addTag(doctype: string, name: string, tag: string): Promise<void>;
	/** In which documents carry their times; IANA. Remembered for ten minutes. */
	timeZone(): Promise<string>;
}

export type Schema<Value> = z.ZodType<Value, z.ZodTypeDef, unknown>;

/** How long to wait before a request is made again that the site did not get to: 429 and 503. */
const PAUSES_MS = [1_000, 4_000];

const timeZones = new ExpiringCache<string>({ ttlMs: 600_000, maxEntries: 100 });

/** `transport` signs the requests. @throws ExplainedError when the address is none */
export function createErpNextApi(typedUrl: string, transport: HttpTransport, pause: Pause | null = null): ErpNextApi {
	const site = normaliseBaseUrl(typedUrl, ['/app', '/api', '/desk']);

	const attempt = async (method: HttpRequest['method'], path: string, what: string, body?: object): Promise<string> => {
		const headers = { accept: 'application/json', 'content-type': 'application/json' };
		const request: HttpRequest = { method, url: `${site}/api/${path}`, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
		const response = await transport(request).catch((error: unknown) => {
			throw unreachable(request, error);
		});
		if (response.status < 200 || response.status > 299) throw refusedBy(response, request, what);
		return response.body;
	};
	/** `data` of a document or a list, `message` of a method. */
	const ask = async <Answer>(schema: Schema<Answer>, ...request: Parameters<typeof attempt>): Promise<Answer> => {
		const text = await withPauses(() => attempt(...request), { isLimit: isBusy, pausesMs: PAUSES_MS, pause });
		const answer = schema.safeParse(contentOf(text));
		if (!answer.success) throw unexpectedAnswer(request[2]);
		return answer.data;
	};
	const resource = (doctype: string, name = '') => `resource/${encodeURIComponent(doctype)}${name === '' ? '' : `/${encodeURIComponent(name)}`}`;

	return {
		site,
		list: async (row, doctype, { fields, filters, orderBy, start = 0, limit }) => {
			const query = new URLSearchParams({
				fields: JSON.stringify(fields),
				filters: JSON.stringify(filters),
				order_by: orderBy,
				limit_start: String(start),
				limit_page_length: String(limit),
			});
			return await ask(z.array(row), 'GET', `${resource(doctype)}?${query.toString()}`, `the list of ${doctype}`);
		},
		get: async (document, doctype, name) => {
			try {
				return await ask(document, 'GET', resource(doctype, name), doctype);
			} catch (error) {
				if (isRefusal(error, 'DoesNotExistError')) return null;
				throw error;
			}
		},
		insert: (document, doctype, values) => ask(document, 'POST', resource(doctype), doctype, values),
		update: async (doctype, name, values) => {
			await ask(z.unknown(), 'PUT', resource(doctype, name), doctype, values);
		},
		addTag: async (doctype, name, tag) => {
			await ask(z.unknown(), 'POST', 'method/frappe.desk.doctype.tag.tag.add_tag', 'the tag', { tag, dt: doctype, dn: name });
		},
		timeZone: () =>
			timeZones.get(site, async () => {
				const answer = await ask(z.object({ time_zone: z.string() }), 'GET', 'method/frappe.client.get_time_zone', 'the time zone');
				return answer.time_zone;
			}),
	};
}

/** Whether the site refused something by one of these exceptions of Frappe. */
export function isRefusal(error: unknown, ...exceptions: string[]): error is ErpNextError {
	return error instanceof ErpNextError && error.exception !== null && exceptions.includes(error.exception);
}

function isBusy(error: unknown): boolean {
	return error instanceof ErpNextError && (error.status === 429 || error.status === 503);
}

const envelopeSchema = z.object({ data: z.unknown(), message: z.unknown() }).partial();

/** Undefined when the text is no answer of Frappe. */
function contentOf(text: string): unknown {
	const { data, message } = envelopeSchema.catch({}).parse(parseJson(text));
	return data ?? message;
}
