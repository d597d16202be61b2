import { createHmac, timingSafeEqual } from 'node:crypto';

export interface SignedRequest {
	/** The exact bytes received; undefined when the server kept none. */
	rawBody: Buffer | undefined;
	/** `X-Chatwoot-Signature`, as found among the headers. */
	signatureHeader: unknown;
	/** `X-Chatwoot-Timestamp`, as found among the headers. */
	timestampHeader: unknown;
	secret: string;
	now: Date;
	/** How far the timestamp may be from now, in both directions. */
	toleranceSeconds?: number;
}

export type SignatureVerdict = SignatureAccepted | SignatureRefused;

export interface SignatureAccepted {
	ok: true;
	/** The HMAC in hex, lower case: the same for every copy of the request, whatever its other headers say. */
	digest: string;
	signedAt: Date;
}

export interface SignatureRefused {
	ok: false;
	reason: SignatureRefusal;
	/** Seconds from signing to now, negative when it was signed ahead of now; for a timestamp outside the time window. */
	ageSeconds?: number;
}

export type SignatureRefusal =
	| 'secret missing'
	| 'body missing'
	| 'signature missing'
	| 'signature malformed'
	| 'timestamp missing'
	| 'timestamp malformed'
	| 'timestamp outside the time window'
	| 'signature wrong';

/**
 * Whether Chatwoot signed this request lately: `sha256=` and the hex HMAC-SHA256 of `<timestamp>.<raw body>`, with the
 * timestamp in unix seconds (Chatwoot 4.15). Never throws; whatever is missing or odd is a refusal. The digests are
 * compared in constant time, and before the time: a timestamp outside the window is reported only of what Chatwoot
 * signed, so that wrong clocks are told from forgeries.
 */
export function verifySignature(request: SignedRequest): SignatureVerdict {
	const { rawBody, signatureHeader, timestampHeader, secret, now, toleranceSeconds = 300 } = request;
	if (secret === '') return refuse('secret missing');
	if (!Buffer.isBuffer(rawBody)) return refuse('body missing');
	if (typeof signatureHeader !== 'string') return refuse('signature missing');
	if (typeof timestampHeader !== 'string') return refuse('timestamp missing');

	const hexDigest = /^sha256=([0-9a-f]{64})$/i.exec(signatureHeader)?.[1];
	if (hexDigest === undefined) return refuse('signature malformed');
	if (!/^\d{1,12}$/.test(timestampHeader)) return refuse('timestamp malformed');

	const expected = createHmac('sha256', secret).update(`${timestampHeader}.`).update(rawBody).digest();
	if (!timingSafeEqual(expected, Buffer.from(hexDigest, 'hex'))) return refuse('signature wrong');

	const ageSeconds = now.getTime() / 1000 - Number(timestampHeader);
	// Written so that an age or tolerance that is no number refuses.
	if (!(Math.abs(ageSeconds) <= toleranceSeconds)) return { ok: false, reason: 'timestamp outside the time window', ageSeconds };
	return { ok: true, digest: expected.toString('hex'), signedAt: new Date(Number(timestampHeader) * 1000) };
}

function refuse(reason: SignatureRefusal): SignatureRefused {
	return { ok: false, reason };
}
