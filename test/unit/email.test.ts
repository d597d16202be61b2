import fc from 'fast-check';
import { renderEmail } from '../../core/alert/email';
import { languageFor } from '../../core/alert/language/language';
import { renderNoticeEmail } from '../../core/alert/notice';
import { renderOverflowEmail } from '../../core/alert/overflow';
import { alertText } from '../../core/alert/text';
import { STAGE_KINDS } from '../../core/sla/stages';
import { hostileText, MADE_A_LINK } from '../hostile-text';
import { sampleAlert, sampleDelivery } from '../sample-alert';

const OPTIONS = { deliveryKey: '1:123:frt:1700000000:breach:email:anita@example.com', domain: 'example.com', subjectPrefix: '' };

const RECOVERED = { recovered: { at: '2026-01-02T10:08:00.000Z' }, text: 'Conversation #123 was answered' };

describe('an alert as an e-mail', () => {
	test('says what happened, to whom, and where to click, in both parts', () => {
		const { text, html } = renderEmail(sampleAlert(), OPTIONS);
		for (const part of [text, html]) {
			expect(part).toContain('Conversation #123 (Jane Doe, inbox Website) missed its first response time of 5 min by 2 min 10 s');
			expect(part).toContain('Fri 2 Jan 2026, 10:05 UTC');
			expect(part).toContain('https://chat.example.com/app/accounts/1/conversations/123');
		}
		expect(text).not.toContain('<');
	});

	test('tells how all promises stand, what the customer wrote last, and why somebody gets it, in both parts', () => {
		const { text, html } = renderEmail(sampleDelivery(), OPTIONS);
		expect(text).toContain(
			[
				'Times promised:',
				'- First response time: missed, due Fri 2 Jan 2026, 10:05 UTC, 2 min 10 s late',
				'- Resolution time: on track, due Fri 2 Jan 2026, 11:00 UTC, 52 min 50 s left',
				'- Assignment time: done',
				'',
				'Last message of Jane Doe, Fri 2 Jan 2026, 10:00 UTC:',
				'> Where is my order?',
			].join('\n'),
		);
		expect(text).toContain('\nWhy you get this: Rule "Everybody": team Support\n');
		for (const shown of ['missed', 'due Fri 2 Jan 2026, 11:00 UTC, 52 min 50 s left', 'Where is my order?', 'Rule &quot;Everybody&quot;']) {
			expect(html).toContain(shown);
		}
	});

	test('what the customer wrote can be kept back; an empty message is none', () => {
		const hidden = renderEmail(sampleDelivery(), { ...OPTIONS, hideLastMessage: true });
		const empty = renderEmail(sampleDelivery({ lastMessage: { text: ' \n', at: null, from: null } }), OPTIONS);
		for (const { text, html } of [hidden, empty]) {
			expect(text + html).not.toContain('Where is my order?');
			expect(text + html).not.toContain('Last message');
		}
	});

	test('a long message is cut', () => {
		const { text } = renderEmail(sampleDelivery({ lastMessage: { text: 'y'.repeat(5000), at: null, from: null } }), OPTIONS);
		expect(text).toMatch(/Last message of the customer:\n> y{250,300}…\n/);
	});

	test('speaks the language of its reader, on their clock', () => {
		const { subject, text, html } = renderEmail(sampleDelivery({}, { locale: 'es', timeZone: 'Europe/Madrid' }), OPTIONS);
		expect(subject).toBe('Alerta de SLA: conversación n.º 123');
		expect(html).toContain('<html lang="es">');
		expect(text).toContain('- Tiempo de primera respuesta: incumplido, venció vie');
		expect(text).toContain('11:05');
	});

	test('filters can sort by account, and by the domain alone for messages that belong to none', () => {
		expect(renderEmail(sampleAlert(), OPTIONS).listId).toBe('<1.chatwoot-sla.example.com>');
		const notice = renderNoticeEmail({ subject: 'a', text: 'b', html: '' }, { to: 'anita@example.com', domain: 'bücher.example', run: '1' });
		expect(notice.listId).toBe('<chatwoot-sla.xn--bcher-kva.example>');
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
		expect(recovery.text).toContain('Recovered: Fri 2 Jan 2026, 10:08 UTC');
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
				sampleDelivery(
					{
						text: `x${written}`,
						lastMessage: { text: `x${written}`, at: null, from: `x${written}` },
						conversation: { contact: { id: 1, name: `x${written}` }, labels: [`x${written}`] },
					},
					{ why: `x${written}` },
				),
				OPTIONS,
			).html;
		const harmless = tagsOf(rendered(''));
		fc.assert(
			fc.property(hostileText, (written) => {
				expect(tagsOf(rendered(written))).toEqual(harmless);
			}),
		);
	});

	test('whatever customers write, mail programs make no link of it', () => {
		fc.assert(
			fc.property(hostileText, hostileText, (one, other) => {
				const known = sampleDelivery({ lastMessage: { text: one, at: null, from: other }, conversation: { contact: { id: 1, name: other } } });
				const alert = { ...known, text: alertText(known, languageFor(known.delivery)) };
				expect(renderEmail(alert, OPTIONS).text.replaceAll(alert.url, '')).not.toMatch(MADE_A_LINK);
			}),
		);
	});

	test('marks that turn the writing direction do not reach our words', () => {
		fc.assert(
			fc.property(hostileText, (written) => {
				const { text, html } = renderEmail(sampleDelivery({ text: written, lastMessage: { text: written, at: null, from: written } }), OPTIONS);
				expect(text + html).not.toMatch(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/);
			}),
		);
		expect(renderEmail(sampleDelivery({ text: 'שלום' }), OPTIONS).html).toContain('<td dir="auto"');
	});

	test('whatever customers and people write, no header has a line break, and ids are ASCII', () => {
		fc.assert(
			fc.property(hostileText, hostileText, hostileText, (name, subjectPrefix, deliveryKey) => {
				const alert = sampleAlert({ text: name, conversation: { contact: { id: 1, name }, inbox: { id: 1, name } } });
				const options = { ...OPTIONS, domain: 'bücher.example', subjectPrefix };
				const email = renderEmail(alert, { ...options, deliveryKey });
				const overflow = renderOverflowEmail({ alerts: [alert, alert], capPerHour: null }, { ...options, deliveryKeys: [deliveryKey] });
				const notice = renderNoticeEmail({ subject: name, text: name, html: '' }, { to: name, domain: 'bücher.example', run: '1' });
				for (const { subject, messageId, inReplyTo, references, listId } of [email, overflow, notice]) {
					for (const value of [subject, messageId, inReplyTo, references, listId]) {
						expect(value).not.toMatch(/[\r\n\u2028\u2029\0]/);
						expect(value.length).toBeLessThan(998);
					}
					expect([messageId, inReplyTo, references, listId].join('')).toMatch(/^[\x21-\x7e]+$/);
				}
			}),
		);
	});
});

describe('many alerts in one e-mail', () => {
	const DIGEST = { domain: 'example.com', subjectPrefix: '[Support]', deliveryKeys: ['b', 'a'] };
	const alerts = [sampleDelivery({ text: 'One' }), sampleDelivery({ text: '<b>Two</b>', conversation: { id: 124 } })] as const;

	test('each with its line and where to click, and why they come together', () => {
		const { subject, text, html, inReplyTo } = renderOverflowEmail({ alerts, capPerHour: 4 }, DIGEST);
		expect([subject, inReplyTo]).toEqual(['[Support] 2 SLA alerts', '']);
		expect(text).toContain('- One\n  https://chat.example.com/app/accounts/1/conversations/123\n- <b>Two</b>\n');
		expect(text).toContain('In one message, because you take 4 an hour.');
		expect(html).toContain('&lt;b&gt;Two&lt;/b&gt;');
		expect(html.match(/href="https:/g)).toHaveLength(2);
	});

	test('has the same id in whatever order its alerts come, and another for others', () => {
		const idOf = (...deliveryKeys: string[]) => renderOverflowEmail({ alerts, capPerHour: null }, { ...DIGEST, deliveryKeys }).messageId;
		expect(idOf('a', 'b')).toBe(idOf('b', 'a'));
		expect(idOf('a', 'c')).not.toBe(idOf('a', 'b'));
	});

	test('says how many more there are than it lists', () => {
		const [first] = alerts;
		const { text } = renderOverflowEmail({ alerts: [first, ...Array.from({ length: 99 }, () => first)], capPerHour: null }, DIGEST);
		expect(text).toContain('\nand 55 more\n');
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
