import fc from 'fast-check';
import { readWebhookBody } from '../../core/chatwoot/webhook-body';

const read = (text: string) => readWebhookBody(Buffer.from(text));
const nested = (levels: number, open = '[', close = ']') => `{"a":${open.repeat(levels)}${close.repeat(levels)}}`;

test.each([
	['{"a":1}', { payload: { a: 1 } }],
	['{"name":"Zoë"}', { payload: { name: 'Zoë' } }],
	['{"constructor":"Smith Ltd"}', { payload: { constructor: 'Smith Ltd' } }],
	['{"constructor":{"name":"Smith Ltd"}}', { payload: { constructor: { name: 'Smith Ltd' } } }],
	['', { problem: 'not JSON' }],
	['Hello', { problem: 'not JSON' }],
	['{"a":1', { problem: 'not JSON' }],
	['null', { problem: 'not a JSON object' }],
	['7', { problem: 'not a JSON object' }],
	['"text"', { problem: 'not a JSON object' }],
	['[{"event":"message_created"}]', { problem: 'not a JSON object' }],
	['{"__proto__":{"polluted":true}}', { problem: 'forbidden key' }],
	['{"a":[{"b":{"__proto__":null}}]}', { problem: 'forbidden key' }],
	['{"\\u005f_proto__":1}', { problem: 'forbidden key' }],
	['{"constructor":{"prototype":{"polluted":true}}}', { problem: 'forbidden key' }],
	[nested(63), { payload: JSON.parse(nested(63)) as unknown }],
	[nested(64), { problem: 'nested too deeply' }],
	[nested(100_000), { problem: 'nested too deeply' }],
])('%.40s', (text, expected) => {
	expect(read(text)).toEqual(expected);
});

test('whatever JSON comes, it is read as it is or refused, and no prototype changes', () => {
	const dangerous = fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString');
	const { tree } = fc.letrec((tie) => ({
		tree: fc.oneof({ maxDepth: 5 }, fc.jsonValue(), fc.dictionary(fc.oneof(dangerous, fc.string()), tie('tree')), fc.array(tie('tree'))),
	}));
	fc.assert(
		fc.property(tree, (value) => {
			const text = JSON.stringify(value);
			const body = read(text);
			if ('payload' in body) expect(JSON.stringify(body.payload)).toBe(text);
			expect({}).not.toHaveProperty('polluted');
			expect(Object.keys(Object.prototype)).toEqual([]);
		}),
	);
});

test('whatever bytes come, nothing is thrown', () => {
	fc.assert(
		fc.property(fc.uint8Array(), (bytes) => {
			expect(() => readWebhookBody(Buffer.from(bytes))).not.toThrow();
		}),
	);
});
