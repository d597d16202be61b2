import CustomType from 'xmlrpc/lib/customtype';
import Deserializer from 'xmlrpc/lib/deserializer';
import { serializeFault, serializeMethodResponse } from 'xmlrpc/lib/serializer';
import { pythonError } from './fault';
import type { Fault } from './fault';

export interface MethodCall {
	method: string;
	params: readonly unknown[];
}

/**
 * A request's XML as a call.
 *
 * @throws Fault 1, as Python's parser does, for an empty body, control characters and what is no call.
 */
export function parseCall(xml: string): MethodCall {
	if (xml.trim() === '') throw expatError('no element found: line 1, column 0');
	if (CONTROL_CHARACTER.test(xml)) throw expatError('not well-formed (invalid token): line 1, column 1');
	const calls: MethodCall[] = [];
	new Deserializer().deserializeMethodCall(
		{ setEncoding: () => undefined, on: () => undefined, pipe: (parser) => parser.end(xml) },
		(error, method, params) => {
			if (error === null || error === undefined) calls.push({ method, params });
		},
	);
	const [call] = calls;
	if (call === undefined) throw expatError('syntax error: line 1, column 0');
	return call;
}

export function valueXml(value: unknown): string {
	return serializeMethodResponse(withEscapedText(value));
}

export function faultXml({ code, faultString }: Fault): string {
	return serializeFault({ faultCode: code, faultString });
}

function expatError(reason: string): Fault {
	return pythonError(`xml.parsers.expat.ExpatError: ${reason}`);
}

const CONTROL_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** The package's CDATA is broken by text with two `]]>`; escaped text is not. */
class EscapedText extends CustomType {
	override tagName = 'string';
}

function withEscapedText(value: unknown): unknown {
	if (typeof value === 'string') return new EscapedText(value);
	if (Array.isArray(value)) return value.map(withEscapedText);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withEscapedText(member)]));
}
