import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ChatwootSlaApi } from '../../credentials/ChatwootSlaApi.credentials';
import { EvaluateSlaBreach } from '../../nodes/EvaluateSlaBreach/EvaluateSlaBreach.node';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { webhookConversation } from '../../sandbox/chatwoot/payloads';
import { registerCredentialType, runNode } from './engine';

registerCredentialType(new ChatwootSlaApi());

let chatwoot: ChatwootSimulator;
let inbox: ReturnType<ChatwootSimulator['addInbox']>;
beforeEach(async () => {
	chatwoot = await ChatwootSimulator.start();
	inbox = chatwoot.addInbox({ name: 'Website' });
});
afterEach(() => chatwoot.stop());

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const write = (minutes: number, name = 'Jane Doe') =>
	chatwoot.customerWrites({ inbox, contact: { name }, text: 'Hello?', at: minutesAgo(minutes) });
const eventOf = (id: number, more: IDataObject = {}): IDataObject => ({ event: 'conversation_updated', id, account: { id: 1 }, ...more });

async function evaluate(input: IDataObject[], parameters: INodeParameters = {}, run: { onError?: 'continueErrorOutput'; publicUrl?: string; accountId?: number | string } = {}) {
	return await runNode(new EvaluateSlaBreach(), {
		parameters,
		input,
		credentials: {
			chatwootSlaApi: { baseUrl: `${chatwoot.url}/`, accountId: run.accountId ?? 1, accessToken: chatwoot.token, publicUrl: run.publicUrl ?? '' },
		},
		...(run.onError === undefined ? {} : { onError: run.onError }),
	});
}

test('a missed and a threatened promise become alerts, the others are on track', async () => {
	chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300, resolution: 86_400 });
	const late = write(7, 'Late');
	const soon = write(4.5, 'Soon');
	const calm = write(1, 'Calm');

	const { outputs } = await evaluate([eventOf(late.id), eventOf(soon.id), eventOf(calm.id)]);
	expect(outputs[0]).toMatchObject([
		{
			json: {
				key: `1:${late.id}:frt:${Math.floor(late.createdAt.getTime() / 1000)}:breach`,
				text: expect.stringMatching(/^Conversation #1 \(Late, inbox Website\) missed its first response time of 5 min by 2 min/),
				url: `${chatwoot.url}/app/accounts/1/conversations/1`,
			},
			pairedItem: { item: 0 },
		},
		{ json: { stage: 'warning', text: expect.stringContaining('(Soon, inbox Website) is about to miss') }, pairedItem: { item: 1 } },
	]);
	expect(outputs[1]).toMatchObject([
		{ json: { id: calm.id, sla: [{ metric: 'frt', state: 'onTrack' }, { metric: 'rt', state: 'onTrack' }] }, pairedItem: { item: 2 } },
	]);
});

test('a reply that came since the event: no alert, unless the item is to be judged as it is', async () => {
	chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
	const conversation = write(7);
	const event = webhookOf(conversation);
	chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Hi' });

	expect((await evaluate([event])).outputs[0]).toHaveLength(0);
	expect((await evaluate([event], { fetchMode: 'ifNeeded' })).outputs[0]).toHaveLength(1);
	expect((await evaluate([event], { fetchMode: 'never' })).outputs[0]).toHaveLength(1);
});

test('an event without SLA data is completed from Chatwoot where it is needed', async () => {
	chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
	const { id } = write(7);
	expect((await evaluate([eventOf(id)], { fetchMode: 'ifNeeded' })).outputs[0]).toHaveLength(1);
	expect((await evaluate([eventOf(id)], { fetchMode: 'never' })).outputs[0]).toHaveLength(0);
});

test("without Chatwoot's SLAs the node's thresholds hold", async () => {
	const { id } = write(7);
	const thresholds = { frt: 300, unassigned: 60 };
	const { outputs } = await evaluate([eventOf(id)], { thresholds });
	expect(outputs[0]?.map(({ json }) => [json['metric'], json['stage'], json['thresholdSeconds']])).toEqual([
		['frt', 'breach', 300],
		['unassigned', 'breach', 60],
	]);
	const warned = await evaluate([eventOf(id)], { thresholds: { frt: 600 }, options: { warningPercent: 50 } });
	expect(warned.outputs[0]).toMatchObject([{ json: { stage: 'warning' } }]);
});

test('links lead agents to the address they open in the browser', async () => {
	const { id } = write(7);
	const { outputs } = await evaluate([eventOf(id)], { thresholds: { frt: 300 } }, { publicUrl: 'https://chat.example.com/' });
	expect(outputs[0]?.[0]?.json['url']).toBe(`https://chat.example.com/app/accounts/1/conversations/${id}`);
});

test('while Chatwoot fails, an event with SLA data is judged as it is; one without is an error', async () => {
	chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
	const conversation = write(7);
	const event = webhookOf(conversation);
	chatwoot.answerNextWith(503);
	expect((await evaluate([event])).outputs[0]).toHaveLength(1);
	chatwoot.answerNextWith(503);
	expect((await evaluate([eventOf(conversation.id)])).error?.message).toMatch(/503/);
});

test('events about no conversation pass by', async () => {
	const { outputs } = await evaluate([{ event: 'contact_created', id: 5, account: { id: 1 } }]);
	expect(outputs).toMatchObject([[], [{ json: { event: 'contact_created', sla: [] } }]]);
});

describe('what is wrong is said in one line with the item', () => {
	test.each<[string, IDataObject, INodeParameters, RegExp]>([
		['no event', { hello: 'world' }, {}, /^This is not a Chatwoot conversation: id: is missing$/],
		['a conversation that is gone', eventOf(99), {}, /conversation 99/i],
		['another account', { ...eventOf(1), account: { id: 2 } }, {}, /belongs to account 2, the credential to account 1/],
		['a threshold of nothing', eventOf(1), { thresholds: { frt: 0 } }, /first response time must be a number of seconds above 0/],
	])('%s', async (_case, item, parameters, message) => {
		write(7);
		const { error } = await evaluate([eventOf(1), item], parameters);
		expect(error?.message).toMatch(message);
		expect(error?.message).not.toContain('\n');
	});

	test('and with an error output a wrong credential is the failure of every item: none passes as an alert', async () => {
		const { outputs } = await evaluate([eventOf(1), eventOf(2)], {}, { onError: 'continueErrorOutput', accountId: 'one' });
		expect(outputs.map((items) => items.length)).toEqual([0, 0, 2]);
	});

	test('and with an error output the other items go on', async () => {
		const { id } = write(7);
		const { outputs } = await evaluate([{ hello: 'world' }, eventOf(id)], { thresholds: { frt: 300 } }, { onError: 'continueErrorOutput' });
		expect(outputs.map((items) => items.length)).toEqual([1, 0, 1]);
		expect(outputs[2]).toMatchObject([{ json: { hello: 'world', error: 'This is not a Chatwoot conversation: id: is missing' } }]);
	});
});

/** The event as Chatwoot would send it now, whole. */
function webhookOf(conversation: ReturnType<typeof write>): IDataObject {
	return { ...webhookConversation(chatwoot.account, conversation), event: 'conversation_updated' } as IDataObject;
}
