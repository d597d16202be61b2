import { createChatwootClient } from '../../core/chatwoot/client';
import { parseConversation } from '../../core/chatwoot/parse';
import { takingCharge } from '../../core/chatwoot/taking-charge';
import { TAKING_CHARGE } from '../../core/sla/acknowledgement';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import type { Agent, Conversation } from '../../sandbox/chatwoot/model';
import { fetchTransport } from './chatwoot-client.harness';

const START = Date.parse('2026-02-04T09:00:00Z');
const LABEL = 'sla-acknowledged';

let time: number;
let chatwoot: ChatwootSimulator;
let conversation: Conversation;
let anita: Agent;
beforeEach(async () => {
	time = START;
	chatwoot = await ChatwootSimulator.start({ now: () => new Date(time) });
	anita = chatwoot.addAgent({ name: 'Ann', email: 'ann@example.com' });
	conversation = chatwoot.customerWrites({ inbox: chatwoot.addInbox({ name: 'Website' }), contact: { name: 'Jane' }, text: 'Hello?' });
});
afterEach(() => chatwoot.stop());

type Kinds = readonly (typeof TAKING_CHARGE)[number][];

/** As told to somebody who asks about what was since the 100th second. */
async function ask(by: Kinds = TAKING_CHARGE) {
	const client = createChatwootClient({ baseUrl: chatwoot.url, accountId: 1 }, fetchTransport(chatwoot.token));
	const subject = parseConversation(await client.getConversation(conversation.id), { accountId: 1 });
	return await takingCharge(client, subject, { by, label: LABEL }, new Date(START + 100_000));
}

const secondsOf = (at: Date | null) => (at === null ? null : (at.getTime() - START) / 1000);

/** How many seconds after the start somebody took charge. */
const takenCharge = async (by?: Kinds) => secondsOf((await ask(by)).lastAt);

/** How many seconds after the start the label was put on or taken off for the last time. */
const labelChanged = async () => secondsOf((await ask()).labelChangedAt);

const at = (seconds: number, act: () => void) => {
	time = START + seconds * 1000;
	act();
};

const reply = (agent = anita) => () => {
	chatwoot.agentReplies(conversation, { agent, text: 'Hi' });
};
const assign = (agent: Agent | null, by?: Agent) => () => {
	chatwoot.assign(conversation, { agent, ...(by === undefined ? {} : { by }) });
};
const label = (...labels: string[]) => () => {
	chatwoot.setLabels(conversation, labels);
};

test('nobody does as long as nothing happens, nor by what a bot, a note or a customer says', async () => {
	expect(await takenCharge()).toBeNull();
	at(200, () => {
		chatwoot.botSends(conversation, { text: 'Ann will be with you' });
		chatwoot.privateNote(conversation, { agent: anita, text: 'sla-acknowledged?' });
		chatwoot.receive(conversation, { text: 'Ann? sla-acknowledged?' });
	});
	expect(await takenCharge()).toBeNull();
});

test.each<[string, () => () => void]>([
	['reply', () => reply()],
	['assignment', () => assign(anita)],
	['assignment', () => assign(anita, anita)],
	['label', () => label('vip', LABEL)],
])('a %s counts when it comes after, and where it is to count', async (kind, act) => {
	at(50, act());
	expect(await takenCharge()).toBeNull();
	at(60, assign(null));
	at(61, label());
	at(200, act());
	expect(await takenCharge()).toBe(200);
	expect(await takenCharge(TAKING_CHARGE.filter((each) => each === kind))).toBe(200);
	expect(await takenCharge(TAKING_CHARGE.filter((each) => each !== kind))).toBeNull();
});

test('what was undone does not count: a label taken off, an assignee taken away', async () => {
	at(200, label(LABEL));
	at(201, assign(anita));
	at(202, label());
	at(203, assign(null));
	expect(await takenCharge()).toBeNull();
});

test('it is told when the label was put on or taken off, whether or not it is still there', async () => {
	expect(await labelChanged()).toBeNull();
	at(50, label(LABEL));
	at(60, label());
	expect(await labelChanged()).toBeNull();
	at(200, label(LABEL));
	expect(await labelChanged()).toBe(200);
	at(300, label());
	expect(await labelChanged()).toBe(300);
	expect((await ask(['reply'])).labelChangedAt).toBeNull();
});

test("another agent's name, or another label, that only begins alike is not meant", async () => {
	at(50, assign(anita));
	at(51, label(LABEL));
	const anna = chatwoot.addAgent({ name: 'Anna', email: 'anna@example.com' });
	at(200, () => {
		chatwoot.setLabels(conversation, [LABEL, `${LABEL}-late`], anna);
	});
	expect(await takenCharge()).toBeNull();
});

test('is found behind a hundred messages at most, and the latest time counts', async () => {
	at(150, reply());
	at(160, label(LABEL));
	for (let number = 0; number < 70; number++) at(200 + number, () => chatwoot.receive(conversation, { text: 'And?' }));
	expect(await takenCharge()).toBe(160);
	for (let number = 0; number < 40; number++) at(300 + number, () => chatwoot.receive(conversation, { text: 'And?' }));
	expect(await takenCharge()).toBeNull();
});
