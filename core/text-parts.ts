import { cutEscaped } from './cut-text';

export interface PartLimits {
	/** Makes a character safe where the text goes. */
	escape: (text: string) => string;
	/** How long a part may be, in UTF-16 units of the escaped text. */
	most: number;
	/** Whether a message takes so many parts. */
	fit: (parts: readonly string[]) => boolean;
}

/** A text, escaped, in parts that end where lines end. What a message does not take is left out, and marked. */
export function textParts(text: string, { escape, most, fit }: PartLimits): string[] {
	let parts: string[] = [];
	for (const line of text.split('\n')) {
		const longer = withLine(parts, cutEscaped(line, most, escape), most);
		if (!fit(withLine(longer, '…', most))) return withLine(parts, '…', most);
		parts = longer;
	}
	return parts;
}

function withLine(parts: readonly string[], line: string, most: number): string[] {
	const last = parts.at(-1);
	if (last !== undefined && last.length + 1 + line.length <= most) return [...parts.slice(0, -1), `${last}\n${line}`];
	// A part of nothing but blanks would be refused.
	return line.trim() === '' ? [...parts] : [...parts, line];
}
