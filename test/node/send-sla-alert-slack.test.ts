import { inspect } from 'node:util';
import type { Alert, Delivery } from '../../core/alert/alert';
import { ChatwootSlaSlackApi } from '../../credentials/ChatwootSlaSlackApi.credentials';
import { SendSlaAlert } from '../../nodes/SendSlaAlert/SendSlaAlert.node';
import { asJson } from '../../nodes/shared/items';
import { ChatSimulator } from '../../sandbox/slack/chat-simulator';
import { SlackSimulator } from '../../sandbox/slack/slack-simulator';
import type { SlackPost } from '../../sandbox/slack/workspace';
import { sampleAlert, sampleDelivery } from '../sample-alert';
import { credentialTestContext, registerCredentialType, runNode, type NodeRun } from './engine';

registerCredentialType(new ChatwootSlaSlackApi());

let slack: SlackSimulator;
beforeEach(async () => {
	slack = await SlackSimulator.start({ channels: { '#sla-alerts': 'C0ALERTS', '#billing': 'C0BILLING' } });
});
afterEach(() => slack.stop());

const bot = (changes: object = {}) => ({
	connection: 'botToken',
	botToken: slack.token,
	apiBaseUrl: slack.apiBaseUrl,
	defaultChannel: '#sla-alerts',
	...changes,
});
const webhook = (secretWebhookUrl: string) => ({ connection: 'webhook', botToken: '', secretWebhookUrl });

const delivery = (slackTarget: string, contact = 'Jane Doe') => ({
	...sampleAlert({ conversation: { contact: { id: 7, name: contact } } }),
	delivery: {
		key: `1:123:frt:1767348000:breach:slack:${slackTarget}`,
		channel: 'slack',
		person: { name: 'Anita', email: 'anita@example.com' },
		slackTarget,
	},
});

const send = (credential: Record<string, string>, run: NodeRun) =>
	runNode(new SendSlaAlert(), {
		...run,
		parameters: { channel: 'slack', ...run.parameters },
		credentials: { chatwootSlaSlackApi: credential },
	});

describe('Send SLA Alert to Slack by bot token', () => {
	test('posts to the target of the delivery and keeps its JSON', async () => {
		const item = delivery('C0BILLING');
		const { outputs, error } = await send(bot(), { input: [item] });
		expect(error).toBeNull();
		const [post] = await slack.waitForMessages(1);
		expect(post).toMatchObject({ via: 'bot', channel: 'C0BILLING', text: item.text });
		expect(outputs).toEqual([
			[{ json: { ...item, sent: { channel: 'slack', to: 'C0BILLING', ts: post?.ts } }, pairedItem: { item: 0 } }],
		]);
	});

	test('with Retry On Fail an item that failed in an earlier node is posted once', async () => {
		await send(bot(), { input: [{ ...delivery('C0BILLING'), error: 'No mail server can be reached' }], retryOnFail: true });
		expect(slack.messages).toHaveLength(1);
	});

	test('without a target it posts to the default channel, and an alert needs no delivery', async () => {
		await send(bot(), { input: [delivery(''), { ...sampleAlert(), note: 'our own' }] });
		expect(slack.messages.map(({ channel }) => channel)).toEqual(['C0ALERTS', 'C0ALERTS']);
	});

	test('without target and default channel it says where to set one', async () => {
		const { error } = await send(bot({ defaultChannel: '' }), { input: [delivery('')] });
		expect(error).toMatchObject({ message: 'There is no Slack channel to post to', context: { itemIndex: 0 } });
	});

	test('a channel Slack does not know fails alone and keeps its key', async () => {
		const { outputs } = await send(bot(), {
			input: [delivery('C0BILLING'), delivery('C0GONE'), delivery('U0ANITA')],
			onError: 'continueErrorOutput',
		});
		expect(slack.messages.map(({ channel }) => channel)).toEqual(['C0BILLING', 'D0ANITA']);
		expect(outputs[0]).toHaveLength(2);
		expect(outputs[1]).toMatchObject([
			{
				json: {
					error: 'Slack knows no such channel or member (Slack: channel_not_found)',
					delivery: { key: '1:123:frt:1767348000:breach:slack:C0GONE' },
				},
			},
		]);
	});

	test('a wrong token is explained and not repeated', async () => {
		const { error } = await send(bot({ botToken: 'xoxb-wr0ng' }), { input: [delivery('')] });
		expect(error?.message).toBe('Slack does not accept the token (Slack: invalid_auth)');
		expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('xoxb-wr0ng');
	});

	test('when Slack asks to slow down, the message comes a moment later', async () => {
		slack.rateLimitNext(1);
		expect((await send(bot(), { input: [delivery('')] })).error).toBeNull();
		expect(slack.messages).toHaveLength(1);
	});

	test('when Slack goes on asking to slow down, the error says for how long', async () => {
		slack.rateLimitNext(7, 3);
		const { error } = await send(bot(), { input: [delivery('')] });
		expect(error).toMatchObject({
			message: 'Slack takes no more messages at the moment (429)',
			description: 'Try again in 7 s, e.g. with Retry On Fail in the node\'s settings.',
		});
	});

	test('Slack out of reach is one clear line, and a later run delivers', async () => {
		await slack.goDown();
		const { error } = await send(bot(), { input: [delivery('')] });
		expect(error?.message).toBe(`Slack cannot be reached at ${slack.url}`);
		await slack.comeUp();
		await send(bot(), { input: [delivery('')] });
		expect(slack.messages).toHaveLength(1);
	});

	test('a customer called <!channel> calls nobody', async () => {
		await send(bot(), { input: [delivery('', '<!channel>')] });
		expect(JSON.stringify(slack.messages)).toContain('&lt;!channel&gt;');
		expect(JSON.stringify(slack.messages)).not.toContain('<!channel>');
	});

	test('an API address that is not Slack is named as such', async () => {
		const { error } = await send(bot({ apiBaseUrl: slack.url }), { input: [delivery('')] });
		expect(error?.message).toBe('The API address in the Slack credential answers, but not as Slack does (404)');
	});
});

describe('Send SLA Alert to Slack by incoming webhook', () => {
	test('posts without a token', async () => {
		const { outputs } = await send(webhook(slack.webhookUrl), { input: [delivery('')] });
		expect(slack.messages).toMatchObject([{ via: 'webhook', authorized: false }]);
		expect(outputs[0]).toMatchObject([{ json: { sent: { channel: 'slack', to: null, ts: null } } }]);
	});

	test('a webhook that is gone is explained without its address', async () => {
		const { error } = await send(webhook(`${slack.url}/services/T0/B0/0ldsecret`), { input: [delivery('')] });
		expect(error?.message).toBe('The Slack webhook does not exist any more (Slack: no_service)');
		expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('0ldsecret');
	});

	test('out of reach, its address is not told either', async () => {
		const { webhookUrl } = slack;
		await slack.goDown();
		const { error } = await send(webhook(webhookUrl), { input: [delivery('')] });
		expect(error?.message).toBe(`Slack cannot be reached at ${slack.url}`);
		expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('sandboxsecret');
	});
});

describe('the Slack credential test', () => {
	const runTest = (data: Record<string, string>) =>
		new SendSlaAlert().methods.credentialTest.testSlackCredential.call(credentialTestContext(), {
			id: '1',
			name: 'Slack',
			type: new ChatwootSlaSlackApi().name,
			data,
		});

	test('knows a good token and a good webhook, and posts nothing', async () => {
		expect(await runTest(bot())).toMatchObject({ status: 'OK' });
		expect(await runTest(webhook(slack.webhookUrl))).toMatchObject({ status: 'OK' });
		expect(slack.messages).toEqual([]);
	});

	test('knows a wrong token', async () => {
		expect(await runTest(bot({ botToken: 'xoxb-wrong' }))).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('Slack does not accept the token') as unknown,
		});
	});

	test('knows a webhook that is gone, and an address that is none', async () => {
		expect(await runTest(webhook(`${slack.url}/services/T0/B0/old`))).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('does not exist any more') as unknown,
		});
		expect(await runTest(webhook('my webhook'))).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('is not a web address') as unknown,
		});
	});
});

describe('Send SLA Alert to Slack with a text of the user\'s own', () => {
	const list = (text: string) => ({ parameters: { content: 'text', text, target: '' }, input: [{ lines: ['one'] }] });

	test('posts it as it stands, calling nobody, and needs no alert', async () => {
		const { outputs, error } = await send(bot(), list('Not delivered:\n• <!channel> & co'));
		expect(error).toBeNull();
		expect(slack.messages.map(({ text }) => text)).toEqual(['Not delivered:\n• &lt;!channel&gt; &amp; co']);
		expect(outputs[0]?.[0]?.json).toMatchObject({ lines: ['one'], sent: { channel: 'slack', to: 'C0ALERTS' } });
	});

	test('a list of sixty lines arrives whole; one that is too long for Slack is cut', async () => {
		const lines = Array.from({ length: 60 }, (_, index) => `• Conversation #${index}, e-mail to Skye: No mail server can be reached at mail.example.com:587`);
		await send(bot(), list(lines.join('\n')));
		for (const line of lines) expect(JSON.stringify(slack.messages[0]?.blocks)).toContain(line);
		await send(bot(), list('• a line that is long enough\n'.repeat(500)));
		expect(slack.messages[1]?.text).toMatch(/…$/);
		expect(JSON.stringify(slack.messages[1]?.blocks)).toContain('…');
	});

	test('without a text it says so', async () => {
		const { error } = await send(bot(), list(' '));
		expect(error).toMatchObject({ message: 'Text is empty: there is nothing to send' });
		expect(slack.messages).toEqual([]);
	});
});

describe('Send SLA Alert to Slack: the alerts of one thread', () => {
	const KEY = '1:123:frt:1767348000';
	const THREAD_KEY = `${KEY}:slack:c0alerts`;
	const item = (stage: Alert['stage'], more: Partial<Delivery['delivery']> = {}, changes: Partial<Alert> = {}) => {
		const delivery = { key: `${KEY}:${stage}:slack:c0alerts`, threadKey: THREAD_KEY, slackTarget: '', ...more };
		return asJson(sampleDelivery({ key: `${KEY}:${stage}`, stage, ...changes }, delivery));
	};
	const recovered = (more: Partial<Delivery['delivery']>) =>
		item('breach', more, { recovered: { at: '2026-01-02T10:08:00.000Z' }, text: 'Conversation #123 was answered' });
	const receiptOf = ({ channel, ts }: SlackPost) => ({ channel, ts });
	const first = async () => {
		await send(bot(), { input: [item('warning')] });
		return receiptOf((await slack.waitForMessages(1))[0] as SlackPost);
	};

	test('later ones reply to the first; breaches and escalations are shown in the channel too, reminders are not', async () => {
		const thread = await first();
		const { outputs } = await send(bot(), { input: [item('breach', { thread }), item('reminder', { thread }), item('escalation', { thread })] });
		expect(slack.messages.map((message) => [message.thread, message.broadcast])).toEqual([
			[null, false],
			[thread.ts, true],
			[thread.ts, false],
			[thread.ts, true],
		]);
		expect(outputs[0]?.[0]?.json['sent']).toEqual({ channel: 'slack', to: 'C0ALERTS', ts: slack.messages[1]?.ts, thread: thread.ts });
	});

	test('with the option off, all replies stay in the thread', async () => {
		const thread = await first();
		await send(bot(), { input: [item('breach', { thread })], parameters: { options: { broadcast: false } } });
		expect(slack.messages[1]).toMatchObject({ thread: thread.ts, broadcast: false });
	});

	test('those of one run find each other before anything was confirmed', async () => {
		await send(bot(), { input: [item('warning'), item('breach'), item('breach', { threadKey: 'another' })] });
		expect(slack.messages.map(({ thread }) => thread)).toEqual([null, slack.messages[0]?.ts, null]);
	});

	test('a recovery takes the place of the message of its alert, in the thread and at its head', async () => {
		const thread = await first();
		await send(bot(), { input: [item('breach', { thread })] });
		const receipts = slack.messages.map(receiptOf);
		const { outputs } = await send(bot(), { input: receipts.map((receipt) => recovered({ receipt })) });
		expect(slack.messages).toHaveLength(2);
		for (const { edits, text, blocks } of slack.messages) {
			expect([edits, text]).toEqual([1, 'Conversation #123 was answered']);
			expect(JSON.stringify(blocks)).toContain('✅ Recovered: first response time');
		}
		expect(outputs[0]?.map(({ json }) => json['sent'])).toEqual(receipts.map(({ channel, ts }) => ({ channel: 'slack', to: channel, ts, updated: true })));
	});

	test('a member\'s direct messages have threads and updates as well', async () => {
		await send(bot(), { input: [item('warning', { slackTarget: 'U0ANITA' })] });
		const receipt = receiptOf(slack.messages[0] as SlackPost);
		await send(bot(), { input: [item('breach', { slackTarget: 'U0ANITA', thread: receipt }), recovered({ receipt })] });
		expect(slack.messages).toMatchObject([{ channel: 'D0ANITA', edits: 1 }, { channel: 'D0ANITA', thread: receipt.ts }]);
	});

	test('where the first message was deleted, a new one is posted to the target', async () => {
		const thread = await first();
		slack.deleteMessage(thread.ts);
		const { error } = await send(bot(), { input: [item('breach', { thread }), recovered({ receipt: thread })] });
		expect(error).toBeNull();
		expect(slack.messages.slice(1)).toMatchObject([{ thread: null, channel: 'C0ALERTS' }, { thread: null, text: 'Conversation #123 was answered' }]);
	});

	test.each(['restricted_action_thread_locked', 'restricted_action_non_threadable_channel'])('where replies are refused (%s), a new message is posted to the target', async (error) => {
		const thread = await first();
		slack.refuseReplies(error);
		expect((await send(bot(), { input: [item('breach', { thread })] })).error).toBeNull();
		expect(slack.messages[1]).toMatchObject({ thread: null, channel: 'C0ALERTS', text: expect.stringContaining('missed') as unknown });
	});

	test('where the message is not known, a recovery is said once for all stages of its thread', async () => {
		await send(bot(), { input: [recovered({}), recovered({}), recovered({ threadKey: 'another' })] });
		expect(slack.messages).toHaveLength(2);
		await send(webhook(slack.webhookUrl), { input: [recovered({}), recovered({})] });
		expect(slack.messages).toHaveLength(3);
	});

	test('a refusal that is no matter of the thread fails the item', async () => {
		const thread = await first();
		const { error } = await send(bot({ botToken: 'xoxb-wr0ng' }), { input: [item('breach', { thread })] });
		expect(error?.message).toBe('Slack does not accept the token (Slack: invalid_auth)');
	});

	test('the simulator refuses what Slack refuses', async () => {
		const thread = await first();
		const call = async (method: string, body: object) => {
			const headers = { authorization: `Bearer ${slack.token}` };
			const response = await fetch(`${slack.apiBaseUrl}/${method}`, { method: 'POST', headers, body: JSON.stringify(body) });
			return ((await response.json()) as { error?: string }).error;
		};
		await send(webhook(slack.webhookUrl), { input: [item('warning')] });
		expect(await call('chat.update', { channel: '#sla-alerts', ts: thread.ts, text: 'a' })).toBe('channel_not_found');
		expect(await call('chat.update', { channel: 'C0ALERTS', ts: '1.2', text: 'a' })).toBe('message_not_found');
		expect(await call('chat.update', { channel: 'C0ALERTS', ts: slack.messages[1]?.ts, text: 'a' })).toBe('cant_update_message');
		expect(await call('chat.update', { ...thread, text: 'a'.repeat(4001) })).toBe('msg_too_long');
		expect(await call('chat.postMessage', { channel: 'C0ALERTS', text: 'a'.repeat(40_001) })).toBe('msg_too_long');
		expect(await call('chat.postMessage', { channel: 'C0ALERTS', thread_ts: '1.2', text: 'a' })).toBe('thread_not_found');
		expect(await call('chat.postMessage', { channel: 'C0ALERTS', text: 'a', blocks: [{ type: 'header', text: { type: 'plain_text', text: 'a'.repeat(151) } }] })).toBe('invalid_blocks');
		const long = Array.from({ length: 5 }, () => ({ type: 'section', text: { type: 'mrkdwn', text: 'a'.repeat(2900) } }));
		expect(await call('chat.postMessage', { channel: 'C0ALERTS', text: 'a', blocks: long })).toBe('msg_blocks_too_long');
		expect(await call('chat.update', { ...thread, text: 'a', blocks: long })).toBe('msg_blocks_too_long');
	});
});

describe('Send SLA Alert to Slack: a digest', () => {
	const item = (contact: string, slackTarget: string) => ({ ...delivery(slackTarget, contact), text: contact, digest: { count: 3, capPerHour: 2 } });

	test('all alerts for one target are one message; every item is passed on', async () => {
		const { outputs, error } = await send(bot(), { parameters: { content: 'digest' }, input: [item('One', 'C0BILLING'), item('Two', ''), item('Three', 'C0BILLING')] });
		expect(error).toBeNull();
		expect(slack.messages.map(({ channel, text }) => [channel, text])).toEqual([['C0BILLING', '2 SLA alerts'], ['C0ALERTS', 'Two']]);
		expect(JSON.stringify(slack.messages[0])).toContain('because you take 2 an hour');
		expect(outputs[0]?.map(({ json, pairedItem }) => [json['text'], pairedItem, (json['sent'] as { items?: number }).items])).toEqual([
			['One', { item: 0 }, 2],
			['Three', { item: 2 }, 2],
			['Two', { item: 1 }, undefined],
		]);
	});

	test('of a hundred alerts is taken, by Slack\'s bot and its webhook', async () => {
		const items = Array.from({ length: 100 }, (_, index) => ({ ...item(`Conversation #${index} `.repeat(20), ''), digest: { capPerHour: 2 } }));
		for (const credential of [bot(), webhook(slack.webhookUrl)]) {
			expect((await send(credential, { parameters: { content: 'digest' }, input: items })).error).toBeNull();
		}
		expect(slack.messages.map(({ text }) => text)).toEqual(['100 SLA alerts', '100 SLA alerts']);
	});

	test('when it fails, all its items fail, each with its key', async () => {
		const { outputs } = await send(bot(), {
			parameters: { content: 'digest' },
			input: [item('One', 'C0GONE'), item('Two', 'C0BILLING'), item('Three', 'C0GONE')],
			onError: 'continueErrorOutput',
		});
		expect(outputs[0]).toHaveLength(1);
		expect(outputs[1]?.map(({ json }) => [json['text'], json['error'] !== undefined])).toEqual([['One', true], ['Three', true]]);
	});
});

describe.each(['mattermost', 'rocketChat'] as const)('Send SLA Alert to the incoming webhook of %s', (kind) => {
	let chat: ChatSimulator;
	beforeEach(async () => {
		chat = await ChatSimulator.start(kind);
	});
	afterEach(() => chat.stop());

	test('alerts, digests and words of the user\'s own arrive', async () => {
		const lastMessage = { text: '[x](https://evil.example)'.repeat(900), at: null, from: 'x' };
		const long = asJson(sampleDelivery({ text: '<!channel> @all '.repeat(1000), lastMessage }));
		expect((await send(webhook(chat.webhookUrl), { input: [delivery(''), long] })).error).toBeNull();
		expect((await send(webhook(chat.webhookUrl), { parameters: { content: 'digest' }, input: Array.from({ length: 80 }, () => long) })).error).toBeNull();
		expect((await send(webhook(chat.webhookUrl), { parameters: { content: 'text', text: 'Not delivered' }, input: [{}] })).error).toBeNull();
		expect(chat.messages).toMatchObject([
			{ text: delivery('').text, attachments: [{ title: '🔴 Missed first response time: conversation #123' }] },
			{ attachments: [{ title_link: 'https://chat.example.com/app/accounts/1/conversations/123' }] },
			{ text: '80 SLA alerts' },
			{ text: 'Not delivered' },
		]);
		expect(JSON.stringify(chat.messages)).not.toContain('@all');
	});

	test('a webhook that is gone is explained without its address', async () => {
		const { error } = await send(webhook(chat.webhookUrl.replace(/.$/, 'x')), { input: [delivery('')] });
		expect(error?.message).toContain('webhook does not exist any more');
		expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(new URL(chat.webhookUrl).pathname.slice(0, -1));
	});

	test('the credential test posts nothing', async () => {
		const data = webhook(chat.webhookUrl);
		const { testSlackCredential } = new SendSlaAlert().methods.credentialTest;
		const credential = { id: '1', name: 'Slack', type: new ChatwootSlaSlackApi().name, data };
		expect(await testSlackCredential.call(credentialTestContext(), credential)).toMatchObject({ status: 'OK' });
		expect(chat.messages).toEqual([]);
	});
});
