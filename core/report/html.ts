import { escapeHtml } from '../alert/escape';

/** HTML that is safe to send: made by `html` or by `trustedHtml`. */
export class Html {
	constructor(readonly text: string) {}
}

/** Nothing is written for null. */
export type HtmlValue = Html | string | number | null | readonly HtmlValue[];

/** A template of HTML. Whatever is put into it is escaped, between tags and inside quoted attributes, unless it is HTML itself. */
export function html(template: TemplateStringsArray, ...values: HtmlValue[]): Html {
	const [first = '', ...rest] = template;
	return new Html(rest.reduce((text, part, index) => text + written(values[index] ?? null) + part, first));
}

/** Text of this program's own that is HTML, a style or a script already. */
export function trustedHtml(text: string): Html {
	return new Html(text);
}

function written(value: HtmlValue): string {
	if (value === null) return '';
	if (value instanceof Html) return value.text;
	return typeof value === 'object' ? value.map(written).join('') : escapeHtml(String(value));
}
