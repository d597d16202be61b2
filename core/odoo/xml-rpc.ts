import CustomType from 'xmlrpc/lib/customtype';
import Deserializer from 'xmlrpc/lib/deserializer';
import { serializeMethodCall } from 'xmlrpc/lib/serializer';
import { z } from 'zod';
import type { RpcValue } from './protocol';
import { sendableText } from './sendable-text';

/** What came back: a value, or a refusal with Odoo's code (1–4, see faults.ts) and text. */
export type RpcAnswer = { value: unknown } | { fault: RpcFault };
export interface RpcFault {
	code: number;
	text: string;
}

/** A method call as XML, with sendable text only. */
export function encodeCall(method: string, params: readonly RpcValue[]): string {
	return serializeMethodCall(method, params.map(withEscapedText));
}

/** The answer in an XML text, or null when the text is no XML-RPC answer, such as a proxy's web page. */
export function decodeAnswer(xml: string): RpcAnswer | null {
	let answer: RpcAnswer | null = null;
	const receive = (error: unknown, value: unknown): void => {
		if (error === null || error === undefined) answer = { value };
		else answer = toFault(error);
	};
	try {
		new Deserializer().deserializeMethodResponse(wholeText(xml), receive);
	} catch {
		// The package throws on a fault without a value.
		return null;
	}
	return answer;
}

/** The package wraps some strings in CDATA, which text with two `]]>` breaks out of; as escaped text nothing does. */
class EscapedText extends CustomType {
	override tagName = 'string';
}

function withEscapedText(value: RpcValue): unknown {
	if (typeof value === 'string') return new EscapedText(sendableText(value));
	if (value === null || typeof value !== 'object') return value;
	if (isList(value)) return value.map(withEscapedText);
	return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withEscapedText(member)]));
}

function isList(value: RpcValue): value is readonly RpcValue[] {
	return Array.isArray(value);
}

/**
 * A stream that hands over its text at once: the parser then runs synchronously, and what it throws can be caught
 * instead of ending the process.
 */
function wholeText(text: string) {
	return {
		setEncoding: () => undefined,
		on: () => undefined,
		pipe: (parser: { end(text: string): unknown }) => parser.end(text),
	};
}

const FaultError = z.object({ faultCode: z.number().int(), faultString: z.string() });

function toFault(error: unknown): RpcAnswer | null {
	const parsed = FaultError.safeParse(error);
	return parsed.success ? { fault: { code: parsed.data.faultCode, text: parsed.data.faultString } } : null;
}
