import fc from 'fast-check';
import { languageFor } from '../../core/alert/language/language';
import { renderNoticeSlack } from '../../core/alert/notice';
import { renderOverflowSlack } from '../../core/alert/overflow';
import { renderSlackMessage, type SlackBlock } from '../../core/alert/slack-message';
import { alertText } from '../../core/alert/text';
import { refusalOf } from '../../sandbox/slack/payload';
import { hostileText, MADE_A_LINK } from '../hostile-text';
import { sampleAlert, sampleDelivery } from '../sample-alert';

describe('an alert as a Slack message', () => {
	test('says what happened and offers the conversation', () => {
		const { text, blocks } = renderSlackMessage(sampleAlert());
		expect(text).toBe('Conversation #123 (Jane Doe, inbox Website) missed its first response time of 5 min by 2 min 10 s');
		expect(blocks).toMatchObject([
			{ type: 'header', text: { text: '🔴 Missed first response time: conversation #123' } },
			{ type: 'section', text: { text } },
			{ type: 'section', fields: expect.arrayContaining([expect.objectContaining({ text: '*Contact*\nJane Doe' })]) as unknown },
			{ type: 'actions', elements: [{ type: 'button', url: 'https://chat.example.com/app/accounts/1/conversations/123' }] },
			{ type: 'context' },
		]);
	});

	test.each<[Parameters<typeof sampleAlert>[0], string]>([
		[{ stage: 'reminder', level: 2 }, '🔔 Reminder 2: missed first response time: conversation #123'],
		[{ stage: 'escalation', level: 1 }, '🚨 Escalation 1: missed first response time: conversation #123'],
		[{ recovered: { at: '2026-01-02T10:08:00.000Z' } }, '✅ Recovered: first response time: conversation #123'],
	])('the header of %j is %j', (changes, header) => {
		const message = renderSlackMessage(sampleAlert(changes));
		expect(message.blocks[0]).toEqual({ type: 'header', text: { type: 'plain_text', text: header } });
		expect(refusalOf(message)).toBeNull();
	});

	test('tells how all promises stand, what the customer wrote last, and why somebody gets it', () => {
		const { blocks } = renderSlackMessage(sampleDelivery());
		expect(blocks).toMatchObject([
			{ type: 'header' },
			{ type: 'section' },
			{
				text: {
					text: [
						'🔴 *First response time*: missed, due Fri 2 Jan 2026, 10:05 UTC, 2 min 10 s late',
						'🟢 *Resolution time*: on track, due Fri 2 Jan 2026, 11:00 UTC, 52 min 50 s left',
						'☑️ *Assignment time*: done',
					].join('\n'),
				},
			},
			{ text: { text: '*Last message of Jane Doe, Fri 2 Jan 2026, 10:00 UTC*\n> Where is my order?' } },
			{ type: 'section' },
			{ type: 'actions' },
			{ elements: [{ text: 'Chatwoot account 1 · Why you get this: Rule "Everybody": team Support' }] },
		]);
	});

	test('what the customer wrote can be kept back', () => {
		expect(JSON.stringify(renderSlackMessage(sampleDelivery(), { hideLastMessage: true }))).not.toContain('Where is my order?');
	});

	test('speaks the language of its reader, on their clock', () => {
		const text = JSON.stringify(renderSlackMessage(sampleDelivery({}, { locale: 'es', timeZone: 'Europe/Madrid' })));
		expect(text).toContain('*Tiempo de primera respuesta*: incumplido, venció');
		expect(text).toContain('11:05');
		expect(text).toContain('Último mensaje de Jane Doe');
	});

	test('a customer called <!channel> calls nobody', () => {
		const { text, blocks } = renderSlackMessage(
			sampleAlert({ text: 'Conversation #1 (<!channel>)', conversation: { contact: { id: 1, name: '<!channel>' } } }),
		);
		expect(text).toBe('Conversation #1 (&lt;!channel&gt;)');
		expect(JSON.stringify(blocks)).not.toContain('<!');
	});

	test.each([`https://chat.example.com/${'x'.repeat(3000)}`, 'javascript:alert(1)', ''])('no button with an address Slack refuses', (url) => {
		expect(JSON.stringify(renderSlackMessage(sampleAlert({ url })))).not.toContain('"button"');
	});

	test('whatever is written, Slack takes the message and finds no link or mention in it', () => {
		fc.assert(
			fc.property(hostileText, hostileText, (one, other) => {
				const message = renderSlackMessage(
					sampleDelivery({
						text: one,
						url: `https://chat.example.com/${'x'.repeat(960)}`,
						lastMessage: { text: other, at: null, from: one },
						recovered: { at: '2026-01-02T10:08:00.000Z' },
						conversation: {
							contact: { id: 1, name: other },
							inbox: { id: 1, name: one },
							labels: [one, other],
							priority: other,
							assignee: { id: 1, name: one, email: null },
							team: { id: 1, name: other },
						},
					}, { why: other }),
				);
				expect(refusalOf(message)).toBeNull();
				expect(JSON.stringify(message.blocks).length).toBeLessThan(10_000);
				const withoutOurQuote = JSON.stringify(message).replace('\\n> ', '');
				expect(withoutOurQuote).not.toMatch(/[<>]/);
				expect(withoutOurQuote).not.toMatch(/&(?!(amp|lt|gt);)/);
			}),
		);
	});

	test('whatever customers write, nothing is made a link of it', () => {
		fc.assert(
			fc.property(hostileText, hostileText, (one, other) => {
				const known = sampleDelivery({ lastMessage: { text: one, at: null, from: other }, conversation: { contact: { id: 1, name: other } } });
				const alert = { ...known, text: alertText(known, languageFor(known.delivery)) };
				const messages = [renderSlackMessage(alert), renderOverflowSlack({ alerts: [alert, alert], capPerHour: null })];
				for (const text of messages.flatMap((message) => [message.text, ...textsOf(message.blocks)])) {
					expect(text.replaceAll(alert.url, '')).not.toMatch(MADE_A_LINK);
				}
			}),
		);
	});

	test('what is cut ends in a whole character', () => {
		const { text } = renderSlackMessage(sampleAlert({ text: '😀'.repeat(2000) }));
		expect(text.length).toBeLessThanOrEqual(3000);
		expect(text).toMatch(/^(😀)+…$/u);
	});
});

describe('many alerts in one Slack message', () => {
	const LINK = '<https://chat.example.com/app/accounts/1/conversations/123|Open the conversation>';

	test('each with its line and a link, and why they come together', () => {
		const alerts = [sampleDelivery({ stage: 'warning', text: 'One' }), sampleDelivery({ text: 'Two' }), sampleDelivery({ text: 'Three', url: 'javascript:alert(1)' })] as const;
		const { text, blocks } = renderOverflowSlack({ alerts, capPerHour: 4 });
		expect(text).toBe('3 SLA alerts');
		expect(blocks).toMatchObject([
			{ type: 'header', text: { text: '3 SLA alerts' } },
			{ type: 'section', text: { text: `⏳ One ${LINK}\n🔴 Two ${LINK}\n🔴 Three` } },
			{ type: 'context', elements: [{ text: 'In one message, because you take 4 an hour.' }] },
		]);
	});

	test('some thirty of usual length have room, and the others are counted', () => {
		const alert = sampleDelivery();
		const shown = JSON.stringify(renderOverflowSlack({ alerts: [alert, ...Array.from({ length: 99 }, () => alert)], capPerHour: null }));
		const listed = shown.split(LINK).length - 1;
		expect(listed).toBeGreaterThanOrEqual(30);
		expect(shown).toContain(`and ${100 - listed} more`);
	});

	test('however many and whatever is written, Slack takes it and finds no link or mention in it but ours', () => {
		fc.assert(
			fc.property(hostileText, hostileText, fc.integer({ min: 1, max: 120 }), (written, address, count) => {
				const alert = sampleDelivery({ text: `x${written}`, url: `https://chat.example.com/?a=1&b=${address}` });
				const message = renderOverflowSlack({ alerts: [alert, ...Array.from({ length: count }, () => alert)], capPerHour: 1 });
				expect(refusalOf(message)).toBeNull();
				expect(JSON.stringify(message.blocks).length).toBeLessThan(10_000);
				const text = textsOf(message.blocks).join('\n');
				expect(text.replace(/<https:\/\/chat\.example\.com\/[^<>|\s]*\|Open the conversation>/g, '')).not.toMatch(/[<>]/);
				const listed = text.match(/^🔴 x/gm)?.length ?? 0;
				const [, more = '0'] = /^and (\d+) more/m.exec(text) ?? [];
				expect(listed + Number(more)).toBe(count + 1);
			}),
			{ numRuns: 60 },
		);
	});
});

describe('words of the user\'s own as a Slack message', () => {
	const sections = (text: string) =>
		renderNoticeSlack({ text }).blocks.map((block) => (block.type === 'section' && 'text' in block ? block.text.text : ''));

	test('stand in as many sections as they need, cut at line ends', () => {
		const list = Array.from({ length: 20 }, (_, index) => `• ${index} ${'x'.repeat(390)}`);
		expect(sections('One\n\ntwo')).toEqual(['One\n\ntwo']);
		expect(sections(list.join('\n')).length).toBeGreaterThan(2);
		expect(sections(list.join('\n')).join('\n').split('\n')).toEqual(list);
	});

	test('end where Slack takes no more, and say so', () => {
		const shown = sections(Array.from({ length: 60 }, (_, index) => `• ${index} ${'x'.repeat(390)}`).join('\n')).join('\n').split('\n');
		expect(shown.length).toBeGreaterThan(20);
		expect(shown.at(-1)).toBe('…');
		expect(shown.slice(0, -1)).toEqual(shown.slice(0, -1).map((_line, index) => `• ${index} ${'x'.repeat(390)}`));
	});

	test('property: whatever is written, Slack takes it and finds no link or mention in it', () => {
		fc.assert(
			fc.property(fc.array(hostileText, { minLength: 1, maxLength: 30 }), (lines) => {
				const message = renderNoticeSlack({ text: `x${lines.join('\n')}` });
				expect(refusalOf(message)).toBeNull();
				expect(JSON.stringify(message.blocks).length).toBeLessThanOrEqual(10_000);
				expect(JSON.stringify(message)).not.toMatch(/[<>]/);
			}),
		);
	});
});

/** What is shown of blocks, without buttons. */
function textsOf(blocks: SlackBlock[]): string[] {
	return blocks.flatMap((block) => {
		if (block.type === 'actions') return [];
		if (block.type === 'context') return block.elements.map(({ text }) => text);
		return 'fields' in block ? block.fields.map(({ text }) => text) : [block.text.text];
	});
}
