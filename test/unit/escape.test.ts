import fc from 'fast-check';
import { defuseLinks, escapeHtml, escapeSlack } from '../../core/alert/escape';
import { hostileText, MADE_A_LINK } from '../hostile-text';

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

test('an address reads as it was written, and nothing makes a link of it', () => {
	fc.assert(
		fc.property(hostileText, (text) => {
			expect(defuseLinks(text)).not.toMatch(MADE_A_LINK);
			expect(defuseLinks(text).replaceAll('\u200B', '')).toBe(text.replaceAll('\u200B', ''));
		}),
	);
	expect(defuseLinks('Jane Doe, 4 St. James: no. 5')).toBe('Jane Doe, 4 St. James: no. 5');
});
