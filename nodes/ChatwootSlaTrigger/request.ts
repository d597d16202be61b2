import type { IWebhookFunctions } from 'n8n-workflow';
import type { Refusal } from './answer';
import { maxBodyBytes } from './settings';

/** The part used of n8n's request, which it types with a library that a pack does not have. */
interface RawRequest {
	rawBody?: Buffer;
	readRawBody(): Promise<void>;
}

/**
 * The bytes of a request, decompressed, unless it is nothing that Chatwoot sends. n8n (2.41) has read them before the
 * node runs, 16 MB at most (N8N_PAYLOAD_SIZE_MAX, counted after decompression).
 */
export async function receivedBody(context: IWebhookFunctions): Promise<{ bytes: Buffer } | { refusal: Refusal }> {
	if (!/^application\/json\s*(;|$)/i.test(headerOf(context, 'content-type') ?? '')) {
		return { refusal: { status: 415, reason: 'content type is not application/json' } };
	}
	const request = context.getRequestObject() as RawRequest;
	if (request.rawBody === undefined) await request.readRawBody();
	const bytes = request.rawBody ?? Buffer.alloc(0);
	if (bytes.length > maxBodyBytes(context)) return { refusal: { status: 413, reason: 'body too large' } };
	return { bytes };
}

/** A header by its name in lower case, whatever the case it came in. One that came several times is no single text. */
export function headerOf(context: IWebhookFunctions, name: string): string | undefined {
	const values = Object.entries(context.getHeaderData()).flatMap(([key, value]) => (key.toLowerCase() === name ? (value ?? []) : []));
	return values.length > 1 ? values.join(', ') : values[0];
}
