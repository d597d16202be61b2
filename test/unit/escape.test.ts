import fc from 'fast-check';
import { escapeHtml, escapeSlack } from '../../core/alert/escape';

test('HTML reads back what was escaped, and finds no markup', () => {
	const unescape = (html: string) =>
		html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
	fc.assert(
		fc.property(fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", 'l', 't', ';', '#39') }), (text) => {
			expect(escapeHtml(text)).not.toMatch(/[<>"']/);
			expect(unescape(escapeHtml(text))).toBe(text);
		}),
	);
});

test('Slack reads back what was escaped, and finds no markup', () => {
	const unescape = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
	fc.assert(
		fc.property(fc.string({ unit: fc.constantFrom('<', '>', '&', 'l', 't', ';', '!channel') }), (text) => {
			expect(escapeSlack(text)).not.toMatch(/[<>]/);
			expect(unescape(escapeSlack(text))).toBe(text);
		}),
	);
});
