import { inspect } from 'node:util';
import { ChatwootSlaSmtpApi } from '../../credentials/ChatwootSlaSmtpApi.credentials';
import { SendSlaAlert } from '../../nodes/SendSlaAlert/SendSlaAlert.node';
import { asJson } from '../../nodes/shared/items';
import { Mailbox } from '../../sandbox/mailbox/mailbox';
import { sampleAlert, sampleDelivery } from '../sample-alert';
import { credentialTestContext, runNode, type NodeRun } from './engine';

const LOGIN = { user: 'alerts', password: 's3cret-pass' };

let mailbox: Mailbox;
beforeEach(async () => {
	mailbox = await Mailbox.start({ auth: LOGIN });
});
afterEach(() => mailbox.stop());

const credential = (changes: object = {}) => ({
	host: '127.0.0.1',
	port: mailbox.port,
	security: 'starttls',
	...LOGIN,
	fromEmail: 'alerts@example.com',
	fromName: 'SLA Alerts',
	ignoreSslIssues: true,
	...changes,
});

const delivery = (email: string, name = 'Jane Doe') => ({
	...sampleAlert({ conversation: { contact: { id: 7, name } } }),
	delivery: {
		key: `1:123:frt:1767348000:breach:email:${email}`,
		channel: 'email',
		person: { name: 'Anita', email },
		slackTarget: '',
	},
});

const send = (run: NodeRun & { credential?: object }) =>
	runNode(new SendSlaAlert(), {
		...run,
		parameters: { channel: 'email', ...run.parameters },
		credentials: { chatwootSlaSmtpApi: credential(run.credential) },
	});

describe('Send SLA Alert by e-mail', () => {
	test('a delivery arrives with both parts, in the thread of its conversation, and keeps its JSON', async () => {
		const item = delivery('anita@example.com');
		const { outputs, error } = await send({ input: [item] });
		expect(error).toBeNull();
		const [mail] = await mailbox.waitForMessages(1);
		expect(mail).toMatchObject({
			to: ['anita@example.com'],
			from: '"SLA Alerts" <alerts@example.com>',
			subject: 'SLA alert: conversation #123',
			inReplyTo: '<chatwoot-sla.1.123@example.com>',
			references: ['<chatwoot-sla.1.123@example.com>'],
			text: expect.stringContaining('missed its first response time of 5 min by 2 min 10 s') as unknown,
			html: expect.stringContaining('href="https://chat.example.com/app/accounts/1/conversations/123"') as unknown,
		});
		expect(outputs).toEqual([
			[
				{
					json: { ...item, sent: { channel: 'email', to: 'anita@example.com', messageId: mail?.messageId } },
					pairedItem: { item: 0 },
				},
			],
		]);
	});

	test('a repeated send has the same Message-ID, another person another one', async () => {
		await send({ input: [delivery('anita@example.com')] });
		await send({ input: [delivery('anita@example.com'), delivery('ben@example.com')] });
		const ids = (await mailbox.waitForMessages(3)).map(({ messageId }) => messageId);
		expect(ids[1]).toBe(ids[0]);
		expect(ids[2]).not.toBe(ids[0]);
	});

	test('many items share one connection', async () => {
		await send({ input: Array.from({ length: 20 }, (_, index) => delivery(`agent${index}@example.com`)) });
		expect(mailbox.messages).toHaveLength(20);
		expect(mailbox.connections).toBe(1);
	});

	test('an alert without a delivery is sent to the address typed in, with the options set', async () => {
		const { error } = await send({
			input: [{ ...sampleAlert(), note: 'our own' }],
			parameters: { to: 'team@example.com', options: { replyTo: 'leads@example.com', subjectPrefix: '[Support]' } },
		});
		expect(error).toBeNull();
		expect(mailbox.messages).toMatchObject([
			{ to: ['team@example.com'], replyTo: 'leads@example.com', subject: '[Support] SLA alert: conversation #123' },
		]);
	});

	test('a customer cannot add headers or markup with their name', async () => {
		await send({ input: [delivery('anita@example.com', 'x\r\nBcc: all@example.com\r\n\r\n<script>alert(1)</script>')] });
		const [mail] = await mailbox.waitForMessages(1);
		expect(mail?.to).toEqual(['anita@example.com']);
		expect(Object.keys(mail?.headerLines ?? {})).not.toContain('bcc');
		expect(mail?.html).not.toContain('<script');
	});

	test('with Retry On Fail an item that failed in an earlier node, such as Slack, is sent once', async () => {
		const { outputs } = await send({ input: [{ ...delivery('anita@example.com'), error: 'Slack is out of order (503)' }], retryOnFail: true });
		expect(mailbox.messages).toHaveLength(1);
		expect(outputs[0]?.[0]?.json).not.toHaveProperty('error');
	});

	test('a recipient the server refuses fails alone: the others are delivered, and the failed one keeps its key', async () => {
		mailbox.refuseRecipient('gone@example.com');
		const people = ['anita@example.com', 'gone@example.com', 'ben@example.com'];
		const { outputs } = await send({ input: people.map((email) => delivery(email)), onError: 'continueErrorOutput' });
		expect(mailbox.messages.map(({ to }) => to[0])).toEqual(['anita@example.com', 'ben@example.com']);
		expect(outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(outputs[1]).toMatchObject([
			{
				json: {
					error: `The mail server 127.0.0.1:${mailbox.port} refused the recipient (550)`,
					details: 'Check the address in To. The server said: 550 <gone@example.com>: no such user here',
					delivery: { key: '1:123:frt:1767348000:breach:email:gone@example.com' },
				},
			},
		]);
	});

	test.each([
		['', 'To holds no e-mail address'],
		['anita@', 'To holds no valid e-mail address: "anita@"'],
		['a@example.com, b@example.com', 'To holds no valid e-mail address: "a@example.com, b@example.com"'],
		['a@example.com\r\nBcc: b@example.com', 'To holds no valid e-mail address: "a@example.com Bcc: b@example.com"'],
	])('the address %j is refused before anything is sent', async (address, message) => {
		const { error } = await send({ input: [delivery('anita@example.com'), delivery(address)] });
		expect(error).toMatchObject({ message, context: { itemIndex: 1 } });
		expect(mailbox.messages).toEqual([]);
	});

	test.each([
		[{ hello: 'world' }, 'The input is no SLA alert: "key" is missing'],
		[{ ...sampleAlert(), conversation: { accountId: 1 } }, 'The input is no SLA alert: "conversation.id" is missing'],
		[{ ...sampleAlert(), stage: 'late' }, 'The input is no SLA alert: "stage" is not as expected'],
	])('an item that is no alert is refused by the path that is wrong', async (item, message) => {
		const { error } = await send({ input: [item], parameters: { to: 'team@example.com' } });
		expect(error).toMatchObject({ message, description: 'Connect this node after Evaluate SLA Breach or Route SLA Alert.' });
	});

	test('a mail server that is down fails every item with one clear line, and a later run delivers', async () => {
		await mailbox.goDown();
		const input = [delivery('anita@example.com'), delivery('ben@example.com')];
		const { outputs } = await send({ input, onError: 'continueErrorOutput' });
		expect(outputs[0]).toEqual([]);
		const error = `No mail server can be reached at 127.0.0.1:${mailbox.port}`;
		expect(outputs[1]).toMatchObject(input.map(({ delivery: { key } }) => ({ json: { error, delivery: { key } } })));
		await mailbox.comeUp();
		await send({ input });
		expect(mailbox.messages).toHaveLength(2);
	});

	test('a wrong password is explained and not repeated', async () => {
		const { error } = await send({ input: [delivery('anita@example.com')], credential: { password: 'wr0ng-pass' } });
		expect(error?.message).toBe(`The mail server 127.0.0.1:${mailbox.port} refused the login (535)`);
		expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('wr0ng-pass');
	});

	test('a certificate nobody vouches for is refused', async () => {
		const { error } = await send({ input: [delivery('anita@example.com')], credential: { ignoreSslIssues: false } });
		expect(error?.message).toBe(`The mail server 127.0.0.1:${mailbox.port} shows a certificate that is not trusted`);
		expect(mailbox.messages).toEqual([]);
	});

	test('TLS to a server that begins plain is explained', async () => {
		const { error } = await send({ input: [delivery('anita@example.com')], credential: { security: 'tls' } });
		expect(error).toMatchObject({
			message: `The mail server 127.0.0.1:${mailbox.port} does not speak TLS the way the SMTP credential says`,
			description: 'Choose STARTTLS; port 587 usually wants it.',
		});
	});

	test('sends over TLS, and without a login to a server that asks for none', async () => {
		const open = await Mailbox.start({ tls: true });
		const { error } = await send({
			input: [delivery('anita@example.com')],
			credential: { port: open.port, security: 'tls', user: '', password: '' },
		});
		expect(error).toBeNull();
		expect(open.messages).toHaveLength(1);
		await open.stop();
	});

	test('an incomplete credential fails the items, not the node: nothing is passed on as sent', async () => {
		const { outputs } = await send({
			input: [delivery('anita@example.com')],
			credential: { host: '' },
			onError: 'continueErrorOutput',
		});
		expect(outputs[0]).toEqual([]);
		expect(outputs[1]).toMatchObject([{ json: { error: '"host" in the SMTP credential is missing or wrong' } }]);
	});
});

describe('the SMTP credential test', () => {
	const runTest = (changes: object = {}) =>
		new SendSlaAlert().methods.credentialTest.testSmtpCredential.call(credentialTestContext(), {
			id: '1',
			name: 'SMTP',
			type: new ChatwootSlaSmtpApi().name,
			data: credential(changes),
		});

	test('signs in and sends nothing', async () => {
		expect(await runTest()).toEqual({ status: 'OK', message: 'Connection successful' });
		expect(mailbox.messages).toEqual([]);
	});

	test('says that the password is wrong', async () => {
		expect(await runTest({ password: 'wrong' })).toEqual({
			status: 'Error',
			message: `The mail server 127.0.0.1:${mailbox.port} refused the login (535). Check user and password in the SMTP credential. Some providers want an app password instead of your own.`,
		});
	});

	test('says that nothing listens there', async () => {
		await mailbox.goDown();
		expect(await runTest()).toMatchObject({ status: 'Error', message: expect.stringContaining('No mail server can be reached') as unknown });
	});
});

describe('Send SLA Alert by e-mail with a text of the user\'s own', () => {
	const notice = { content: 'text', to: 'lead@example.com', subject: 'Not delivered', text: 'One: <b>why</b>\nTwo: how' };

	test('sends it in both parts, in no thread, and needs no alert', async () => {
		const { error } = await send({ parameters: notice, input: [{ lines: ['one'] }] });
		expect(error).toBeNull();
		const [mail] = await mailbox.waitForMessages(1);
		expect(mail).toMatchObject({ to: ['lead@example.com'], subject: 'Not delivered', inReplyTo: '', references: [] });
		expect(mail?.text.trim()).toBe('One: <b>why</b>\nTwo: how');
		expect(mail?.html).toContain('One: &lt;b&gt;why&lt;/b&gt;\nTwo: how');
	});

	test('has the same id when one run sends it again, another the next day or when it says something else', async () => {
		await send({ parameters: notice, input: [{}], executionId: '1' });
		await send({ parameters: notice, input: [{}], executionId: '1' });
		await send({ parameters: { ...notice, text: 'Three' }, input: [{}], executionId: '1' });
		await send({ parameters: notice, input: [{}], executionId: '2' });
		const [first, again, ...others] = mailbox.messages.map(({ messageId }) => messageId);
		expect(again).toBe(first);
		expect(new Set([first, ...others]).size).toBe(3);
	});
});

describe('Send SLA Alert by e-mail: a digest', () => {
	const item = (email: string, text: string) => ({ ...delivery(email), text, digest: { count: 2, capPerHour: 1 } });

	test('all alerts for one address are one message; every item is passed on', async () => {
		const input = [item('anita@example.com', 'One'), item('ben@example.com', 'Two'), item('Anita@example.com', 'Three')];
		const { outputs, error } = await send({ parameters: { content: 'digest' }, input });
		expect(error).toBeNull();
		expect(mailbox.messages.map(({ to, subject }) => [to[0], subject])).toEqual([
			['anita@example.com', '2 SLA alerts'],
			['ben@example.com', 'SLA alert: conversation #123'],
		]);
		expect(mailbox.messages[0]?.text).toContain('- One');
		expect(mailbox.messages[0]?.text).toContain('because you take 1 an hour');
		const digest = { channel: 'email', to: 'anita@example.com', messageId: mailbox.messages[0]?.messageId, items: 2 };
		expect(outputs[0]).toMatchObject([
			{ json: { text: 'One', sent: digest }, pairedItem: { item: 0 } },
			{ json: { text: 'Three', sent: digest }, pairedItem: { item: 2 } },
			{ json: { text: 'Two' }, pairedItem: { item: 1 } },
		]);
	});

	test('when it fails, all its items fail, each with its key', async () => {
		mailbox.refuseRecipient('gone@example.com');
		const input = [item('gone@example.com', 'One'), item('ben@example.com', 'Two'), item('gone@example.com', 'Three')];
		const { outputs } = await send({ parameters: { content: 'digest' }, input, onError: 'continueErrorOutput' });
		expect(outputs.map((items) => items.map(({ json }) => json['text']))).toEqual([['Two'], ['One', 'Three']]);
	});
});

describe('Send SLA Alert by e-mail: what else a message carries', () => {
	const files = {
		chart: { fileName: 'chart.png', mimeType: 'image/png', bytes: Buffer.from('a picture') },
		report: { fileName: 'report.csv', mimeType: 'text/csv', bytes: Buffer.from('a;b') },
	};

	test('headers that filters sort by and that keep out-of-office programs quiet', async () => {
		await send({ input: [delivery('anita@example.com')] });
		expect(mailbox.messages[0]?.headerLines).toMatchObject({
			'list-id': 'List-ID: <1.chatwoot-sla.example.com>',
			'auto-submitted': 'Auto-Submitted: auto-generated',
			'x-auto-response-suppress': 'X-Auto-Response-Suppress: All',
		});
	});

	test.each([
		['endless', 'x'.repeat(5000)],
		['in other letters', 'ü'.repeat(2000)],
		['in pictures', '😀'.repeat(1000)],
		['made of what headers are made of', 'a, b; "c" <d@e.example>\r\nBcc: all@example.com'],
	])('no line is longer than mail servers take, or other than ASCII, where names are %s', async (_case, name) => {
		const from = { fromEmail: 'alerts@bücher.example', fromName: name };
		const options = { replyTo: 'leads@bücher.example', subjectPrefix: name };
		const item = asJson(sampleDelivery({ text: name, conversation: { contact: { id: 7, name } } }, { channel: 'email', key: name, person: { name, email: 'anita@müller.example' } }));
		const named = { chart: { ...files.chart, fileName: name } };
		await send({ credential: from, input: [item], files: named, parameters: { options: { ...options, attachments: 'chart' } } });
		await send({ credential: from, input: [item, item], parameters: { content: 'digest', options } });
		await send({ credential: from, input: [{}], parameters: { content: 'text', to: 'lead@müller.example', subject: name, text: name, options } });
		expect(mailbox.messages.map(({ to }) => to[0]?.split('@')[0])).toEqual(['anita', 'anita', 'lead']);
		for (const { rawLines, headerLines } of mailbox.messages) {
			expect(rawLines.filter((line) => line.length > 998 || !/^[\x20-\x7e\t]*$/.test(line))).toEqual([]);
			expect(headerLines).not.toHaveProperty('bcc');
		}
	});

	test('files of the item, and with HTML of the user\'s own the pictures it shows', async () => {
		const html = '<p>Week 47</p><img src="cid:chart">';
		const parameters = { content: 'text', to: 'lead@example.com', subject: 'Week 47', text: 'Week 47', options: { html, attachments: 'chart, report' } };
		const { error } = await send({ parameters, files, input: [{}] });
		expect(error).toBeNull();
		const [mail] = mailbox.messages;
		expect(mail?.html).toContain('<p>Week 47</p>');
		expect(mail?.attachments).toEqual([
			{ fileName: 'chart.png', mimeType: 'image/png', bytes: files.chart.bytes, cid: 'chart' },
			{ fileName: 'report.csv', mimeType: 'text/csv', bytes: files.report.bytes, cid: null },
		]);
	});

	test('a file that the item has not is named, and nothing is sent', async () => {
		const { error } = await send({ parameters: { options: { attachments: 'invoice' } }, files, input: [delivery('anita@example.com')] });
		expect(error).toMatchObject({ message: 'The item has no file "invoice"', context: { itemIndex: 0 } });
		expect(mailbox.messages).toEqual([]);
	});

	test('what the customer wrote, unless it is to be left out', async () => {
		const item = asJson(sampleDelivery({}, { channel: 'email', person: { name: 'Anita', email: 'anita@example.com' } }));
		await send({ input: [item] });
		await send({ input: [item], parameters: { options: { hideLastMessage: true } } });
		expect(mailbox.messages.map(({ text }) => text.includes('Where is my order?'))).toEqual([true, false]);
	});
});
