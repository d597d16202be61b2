import { randomUUID } from 'node:crypto';

/** A field of a form, or a file in it. */
export type FormPart = { name: string; value: string } | { name: string; fileName: string; mimeType: string; bytes: Buffer };

/** A form as multipart/form-data (RFC 7578). */
export function encodeMultipart(parts: readonly FormPart[]): { contentType: string; bytes: Buffer } {
	const boundary = `form-${randomUUID()}`;
	const encoded = parts.flatMap((part) => [
		Buffer.from(`--${boundary}\r\n${headersOf(part)}\r\n\r\n`),
		'bytes' in part ? part.bytes : Buffer.from(part.value),
		Buffer.from('\r\n'),
	]);
	return { contentType: `multipart/form-data; boundary=${boundary}`, bytes: Buffer.concat([...encoded, Buffer.from(`--${boundary}--\r\n`)]) };
}

function headersOf(part: FormPart): string {
	const disposition = `Content-Disposition: form-data; name="${quoted(part.name)}"`;
	if (!('bytes' in part)) return disposition;
	const mimeType = /^[\w.+-]+\/[\w.+-]+$/.test(part.mimeType) ? part.mimeType : 'application/octet-stream';
	return `${disposition}; filename="${quoted(part.fileName)}"\r\nContent-Type: ${mimeType}`;
}

/** As browsers write names: a quote or a line break would end the header. */
function quoted(text: string): string {
	return text.replace(/"/g, '%22').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}
