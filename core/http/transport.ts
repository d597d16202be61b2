/**
 * HTTP as core/ knows it: a function handed in. Nodes hand in n8n's own HTTP helper, so that the proxy, TLS,
 * SSRF and time-out settings of the user's n8n apply; tests and the sandbox hand in fetch.
 */
export type HttpTransport = (request: HttpRequest) => Promise<HttpResponse>;

export interface HttpRequest {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	url: string;
	headers?: Record<string, string>;
	/** Bytes for uploads, text otherwise. */
	body?: string | Buffer;
}

/** Every status is an answer; a transport rejects only when there was none. */
export interface HttpResponse {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: string;
}
