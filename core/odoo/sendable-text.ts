/**
 * Text without the characters that Odoo cannot take: XML-RPC answers control characters and halves of surrogate pairs
 * with an ExpatError (16 and 19), and PostgreSQL holds neither NUL nor such halves. The same goes over both protocols,
 * so that a text is found again whichever wrote it.
 */
export function sendableText(text: string): string {
	return text.replace(NOT_XML, '');
}

/** Everything outside the characters of XML 1.0. */
const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
