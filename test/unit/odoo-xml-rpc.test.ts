import fc from 'fast-check';
import Deserializer from 'xmlrpc/lib/deserializer';
import { decodeAnswer, encodeCall } from '../../core/odoo/xml-rpc';

function paramsIn(xml: string): readonly unknown[] {
	let received: readonly unknown[] = [];
	new Deserializer().deserializeMethodCall(
		{ setEncoding: () => undefined, on: () => undefined, pipe: (parser) => parser.end(xml) },
		(error, _method, params) => {
			if (error !== null && error !== undefined) throw new Error('no call');
			received = params;
		},
	);
	return received;
}

test('every text arrives as it was, but for what XML cannot hold', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'grapheme' }), (text) => {
			const expected = text.replace(/[\u{0}-\u{8}\u{B}\u{C}\u{E}-\u{1F}\u{FFFE}\u{FFFF}]/gu, '');
			expect(paramsIn(encodeCall('m', [text, { key: [text] }]))).toEqual([expected, { key: [expected] }]);
		}),
	);
});

test.each([
	['control characters', 'a\u0000b\u0008c\u001bd', 'abcd'],
	['half a surrogate pair', 'a\ud83db', 'ab'],
	['an emoji and line breaks', '🔥\r\nü', '🔥\r\nü'],
	['text that breaks out of CDATA', ']]>]]></string></value></param><param>', ']]>]]></string></value></param><param>'],
	['a script', '<script>alert("1 & 2")</script>', '<script>alert("1 & 2")</script>'],
])('%s', (_name, text, arrived) => {
	expect(paramsIn(encodeCall('m', [text]))).toEqual([arrived]);
});

test('numbers, booleans, null and empty values keep their type', () => {
	const params = [0, -7, 1.5, true, false, null, '', [], {}];
	expect(paramsIn(encodeCall('m', params))).toEqual(params);
});

test.each([
	['a web page', '<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>'],
	['nothing', ''],
	['JSON', '{"error":"x"}'],
	['half an answer', '<?xml version="1.0"?><methodResponse><params><param><value><array><data>'],
	['a fault without a value', '<methodResponse><fault></fault></methodResponse>'],
	['a fault with a text as its code', fault('<string>AccessDenied</string>')],
])('%s is no answer', (_name, text) => {
	expect(decodeAnswer(text)).toBeNull();
});

test('a fault is an answer with code and text', () => {
	expect(decodeAnswer(fault('<int>3</int>'))).toEqual({ fault: { code: 3, text: 'Access Denied' } });
});

function fault(code: string): string {
	return (
		`<?xml version="1.0"?><methodResponse><fault><value><struct><member><name>faultCode</name><value>${code}</value></member>` +
		'<member><name>faultString</name><value><string>Access Denied</string></value></member></struct></value></fault></methodResponse>'
	);
}
