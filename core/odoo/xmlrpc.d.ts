/** The parts of the `xmlrpc` package (1.3) that the codec uses; the package brings no types. */

declare module 'xmlrpc/lib/customtype' {
	/** A value that writes its own element: `<tagName>raw, escaped</tagName>`. */
	class CustomType {
		constructor(raw: string);
		raw: string;
		tagName: string;
	}
	export = CustomType;
}

declare module 'xmlrpc/lib/serializer' {
	export function serializeMethodCall(method: string, params: readonly unknown[]): string;
	export function serializeMethodResponse(result: unknown): string;
	export function serializeFault(fault: { faultCode: number; faultString: string }): string;
}

declare module 'xmlrpc/lib/deserializer' {
	/** The part of a readable stream that the parser touches. */
	interface TextSource {
		setEncoding(encoding: string): unknown;
		on(event: 'error', listener: (error: Error) => void): unknown;
		pipe(parser: { end(text: string): unknown }): unknown;
	}
	class Deserializer {
		/** A fault comes as an error with `faultCode` and `faultString`. */
		deserializeMethodResponse(source: TextSource, callback: (error: unknown, value: unknown) => void): void;
		deserializeMethodCall(
			source: TextSource,
			callback: (error: unknown, method: string, params: readonly unknown[]) => void,
		): void;
	}
	export = Deserializer;
}
