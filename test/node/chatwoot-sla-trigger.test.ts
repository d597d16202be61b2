import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { IDataObject, IHookFunctions, INodeParameters } from 'n8n-workflow';
import { Expression } from 'n8n-workflow';
import { normaliseBaseUrl } from '../../core/http/base-url';
import { ChatwootSlaApi } from '../../credentials/ChatwootSlaApi.credentials';
import { ChatwootSlaTrigger } from '../../nodes/ChatwootSlaTrigger/ChatwootSlaTrigger.node';
import { ChatwootSimulator, type ChatwootSimulatorOptions } from '../../sandbox/chatwoot/chatwoot-simulator';
import type { Delivery } from '../../sandbox/chatwoot/deliveries';
import type { Agent, Conversation } from '../../sandbox/chatwoot/model';
import { signatureHeaders } from '../../sandbox/chatwoot/signing';
import type { FollowingNode } from './chatwoot-sla-trigger.harness';
import { WebhookHost } from './chatwoot-sla-trigger.harness';
import { registerCredentialType } from './engine';

const trigger = new ChatwootSlaTrigger();
const { checkExists, create, delete: remove } = trigger.webhookMethods.default;
registerCredentialType(new ChatwootSlaApi());

let chatwoot: ChatwootSimulator;
let n8n: WebhookHost;
/** What n8n keeps for the workflow between calls. */
let staticData: IDataObject;
let parameters: INodeParameters;
let leadsTo: FollowingNode[];
let accessToken: string;

beforeEach(async () => {
	chatwoot = await ChatwootSimulator.start();
	n8n = await WebhookHost.start(trigger, () => ({
		parameters,
		staticData,
		leadsTo,
		credentials: { chatwootSlaApi: { baseUrl: `${chatwoot.url}/`, accountId: 1, accessToken } },
	}));
	staticData = {};
	parameters = {};
	leadsTo = [];
	accessToken = chatwoot.token;
});
afterEach(async () => {
	await chatwoot.stop();
	await n8n.stop();
});

/** What n8n does when a workflow is published. */
async function activate(context = () => n8n.hooks()): Promise<void> {
	if (!(await checkExists.call(context()))) await create.call(context());
}

function testListen(): IHookFunctions {
	return n8n.hooks({ test: true });
}

/** Another Chatwoot server in place of the first. */
async function replaceChatwoot(options: ChatwootSimulatorOptions = {}): Promise<void> {
	await chatwoot.stop();
	chatwoot = await ChatwootSimulator.start(options);
}

async function customerWrites(): Promise<{ conversation: Conversation; agent: Agent }> {
	const inbox = chatwoot.addInbox({ name: 'Website' });
	const agent = chatwoot.addAgent({ name: 'Anita', email: 'anita@example.com' });
	const conversation = chatwoot.customerWrites({ inbox, contact: { name: 'Jane Doe' }, text: 'Is anybody there?' });
	await chatwoot.settle();
	return { conversation, agent };
}

function firstDelivery(): Delivery {
	const [delivery] = chatwoot.deliveries;
	if (delivery === undefined) throw new Error('Chatwoot has sent nothing');
	return delivery;
}

/** What the trigger answered to each event: its reason, or else its status. */
function answersByEvent(): Array<[event: string, answer: string | undefined]> {
	return chatwoot.deliveries.map(({ event, answer }) => {
		const { reason, status } = JSON.parse(answer) as { reason?: string; status?: string };
		return [event, reason ?? status];
	});
}

const EVENT = { event: 'conversation_updated', id: 1, account: { id: 1 } };

function signatureFor(payload: object, secret: string, at = Math.floor(Date.now() / 1000)): Record<string, string> {
	return signatureHeaders(JSON.stringify(payload), secret, new Date(at * 1000));
}

describe('activation', () => {
	test('registers the chosen events under the production URL', async () => {
		parameters = { events: ['message_created', 'conversation_updated'] };
		await activate();
		expect(chatwoot.webhooks).toMatchObject([
			{
				url: n8n.webhookUrl(),
				name: 'n8n: Workflow under test',
				subscriptions: ['message_created', 'conversation_updated'],
			},
		]);
	});

	test('subscribes to what SLA alerts need when nothing was chosen', async () => {
		await activate();
		expect(chatwoot.webhooks[0]?.subscriptions).toEqual([
			'conversation_created',
			'conversation_updated',
			'conversation_status_changed',
			'message_created',
		]);
	});

	test('again keeps the one webhook', async () => {
		await activate();
		const [first] = chatwoot.webhooks;
		expect(await checkExists.call(n8n.hooks())).toBe(true);
		await create.call(n8n.hooks());
		expect(chatwoot.webhooks).toEqual([first]);
	});

	test('with other events changes the webhook it has', async () => {
		await activate();
		const id = chatwoot.webhooks[0]?.id;
		parameters = { events: ['message_updated'] };
		await activate();
		expect(chatwoot.webhooks).toMatchObject([{ id, subscriptions: ['message_updated'] }]);
	});

	test('without events says so', async () => {
		parameters = { events: [] };
		await expect(activate()).rejects.toMatchObject({ message: 'No events are chosen' });
		expect(chatwoot.webhooks).toEqual([]);
	});

	test('with an agent\'s token says that an administrator is needed', async () => {
		accessToken = chatwoot.agentToken;
		await expect(activate()).rejects.toMatchObject({
			message: 'Chatwoot refused access to webhooks (401)',
			description: expect.stringContaining('administrator') as string,
		});
	});

	test('says where nobody answers', async () => {
		const context = n8n.hooks();
		await chatwoot.stop();
		await expect(checkExists.call(context)).rejects.toMatchObject({
			message: expect.stringMatching(/^Chatwoot at http:.* refused the connection$/) as string,
			description: expect.stringContaining('Nothing listens there') as string,
		});
		chatwoot = await ChatwootSimulator.start();
	});

	test('refuses a server that signs nothing, and leaves nothing behind', async () => {
		await replaceChatwoot({ signs: false });
		await expect(activate()).rejects.toMatchObject({ description: expect.stringContaining('Verify Signature') as string });
		expect(chatwoot.webhooks).toEqual([]);
	});

	test('takes a server that signs nothing once verification is off', async () => {
		await replaceChatwoot({ signs: false });
		parameters = { options: { verifySignature: false } };
		await activate();
		expect(chatwoot.webhooks).toHaveLength(1);
	});
});

describe('deactivation', () => {
	test('removes the webhook, and what was kept of it', async () => {
		await activate();
		await remove.call(n8n.hooks());
		expect(chatwoot.webhooks).toEqual([]);
		expect(staticData['node:Node under test']).toEqual({});
	});

	test('is fine when the webhook is gone', async () => {
		await activate();
		chatwoot.removeWebhook(chatwoot.webhooks[0]?.id ?? 0);
		expect(await remove.call(n8n.hooks())).toBe(true);
	});

	test('removes the webhook though the static data was wiped', async () => {
		await activate();
		staticData = {};
		await remove.call(n8n.hooks());
		expect(chatwoot.webhooks).toEqual([]);
	});

	test('leaves the webhooks of others alone, also one that has the id kept from another account', async () => {
		await activate();
		const [mine] = chatwoot.webhooks;
		await replaceChatwoot();
		const others = chatwoot.addWebhook({ name: 'CRM', url: 'https://crm.example.com/hook', subscriptions: ['contact_created'] });
		expect(others?.id).toBe(mine?.id);
		await remove.call(n8n.hooks());
		expect(chatwoot.webhooks).toEqual([others]);
	});
});

describe('a test listen', () => {
	test('has a webhook of its own and never touches the production one', async () => {
		await activate();
		const [production] = chatwoot.webhooks;
		const kept = JSON.stringify(staticData);

		expect(await checkExists.call(testListen())).toBe(false);
		await create.call(testListen());
		expect(chatwoot.webhooks.map(({ url }) => url)).toEqual([n8n.webhookUrl(), n8n.webhookUrl({ test: true })]);

		await remove.call(testListen());
		expect(chatwoot.webhooks).toEqual([production]);
		expect(JSON.stringify(staticData)).toBe(kept);
	});
});

describe('a request', () => {
	test('signed by Chatwoot starts an execution with the payload as it was sent', async () => {
		await activate();
		await customerWrites();
		const [created] = chatwoot.deliveries;

		expect(chatwoot.deliveries.map(({ event }) => event)).toEqual(['conversation_created', 'message_created']);
		expect(created).toMatchObject({ status: 200, answer: '{"status":"accepted"}' });
		expect(n8n.executions).toHaveLength(2);
		expect(n8n.executions[0]).toEqual([[{ json: JSON.parse(created?.body ?? '') as unknown }]]);
		expect(n8n.executions[1]).toMatchObject([[{ json: { event: 'message_created', inbox: { name: 'Website' } } }]]);
	});

	test('behaves the same while the editor listens', async () => {
		await create.call(testListen());
		await customerWrites();
		expect(chatwoot.deliveries.map(({ status }) => status)).toEqual([200, 200]);
		expect(n8n.executions).toHaveLength(2);
	});

	test('with a forged signature is answered 401 and starts nothing', async () => {
		await activate();
		await customerWrites();
		n8n.executions.length = 0;
		const forged = await chatwoot.redeliver(firstDelivery(), { tamperSignature: true });
		expect(forged).toMatchObject({ status: 401, answer: '{"status":"refused","reason":"signature wrong"}' });
		expect(n8n.executions).toEqual([]);
	});

	test('without a signature is answered 401, and costs Chatwoot nothing', async () => {
		chatwoot.requests.length = 0;
		expect(await n8n.post(EVENT)).toEqual({
			status: 401,
			body: { status: 'refused', reason: 'signature missing' },
		});
		expect(n8n.executions).toEqual([]);
		expect(chatwoot.requests).toEqual([]);
	});

	test('signed long ago is answered 401', async () => {
		await activate();
		const secret = chatwoot.webhooks[0]?.secret ?? '';
		const at = Math.floor(Date.now() / 1000) - 400;
		expect(await n8n.post(EVENT, { headers: signatureFor(EVENT, secret, at) })).toMatchObject({
			status: 401,
			body: { reason: 'timestamp outside the time window' },
		});
		parameters = { options: { timeWindowSeconds: 600 } };
		expect(await n8n.post(EVENT, { headers: signatureFor(EVENT, secret, at) })).toMatchObject({ status: 200 });
	});

	test('is verified with the secret typed by hand', async () => {
		parameters = { options: { webhookSecret: 'typed' } };
		expect((await n8n.post(EVENT, { headers: signatureFor(EVENT, 'typed') })).status).toBe(200);
		expect((await n8n.post(EVENT, { headers: signatureFor(EVENT, 'other') })).status).toBe(401);
		expect(chatwoot.requests).toEqual([]);
	});

	test('is still verified after the static data was wiped, and the secret is kept again', async () => {
		await activate();
		const kept = JSON.stringify(staticData);
		staticData = {};
		await customerWrites();
		expect(chatwoot.deliveries.map(({ status }) => status)).toEqual([200, 200]);
		expect(JSON.stringify(staticData)).toBe(kept);

		staticData = {};
		const forged = await chatwoot.redeliver(firstDelivery(), { tamperSignature: true });
		expect(forged.status).toBe(401);
	});

	test('is refused when no secret can be found', async () => {
		expect(await n8n.post(EVENT, { headers: signatureFor(EVENT, '') })).toMatchObject({ status: 401, body: { reason: 'secret unknown' } });
		await replaceChatwoot();
		chatwoot.answerNextWith(500);
		expect(await n8n.post(EVENT, { headers: signatureFor(EVENT, 'guess') })).toMatchObject({ status: 401, body: { reason: 'secret unknown' } });
		expect(n8n.executions).toEqual([]);
	});

	test('that is no event of Chatwoot is answered 400 with the reason', async () => {
		parameters = { options: { verifySignature: false } };
		const answer = await n8n.post({ hello: 'world' });
		expect(answer).toMatchObject({ status: 400, body: { status: 'refused', reason: expect.stringContaining('event') as string } });
		expect(n8n.executions).toEqual([]);
	});

	describe('that the filters exclude is answered 200 and starts nothing:', () => {
		test.each<[string, IDataObject]>([
			['inbox', { inboxes: [99] }],
			['inbox', { inboxes: '98, 99' }],
			['status', { statuses: ['resolved'] }],
			['label', { labels: ['vip'] }],
		])('%s', async (reason, filters) => {
			await activate();
			chatwoot.requests.length = 0;
			parameters = { filters: filters as INodeParameters };
			await customerWrites();
			expect(chatwoot.deliveries.map(({ answer }) => answer)).toEqual(Array(2).fill(`{"status":"ignored","reason":"${reason}"}`));
			expect(n8n.executions).toEqual([]);
			expect(chatwoot.requests).toEqual([]);
		});

		test('private notes and replies to the customer', async () => {
			parameters = {
				events: ['message_created'],
				filters: { ignorePrivateNotes: true, ignoreOutgoingMessages: true },
			};
			await activate();
			const { conversation, agent } = await customerWrites();
			chatwoot.privateNote(conversation, { agent, text: 'Who takes this?' });
			chatwoot.agentReplies(conversation, { agent, text: 'Hello Jane' });
			await chatwoot.settle();
			expect(chatwoot.deliveries.map(({ answer }) => JSON.parse(answer) as unknown)).toEqual([
				{ status: 'accepted' },
				{ status: 'ignored', reason: 'private note' },
				{ status: 'ignored', reason: 'outgoing message' },
			]);
			expect(n8n.executions).toHaveLength(1);
		});

		test('ignoring replies keeps private notes', async () => {
			parameters = { events: ['message_created'], filters: { ignoreOutgoingMessages: true } };
			await activate();
			const { conversation, agent } = await customerWrites();
			chatwoot.privateNote(conversation, { agent, text: 'Who takes this?' });
			await chatwoot.settle();
			expect(n8n.executions).toHaveLength(2);
		});

		test('of messages all but those of customers, also what Chatwoot itself notes', async () => {
			parameters = { events: ['message_created', 'contact_created'], filters: { onlyIncomingMessages: true } };
			await activate();
			const { conversation, agent } = await customerWrites();
			chatwoot.agentReplies(conversation, { agent, text: 'Hello Jane' });
			chatwoot.botSends(conversation, { text: 'We are open from 9 to 5.' });
			await chatwoot.settle();
			expect(answersByEvent()).toEqual([
				['contact_created', 'accepted'],
				['message_created', 'accepted'],
				['message_created', 'not incoming'],
				['message_created', 'not incoming'],
			]);
		});

		test('messages of bots, and not those of people', async () => {
			parameters = { events: ['message_created'], filters: { ignoreBotMessages: true } };
			await activate();
			const { conversation, agent } = await customerWrites();
			chatwoot.botSends(conversation, { text: 'We are open from 9 to 5.' });
			chatwoot.agentReplies(conversation, { agent, text: 'Hello Jane' });
			await chatwoot.settle();
			expect(answersByEvent().map(([, answer]) => answer)).toEqual(['accepted', 'bot message', 'accepted']);
		});

		test('an event that was not chosen', async () => {
			await activate();
			parameters = { events: ['message_updated'] };
			await customerWrites();
			expect(chatwoot.deliveries[0]?.answer).toBe('{"status":"ignored","reason":"event"}');
		});
	});

	test('of a contact starts an execution with the contact as it was sent, and with what changed', async () => {
		parameters = { events: ['contact_created', 'contact_updated'] };
		await activate();
		const contact = chatwoot.addContact({ name: 'Jane Doe', phone: '+31612345678' });
		chatwoot.changeContact(contact, { email: 'jane@example.com' });
		await chatwoot.settle();
		const [created, updated] = n8n.executions.map((execution) => execution[0]?.[0]?.json);
		expect(created).toMatchObject({ event: 'contact_created', id: contact.id, name: 'Jane Doe', phone_number: '+31612345678', email: null });
		expect(updated).toMatchObject({ event: 'contact_updated', id: contact.id, email: 'jane@example.com' });
		expect(updated?.['changed_attributes']).toContainEqual({ email: { previous_value: null, current_value: 'jane@example.com' } });
	});

	test('of a contact matches no filter for conversations', async () => {
		parameters = { events: ['contact_created'], filters: { statuses: ['open'] } };
		await activate();
		chatwoot.addContact({ name: 'Jane Doe' });
		await chatwoot.settle();
		expect(answersByEvent()).toEqual([['contact_created', 'status']]);
	});

	test('that the filters let through starts an execution', async () => {
		await activate();
		const inbox = chatwoot.addInbox({ name: 'Website' });
		parameters = { filters: { inboxes: [inbox.id], statuses: ['open'] } };
		chatwoot.customerWrites({ inbox, contact: { name: 'Jane Doe' }, text: 'Hello?' });
		await chatwoot.settle();
		expect(n8n.executions).toHaveLength(2);
	});

	const PLAN = path.resolve(__dirname, '../../../shared/fixtures/plan');
	(existsSync(PLAN) ? describe : describe.skip)('of the plan, with verification off, starts an execution', () => {
		test.each(['minimal-manual-test.json', 'webhook-conversation_updated.json'])('%s', async (file) => {
			const payload = JSON.parse(readFileSync(path.join(PLAN, file), 'utf8')) as IDataObject;
			parameters = { options: { verifySignature: false } };
			expect(await n8n.post(payload)).toEqual({ status: 200, body: { status: 'accepted' } });
			expect(n8n.executions).toEqual([[[{ json: payload }]]]);
		});
	});
});

describe('runs started only for what is at risk, breached or recovered', () => {
	const evaluateNode = (nodeParameters: INodeParameters, more: Partial<FollowingNode> = {}): FollowingNode => ({
		name: 'Evaluate',
		type: 'n8n-nodes-chatwoot-sla.evaluateSlaBreach',
		parameters: nodeParameters,
		...more,
	});
	const setHere: INodeParameters = { startRunsFor: 'slaOnly', policyFrom: 'here', thresholds: { frt: '10m' } };
	const answers = () => chatwoot.deliveries.map(({ event, answer }) => [event, (JSON.parse(answer) as IDataObject)['reason'] ?? 'accepted']);

	/** A customer has waited so many minutes for a first reply when somebody writes a private note. */
	async function noteAfter(minutes: number): Promise<Conversation> {
		const inbox = chatwoot.addInbox({ name: 'Website' });
		const at = new Date(Date.now() - minutes * 60_000);
		const conversation = chatwoot.customerWrites({ inbox, contact: { name: 'Jane Doe' }, text: 'Hello?', at });
		await chatwoot.settle();
		n8n.executions.length = 0;
		chatwoot.privateNote(conversation, { agent: chatwoot.administrator, text: 'Who takes this?' });
		await chatwoot.settle();
		return conversation;
	}

	test.each([
		[2, 'on track', 0],
		[9, 'accepted', 1],
		[11, 'accepted', 1],
		[8 * 24 * 60, 'on track', 0],
	])('after %d minutes of 10: %s', async (minutes, answer, executions) => {
		parameters = setHere;
		await activate();
		await noteAfter(minutes);
		expect(answers().at(-1)).toEqual(['message_created', answer]);
		expect(n8n.executions).toHaveLength(executions);
	});

	test.each([
		['late', 11, 'accepted'],
		['in time', 2, 'on track'],
	])('a reply %s: what was told is taken back, where something was told', async (_case, minutes, answer) => {
		parameters = setHere;
		await activate();
		const conversation = await noteAfter(minutes);
		chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Hello Jane' });
		await chatwoot.settle();
		expect(answers().filter(([event]) => event === 'conversation_updated')).toEqual([['conversation_updated', answer]]);
	});

	test('what is on track costs Chatwoot no request', async () => {
		parameters = { ...setHere, warnings: '81%' };
		await activate();
		chatwoot.requests.length = 0;
		await noteAfter(2);
		expect(chatwoot.deliveries).toHaveLength(3);
		expect(chatwoot.requests).toEqual([]);
	});

	test("the working hours of inboxes are asked for once, not at every event", async () => {
		parameters = { ...setHere, warnings: '82%', businessHours: 'inbox' };
		await activate();
		await noteAfter(2);
		expect(chatwoot.requests.filter(({ path: asked }) => asked.endsWith('/inboxes'))).toHaveLength(1);
	});

	describe('by the policy of the Evaluate SLA Breach node behind', () => {
		beforeEach(() => {
			parameters = { startRunsFor: 'slaOnly' };
		});

		test.each<[string, INodeParameters, number]>([
			['with thresholds', { thresholds: { frt: '10m' } }, 1],
			['with other thresholds', { thresholds: { frt: '2h' } }, 0],
			['with policies as text', { policiesFrom: 'text', policiesText: '- frt: 10m' }, 1],
			['with a later warning', { thresholds: { frt: '12m' }, warnings: '95%' }, 0],
			['that leaves nothing to tell of', {}, 0],
		])('%s', async (_case, policy, executions) => {
			leadsTo = [{ name: 'If', type: 'n8n-nodes-base.if' }, evaluateNode(policy)];
			await activate();
			await noteAfter(11);
			expect(n8n.executions).toHaveLength(executions);
		});

		test('the nearest one that is switched on counts', async () => {
			leadsTo = [
				evaluateNode({ thresholds: { frt: '2h' } }, { name: 'Off', disabled: true }),
				evaluateNode({ thresholds: { frt: '10m' } }, { name: 'Near' }),
				evaluateNode({ thresholds: { frt: '3h' } }, { name: 'Far' }),
			];
			await activate();
			await noteAfter(11);
			expect(n8n.executions).toHaveLength(1);
		});

		test('none: the activation says so', async () => {
			leadsTo = [evaluateNode({}, { disabled: true })];
			await expect(activate()).rejects.toMatchObject({
				message: 'This trigger leads to no Evaluate SLA Breach node, whose policy it is to use',
				description: expect.stringContaining('Set Here') as string,
			});
			expect(chatwoot.webhooks).toEqual([]);
		});

		test.each<[string, INodeParameters]>([
			['Thresholds', { thresholds: { frt: '={{ $json.threshold }}' } }],
			['Warnings', { warnings: '={{ $json.warnings }}' }],
			['Time Zone', { businessHours: 'custom', timeZone: '={{ $json.zone }}' }],
		])('an expression in %s, which no trigger can resolve: the activation says so', async (field, policy) => {
			leadsTo = [evaluateNode(policy)];
			await expect(activate()).rejects.toMatchObject({
				message: `The node "Evaluate" has an expression in ${field}, which only that node can resolve`,
			});
		});
	});

	test.each<[string, INodeParameters, string]>([
		['an unusable threshold', { thresholds: { frt: '5 parsecs' } }, 'First Response Time: "5 parsecs" is no duration'],
		['an unknown time zone', { businessHours: 'custom', timeZone: 'Mars' }, 'Time Zone: "Mars" is not a known time zone'],
	])('%s: the activation says so', async (_case, policy, message) => {
		parameters = { ...setHere, ...policy };
		await expect(activate()).rejects.toMatchObject({ message });
		await expect(create.call(n8n.hooks())).rejects.toMatchObject({ message });
		expect(chatwoot.webhooks).toEqual([]);
	});

	describe('what it cannot judge starts a run, so that no event is lost:', () => {
		test('the policy is no longer usable', async () => {
			parameters = setHere;
			await activate();
			parameters = { ...setHere, thresholds: { frt: '5 parsecs' } };
			await noteAfter(2);
			expect(answers().map(([, answer]) => answer)).toEqual(['accepted', 'accepted', 'accepted']);
		});

		test('Chatwoot does not tell the working hours just now', async () => {
			parameters = setHere;
			await activate();
			parameters = { ...setHere, businessHours: 'inbox' };
			chatwoot.answerNextWith(503);
			await noteAfter(2);
			expect(answers()).toContainEqual(['conversation_created', 'accepted']);
			expect(answers().at(-1)).toEqual(['message_created', 'on track']);
		});
	});

	test('the policy is not looked at where every event starts a run', async () => {
		parameters = { startRunsFor: 'everyEvent' };
		await activate();
		await noteAfter(2);
		expect(n8n.executions).toHaveLength(1);
	});
});

describe('the credential test reaches', () => {
	test.each([
		['https://chat.example.com', 'https://chat.example.com'],
		[' https://chat.example.com/ ', 'https://chat.example.com'],
		['chat.example.com', 'https://chat.example.com'],
		['http://chatwoot:3000//', 'http://chatwoot:3000'],
		['https://example.com/chat/app/accounts/1/dashboard', 'https://example.com/chat'],
		['https://app.example.com/api/v1', 'https://app.example.com'],
	])('%s at %s', (baseUrl, address) => {
		const { baseURL = '' } = new ChatwootSlaApi().test.request;
		const resolved = Expression.resolveWithoutWorkflow(baseURL.replace(/^=/, ''), { $credentials: { baseUrl } });
		expect(resolved).toBe(address);
		expect(resolved).toBe(normaliseBaseUrl(baseUrl, ['/app', '/api']));
	});
});
