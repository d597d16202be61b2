import { inspect } from 'node:util';
import { ChatwootSlaSlackApi } from '../../credentials/ChatwootSlaSlackApi.credentials';
import { SendSlaAlert } from '../../nodes/SendSlaAlert/SendSlaAlert.node';
import { SlackSimulator } from '../../sandbox/slack/slack-simulator';
import { sampleAlert } from '../sample-alert';
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

	test('when Slack asks to slow down, the error says for how long', async () => {
		slack.rateLimitNext(7);
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

	test('cuts a list that is too long for Slack', async () => {
		await send(bot(), list('• a line that is long enough\n'.repeat(500)));
		expect(slack.messages[0]?.text).toMatch(/…$/);
	});

	test('without a text it says so', async () => {
		const { error } = await send(bot(), list(' '));
		expect(error).toMatchObject({ message: 'Text is empty: there is nothing to send' });
		expect(slack.messages).toEqual([]);
	});
});
