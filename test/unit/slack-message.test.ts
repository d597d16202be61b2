import fc from 'fast-check';
import { renderSlackMessage } from '../../core/alert/slack-message';
import { refusalOf } from '../../sandbox/slack/payload';
import { sampleAlert } from '../sample-alert';

/** Written by people outside: short, endless, empty, and with everything that means something to Slack. */
const hostileText = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string({ unit: fc.constantFrom('<', '>', '&', '!', '@', '*', '`', '\n', '😀', 'a', ' ') }),
	fc.constantFrom('', '<!channel>', '<@U123>', '<https://evil.example|click>', '&lt;!here&gt;'),
	fc.tuple(fc.constantFrom('&', '<', '😀', 'x'), fc.integer({ min: 1900, max: 4000 })).map(([unit, count]) => unit.repeat(count)),
);

describe('an alert as a Slack message', () => {
	test('says what happened and offers the conversation', () => {
		const { text, blocks } = renderSlackMessage(sampleAlert());
		expect(text).toBe('Conversation #123 (Jane Doe, inbox Website) missed its first response time of 5 min by 2 min 10 s');
		expect(blocks).toMatchObject([
			{ type: 'header', text: { text: 'Missed first response time: conversation #123' } },
			{ type: 'section', text: { text } },
			{ type: 'section', fields: expect.arrayContaining([expect.objectContaining({ text: '*Contact*\nJane Doe' })]) as unknown },
			{ type: 'actions', elements: [{ type: 'button', url: 'https://chat.example.com/app/accounts/1/conversations/123' }] },
			{ type: 'context' },
		]);
	});

	test.each<[Parameters<typeof sampleAlert>[0], string]>([
		[{ stage: 'reminder', level: 2 }, 'Reminder 2: missed first response time: conversation #123'],
		[{ stage: 'escalation', level: 1 }, 'Escalation 1: missed first response time: conversation #123'],
		[{ recovered: { at: '2026-01-02T10:08:00.000Z' } }, 'Recovered: first response time: conversation #123'],
	])('the header of %j is %j', (changes, header) => {
		const message = renderSlackMessage(sampleAlert(changes));
		expect(message.blocks[0]).toEqual({ type: 'header', text: { type: 'plain_text', text: header } });
		expect(refusalOf(message)).toBeNull();
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
					sampleAlert({
						text: one,
						recovered: { at: '2026-01-02T10:08:00.000Z' },
						conversation: {
							contact: { id: 1, name: other },
							inbox: { id: 1, name: one },
							labels: [one, other],
							priority: other,
							assignee: { id: 1, name: one, email: null },
							team: { id: 1, name: other },
						},
					}),
				);
				expect(refusalOf(message)).toBeNull();
				expect(JSON.stringify(message)).not.toMatch(/[<>]/);
				expect(JSON.stringify(message)).not.toMatch(/&(?!(amp|lt|gt);)/);
			}),
		);
	});

	test('what is cut ends in a whole character', () => {
		const { text } = renderSlackMessage(sampleAlert({ text: '😀'.repeat(2000) }));
		expect(text.length).toBeLessThanOrEqual(3000);
		expect(text).toMatch(/^(😀)+…$/u);
	});
});
