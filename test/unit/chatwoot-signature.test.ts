import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { verifySignature } from '../../core/chatwoot/signature';

const SECRET = 's3cret';
const NOW = new Date('2026-02-04T09:00:00Z');
const NOW_SECONDS = NOW.getTime() / 1000;

function signed(body: Uint8Array | string, { at = NOW_SECONDS, secret = SECRET } = {}) {
	const rawBody = Buffer.from(body as string);
	const digest = createHmac('sha256', secret).update(Buffer.concat([Buffer.from(`${at}.`), rawBody])).digest('hex');
	return { rawBody, signatureHeader: `sha256=${digest}`, timestampHeader: String(at), secret: SECRET, now: NOW };
}

test('what Chatwoot signed is taken, whatever bytes it holds', () => {
	fc.assert(
		fc.property(fc.uint8Array(), (body) => {
			expect(verifySignature(signed(body))).toMatchObject({ ok: true, signedAt: NOW });
		}),
	);
});

test('a known signature is verified (made with openssl: printf 1770195600.{} | openssl dgst -sha256 -hmac s3cret)', () => {
	const verdict = verifySignature({
		rawBody: Buffer.from('{}'),
		signatureHeader: 'sha256=78e5daeca2111c47e41680c87c625eda08ae219e7e68bdf897621b4c82975b66',
		timestampHeader: '1770195600',
		secret: SECRET,
		now: NOW,
	});
	expect(verdict).toEqual({ ok: true, digest: '78e5daeca2111c47e41680c87c625eda08ae219e7e68bdf897621b4c82975b66', signedAt: NOW });
});

test('any altered byte of the body is refused', () => {
	const bodyAndChange = fc
		.uint8Array({ minLength: 1 })
		.chain((body) => fc.tuple(fc.constant(body), fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 })));
	fc.assert(
		fc.property(bodyAndChange, ([body, position, change]) => {
			const request = signed(body);
			const altered = Buffer.from(body);
			altered[position] = (altered[position] ?? 0) ^ change;
			expect(verifySignature({ ...request, rawBody: altered })).toEqual({ ok: false, reason: 'signature wrong' });
		}),
	);
});

test('any altered character of the signature is refused', () => {
	const request = signed('{"event":"message_created"}');
	fc.assert(
		fc.property(fc.nat(request.signatureHeader.length - 1), fc.constantFrom(...'0123456789abcdefg=. '.split('')), (position, character) => {
			const { signatureHeader } = request;
			fc.pre(signatureHeader[position] !== character);
			const altered = signatureHeader.slice(0, position) + character + signatureHeader.slice(position + 1);
			expect(verifySignature({ ...request, signatureHeader: altered }).ok).toBe(false);
		}),
	);
});

test('nothing that comes in makes it throw or pass', () => {
	const hexDigest = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: 64, maxLength: 64 });
	const anything = fc.oneof(fc.anything(), fc.string(), hexDigest.map((hex) => `sha256=${hex}`), fc.constant(String(NOW_SECONDS)));
	fc.assert(
		fc.property(fc.option(fc.uint8Array(), { nil: undefined }), anything, anything, fc.string(), (body, signature, timestamp, secret) => {
			const verdict = verifySignature({
				rawBody: body && Buffer.from(body),
				signatureHeader: signature,
				timestampHeader: timestamp,
				secret,
				now: NOW,
			});
			expect(verdict.ok).toBe(false);
		}),
	);
});

test.each([
	['300 s ago', -300, { ok: true }],
	['301 s ago', -301, { ok: false, reason: 'timestamp outside the time window', ageSeconds: 301 }],
	['300 s ahead', 300, { ok: true }],
	['301 s ahead', 301, { ok: false, reason: 'timestamp outside the time window', ageSeconds: -301 }],
])('signed %s', (_when, offset, verdict) => {
	expect(verifySignature(signed('{}', { at: NOW_SECONDS + offset }))).toMatchObject(verdict);
});

test('a forgery is called one whatever its time', () => {
	const forged = { ...signed('{}', { at: NOW_SECONDS - 9000 }), secret: 'another' };
	expect(verifySignature(forged)).toEqual({ ok: false, reason: 'signature wrong' });
});

test('every copy has the same digest, also in capitals', () => {
	const request = signed('{}');
	const shouted = request.signatureHeader.replace(/[a-f]/g, (digit) => digit.toUpperCase());
	expect(verifySignature({ ...request, signatureHeader: shouted })).toEqual(verifySignature(request));
});

test('the time window can be narrowed', () => {
	expect(verifySignature({ ...signed('{}', { at: NOW_SECONDS - 11 }), toleranceSeconds: 10 }).ok).toBe(false);
});

test('the timestamp is part of what is signed', () => {
	expect(verifySignature({ ...signed('{}'), timestampHeader: String(NOW_SECONDS + 1) })).toEqual({ ok: false, reason: 'signature wrong' });
});

test.each([
	['no signature', { signatureHeader: undefined }, 'signature missing'],
	['two signatures', { signatureHeader: ['sha256=00', 'sha256=00'] }, 'signature missing'],
	['a signature without its scheme', { signatureHeader: 'a'.repeat(64) }, 'signature malformed'],
	['a signature cut short', { signatureHeader: 'sha256=abcd' }, 'signature malformed'],
	['no timestamp', { timestampHeader: undefined }, 'timestamp missing'],
	['a date as timestamp', { timestampHeader: '2026-02-04' }, 'timestamp malformed'],
	['a negative timestamp', { timestampHeader: '-1' }, 'timestamp malformed'],
	['no bytes', { rawBody: undefined }, 'body missing'],
	['no secret', { secret: '' }, 'secret missing'],
	['a clock that says nothing', { now: new Date(NaN) }, 'timestamp outside the time window'],
	['a time window that is no number', { toleranceSeconds: NaN }, 'timestamp outside the time window'],
])('%s is refused', (_what, change, reason) => {
	expect(verifySignature({ ...signed('{}'), ...change })).toMatchObject({ ok: false, reason });
});
