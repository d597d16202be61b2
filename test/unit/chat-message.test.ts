import fc from 'fast-check';
import { renderChatMessage } from '../../core/alert/chat-message';
import { languageFor } from '../../core/alert/language/language';
import { renderNoticeChat } from '../../core/alert/notice';
import { renderOverflowChat } from '../../core/alert/overflow';
import { alertText } from '../../core/alert/text';
import { hostileText, MADE_A_LINK } from '../hostile-text';
import { sampleAlert, sampleDelivery } from '../sample-alert';

describe('an alert for Mattermost and Rocket.Chat', () => {
	test('says what happened, how the promises stand, and leads to the conversation', () => {
		const { text, attachments } = renderChatMessage(sampleDelivery());
		expect(text).toBe('Conversation #123 (Jane Doe, inbox Website) missed its first response time of 5 min by 2 min 10 s');
		expect(attachments).toMatchObject([
			{
				color: '#b3261e',
				title: '🔴 Missed first response time: conversation #123',
				title_link: 'https://chat.example.com/app/accounts/1/conversations/123',
				text: [
					'First response time: missed, due Fri 2 Jan 2026, 10:05 UTC, 2 min 10 s late',
					'Resolution time: on track, due Fri 2 Jan 2026, 11:00 UTC, 52 min 50 s left',
					'Assignment time: done',
					'Last message of Jane Doe, Fri 2 Jan 2026, 10:00 UTC: Where is my order?',
					'Why you get this: Rule "Everybody": team Support',
				].join('\n'),
				fields: expect.arrayContaining([{ title: 'Contact', value: 'Jane Doe', short: true }]) as unknown,
			},
		]);
	});

	test('what the customer wrote can be kept back, and no title leads to javascript:', () => {
		expect(JSON.stringify(renderChatMessage(sampleDelivery(), { hideLastMessage: true }))).not.toContain('Where is my order?');
		expect(renderChatMessage(sampleAlert({ url: 'javascript:alert(1)' })).attachments[0]).not.toHaveProperty('title_link');
	});

	test('links of the user\'s own stay links, in rules and in notices', () => {
		const text = 'Look at https://wiki.example.com/sla';
		expect(renderChatMessage(sampleDelivery({ text })).text).toBe(text);
		expect(renderNoticeChat({ text }).text).toBe(text);
		expect(renderOverflowChat({ alerts: [sampleDelivery({ text }), sampleDelivery({ url: 'https://chat.example.com/a@b' })], capPerHour: null }).attachments[0]?.text).toMatch(
			/^🔴 Look at https:\/\/wiki\.example\.com\/sla .*\n.* https:\/\/chat\.example\.com\/a@b$/,
		);
	});

	test('a digest counts what it does not list', () => {
		const alert = sampleDelivery();
		const text = renderOverflowChat({ alerts: [alert, ...Array.from({ length: 99 }, () => alert)], capPerHour: 3 }).attachments[0]?.text ?? '';
		const listed = text.split(alert.url).length - 1;
		expect(listed).toBeGreaterThan(5);
		expect(text).toMatch(new RegExp(`/123\nand ${100 - listed} more\nIn one message, because you take 3 an hour\\.$`));
	});

	test('property: whatever customers write, no chat makes a link of it', () => {
		fc.assert(
			fc.property(hostileText, hostileText, (one, other) => {
				const known = sampleDelivery({ lastMessage: { text: one, at: null, from: other }, conversation: { contact: { id: 1, name: other } } });
				const alert = { ...known, text: alertText(known, languageFor(known.delivery)) };
				for (const { text, attachments } of [renderChatMessage(alert), renderOverflowChat({ alerts: [alert, alert], capPerHour: null })]) {
					for (const markdown of [text, ...attachments.flatMap(({ title, text: body, fields }) => [title, body, ...fields.map(({ value }) => value)])]) {
						expect(markdown.replaceAll(alert.url, '')).not.toMatch(MADE_A_LINK);
					}
				}
			}),
		);
	});

	test('property: whatever is written, it calls nobody, is no link and no picture, and fits their limits', () => {
		fc.assert(
			fc.property(hostileText, hostileText, (one, other) => {
				const alert = sampleDelivery(
					{
						text: `x${one}`,
						lastMessage: { text: other, at: null, from: one },
						conversation: { contact: { id: 1, name: other }, labels: [one, other], inbox: { id: 1, name: one }, priority: other },
					},
					{ why: other },
				);
				const overflow = { alerts: [alert, alert, alert] as const, capPerHour: 1 };
				for (const { text, attachments } of [renderChatMessage(alert), renderOverflowChat(overflow), renderNoticeChat({ text: Array.from({ length: 9 }, () => `${one}\n${other}`).join('\n') })]) {
					for (const markdown of [text, ...attachments.flatMap(({ title, text: body, fields }) => [title, body, ...fields.map(({ value }) => value)])]) {
						expect(markdown).not.toMatch(/@(?!\u200B)|<(?!\u200B)|\](?!\u200B)/);
					}
					expect(Array.from(text).length).toBeLessThanOrEqual(4000);
					expect(Array.from(JSON.stringify(attachments)).length).toBeLessThanOrEqual(7900);
				}
			}),
		);
	});
});

test('a list of the user\'s own stands in the text and, where that is full, in attachments, every line of it', () => {
	expect(renderNoticeChat({ text: 'One\ntwo' })).toEqual({ text: 'One\ntwo', attachments: [] });
	const list = Array.from({ length: 20 }, (_, index) => `• ${index} ${'x'.repeat(390)}`);
	const { text, attachments } = renderNoticeChat({ text: list.join('\n') });
	expect([text, ...attachments.map((attachment) => attachment.text)].join('\n').split('\n')).toEqual(list);
});
