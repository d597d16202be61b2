import fc from 'fast-check';
import { renderEmail } from '../../core/alert/email';
import { STAGE_KINDS } from '../../core/sla/stages';
import { sampleAlert } from '../sample-alert';

const OPTIONS = { deliveryKey: '1:123:frt:1700000000:breach:email:anita@example.com', domain: 'example.com', subjectPrefix: '' };

/** Text as customers could write it: any characters, and the ones that mean something in HTML and headers. */
const hostileText = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", '\r', '\n', '\u2028', '😀', 'a', ' ') }),
	fc.constantFrom('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', 'x\r\nBcc: all@example.com'),
);

const RECOVERED = { recovered: { at: '2026-01-02T10:08:00.000Z' }, text: 'Conversation #123 was answered' };

describe('an alert as an e-mail', () => {
	test('says what happened, to whom, and where to click, in both parts', () => {
		const { text, html } = renderEmail(sampleAlert(), OPTIONS);
		for (const part of [text, html]) {
			expect(part).toContain('Conversation #123 (Jane Doe, inbox Website) missed its first response time of 5 min by 2 min 10 s');
			expect(part).toContain('2026-01-02 10:05 UTC');
			expect(part).toContain('https://chat.example.com/app/accounts/1/conversations/123');
		}
		expect(text).not.toContain('<');
	});

	test('alerts of one conversation share thread and subject, but each has an id of its own', () => {
		const warning = renderEmail(sampleAlert({ stage: 'warning' }), { ...OPTIONS, deliveryKey: 'a' });
		const breach = renderEmail(sampleAlert({ text: 'Another text' }), { ...OPTIONS, deliveryKey: 'b' });
		expect(breach.references).toBe(warning.references);
		expect(breach.inReplyTo).toBe(warning.references);
		expect(breach.subject).toBe(warning.subject);
		expect(breach.messageId).not.toBe(warning.messageId);
	});

	test('a recovery joins the thread of its alert as a message of its own, the same each time', () => {
		const alert = renderEmail(sampleAlert(), OPTIONS);
		const recovery = renderEmail(sampleAlert(RECOVERED), OPTIONS);
		expect(recovery).toMatchObject({ references: alert.references, subject: alert.subject });
		expect(recovery.messageId).not.toBe(alert.messageId);
		expect(recovery.messageId).toBe(renderEmail(sampleAlert(RECOVERED), OPTIONS).messageId);
		expect(recovery.text).toContain('Recovered: 2026-01-02 10:08 UTC');
	});

	test.each<[Parameters<typeof sampleAlert>[0], string]>([
		[{ stage: 'warning' }, 'About to miss first response time'],
		[{ stage: 'breach' }, 'Missed first response time'],
		[{ stage: 'reminder', level: 2 }, 'Reminder 2: missed first response time'],
		[{ stage: 'escalation', level: 1 }, 'Escalation 1: missed first response time'],
		[{ stage: 'escalation', ...RECOVERED }, 'Recovered: first response time'],
	])('the headline of %j is %j', (changes, headline) => {
		const { text, html } = renderEmail(sampleAlert(changes), OPTIONS);
		expect(text).toContain(`\n${headline}\n`);
		expect(html).toContain(`>${headline}</td>`);
	});

	test('each stage has a colour of its own, dark enough to be read on white; a recovery is green', () => {
		const colourOf = (changes: Parameters<typeof sampleAlert>[0]) =>
			/font-weight:bold;color:#([0-9a-f]{6})/.exec(renderEmail(sampleAlert(changes), OPTIONS).html)?.[1] ?? '';
		const stages = STAGE_KINDS.map((stage) => colourOf({ stage }));
		const recovered = STAGE_KINDS.map((stage) => colourOf({ stage, ...RECOVERED }));
		expect(new Set([...stages, ...recovered]).size).toBe(STAGE_KINDS.length + 1);
		const [red = 0, green = 0, blue = 0] = channels(recovered[0] ?? '');
		expect(green).toBeGreaterThan(Math.max(red, blue));
		for (const colour of [...stages, ...recovered]) expect(contrastOnWhite(colour)).toBeGreaterThanOrEqual(4.5);
	});

	test('the same delivery rendered again has the same id', () => {
		expect(renderEmail(sampleAlert(), OPTIONS).messageId).toBe(renderEmail(sampleAlert({ text: 'later' }), OPTIONS).messageId);
	});

	test('other conversations and accounts are other threads', () => {
		const references = [{ id: 123, accountId: 1 }, { id: 124, accountId: 1 }, { id: 123, accountId: 2 }].map(
			(conversation) => renderEmail(sampleAlert({ conversation }), OPTIONS).references,
		);
		expect(new Set(references).size).toBe(3);
	});

	test.each(['javascript:alert(1)', 'data:text/html,x', 'not an address', ''])('no button leads to %j', (url) => {
		const { html, text } = renderEmail(sampleAlert({ url }), OPTIONS);
		expect(html).not.toContain('<a ');
		expect(text).not.toContain('Open the conversation');
	});

	test('a name with markup is shown as it was written, and is no markup', () => {
		const { html } = renderEmail(sampleAlert({ conversation: { contact: { id: 1, name: '<b onclick="x">Jane & Co</b>' } } }), OPTIONS);
		expect(html).toContain('&lt;b onclick=&quot;x&quot;&gt;Jane &amp; Co&lt;/b&gt;');
		expect(html).not.toContain('<b ');
	});

	test('whatever customers write, the HTML has the same tags', () => {
		const tagsOf = (html: string) => html.match(/<[^>]*>/g)?.filter((tag) => !tag.startsWith('<a '));
		const rendered = (written: string) =>
			renderEmail(
				sampleAlert({ text: `x${written}`, conversation: { contact: { id: 1, name: `x${written}` }, labels: [`x${written}`] } }),
				OPTIONS,
			).html;
		const harmless = tagsOf(rendered(''));
		fc.assert(
			fc.property(hostileText, (written) => {
				expect(tagsOf(rendered(written))).toEqual(harmless);
			}),
		);
	});

	test('whatever customers and people write, no header has a line break', () => {
		fc.assert(
			fc.property(hostileText, hostileText, hostileText, (name, subjectPrefix, deliveryKey) => {
				const alert = sampleAlert({ text: name, conversation: { contact: { id: 1, name }, inbox: { id: 1, name } } });
				const email = renderEmail(alert, { ...OPTIONS, subjectPrefix, deliveryKey });
				for (const value of [email.subject, email.messageId, email.inReplyTo, email.references]) {
					expect(value).not.toMatch(/[\r\n\u2028\u2029\0]/);
				}
			}),
		);
	});
});

/** By WCAG 2: 4.5 is enough for text. */
function contrastOnWhite(colour: string): number {
	const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
		const share = value / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	});
	return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

function channels(colour: string): number[] {
	return [0, 2, 4].map((start) => parseInt(colour.slice(start, start + 2), 16));
}
