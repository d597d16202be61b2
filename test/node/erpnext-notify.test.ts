import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ChatwootSlaErpNextApi } from '../../credentials/ChatwootSlaErpNextApi.credentials';
import { ErpNextNotify } from '../../nodes/ErpNextNotify/ErpNextNotify.node';
import { ErpNextSimulator } from '../../sandbox/erpnext/erpnext-simulator';
import { registerCredentialType, runNode } from './engine';

registerCredentialType(new ChatwootSlaErpNextApi());

let erpnext: ErpNextSimulator;

beforeEach(async () => {
	erpnext = await ErpNextSimulator.start({ timeZone: 'Asia/Kolkata' });
	erpnext.addUser('anita@example.com');
	erpnext.addUser('bram@example.com');
	erpnext.save('Contact', { first_name: 'Jane', last_name: 'Doe' });
});
afterEach(async () => {
	await erpnext.stop();
});

async function run(parameters: INodeParameters, input: IDataObject = {}) {
	const { outputs, error } = await runNode(new ErpNextNotify(), {
		parameters,
		input: [input],
		credentials: { chatwootSlaErpNextApi: { baseUrl: erpnext.url, apiKey: erpnext.apiKey, apiSecret: erpnext.apiSecret } },
		onError: 'continueErrorOutput',
	});
	if (error !== null) throw error;
	const [done, failed] = outputs;
	return done?.[0]?.json['erpNext'] ?? failed?.[0]?.json;
}

describe('a to-do', () => {
	const keep = (userEmail: string, more: INodeParameters = {}) =>
		run({ resource: 'toDo', operation: 'keep', key: 'chatwoot:1:12', text: 'Answer <Jane>', userEmail, referenceName: 'Jane Doe', referenceDoctype: 'Contact', ...more });
	const open = () => erpnext.site.all('ToDo').filter(({ status }) => status === 'Open').map(({ allocated_to: user }) => user);

	test('is made once for a user, goes to the next one, and is closed when nobody has it', async () => {
		expect(await keep('anita@example.com')).toMatchObject({ created: true, closed: 0, reason: null });
		expect(await keep('Anita@example.com')).toMatchObject({ created: false, closed: 0 });
		expect(open()).toEqual(['anita@example.com']);
		expect(erpnext.site.all('ToDo')[0]).toMatchObject({ description: 'Answer &lt;Jane&gt;<br>[chatwoot:1:12]', reference_type: 'Contact', reference_name: 'Jane Doe' });

		expect(await keep('bram@example.com')).toMatchObject({ created: true, closed: 1 });
		expect(open()).toEqual(['bram@example.com']);
		expect(await keep('')).toEqual({ toDo: null, created: false, closed: 1, reason: null });
		expect(open()).toEqual([]);
	});

	test('is made once by many executions at once', async () => {
		await Promise.all(Array.from({ length: 5 }, () => keep('anita@example.com')));
		expect(open()).toEqual(['anita@example.com']);
	});

	test('with another key, also one that looks alike in a search, is another', async () => {
		await keep('anita@example.com');
		await keep('anita@example.com', { key: 'chatwoot:1:1_' });
		expect(open()).toHaveLength(2);
		await keep('', { key: 'chatwoot:1:1_' });
		expect(open()).toHaveLength(1);
	});

	test('for somebody whom ERPNext does not know is not made, with the reason', async () => {
		expect(await keep('nobody@example.com')).toMatchObject({ toDo: null, created: false, reason: 'ERPNext has no user with this e-mail, or no such document' });
	});

	test('belongs to no document where none is named', async () => {
		expect(await keep('anita@example.com', { referenceName: '' })).toMatchObject({ created: true });
	});
});

describe('a message', () => {
	const event = {
		id: 77,
		account: { id: 1 },
		content: 'Where is <it>?\nPlease',
		message_type: 'incoming',
		created_at: '2026-11-21T20:00:00.000Z',
		sender: { name: 'Jane Doe', email: 'jane@example.com' },
		attachments: [{ data_url: 'https://chat.example.com/a.jpg?x=1&y=2' }, { data_url: 'javascript:alert(1)' }],
		sync: { recordId: 'Jane Doe' },
	};
	const log = (input: IDataObject = event, more: INodeParameters = {}) => run({ resource: 'communication', operation: 'log', ...more }, input);

	test('event is logged once, as it was meant, at the time of the site', async () => {
		expect(await log()).toMatchObject({ created: true });
		expect(await log()).toMatchObject({ created: false });
		expect(erpnext.site.all('Communication')).toMatchObject([
			{
				subject: 'Where is <it>?',
				content: '<p>Where is &lt;it&gt;?<br>Please</p><p><a href="https://chat.example.com/a.jpg?x=1&amp;y=2">https://chat.example.com/a.jpg?x=1&amp;y=2</a></p>',
				sent_or_received: 'Received',
				communication_date: '2026-11-22 01:30:00',
				sender: 'jane@example.com',
				sender_full_name: 'Jane Doe',
				reference_name: 'Jane Doe',
				timeline_links: [{ link_doctype: 'Contact', link_name: 'Jane Doe' }],
			},
		]);
	});

	test('with nothing but a file has a subject, and one of somebody without an e-mail address an author', async () => {
		const { attachments } = event;
		await log({ ...event, content: null, message_type: 'outgoing', sender: { name: 'Bot' }, attachments });
		expect(erpnext.site.all('Communication')).toMatchObject([{ subject: 'Files sent in Chatwoot', sent_or_received: 'Sent', sender_full_name: 'Bot' }]);
		expect(erpnext.site.all('Communication')[0]?.['sender']).toBeUndefined();
	});

	test.each<[string, IDataObject, string]>([
		['without a document', { ...event, sync: { recordId: null } }, 'Document is empty'],
		['of a document that is gone', { ...event, sync: { recordId: 'Nobody' } }, 'ERPNext did not accept Communication (LinkValidationError)'],
	])('%s fails, and says so', async (_what, input, error) => {
		expect(await log(input)).toMatchObject({ error });
		expect(erpnext.site.all('Communication')).toEqual([]);
	});
});
