import type { ChatwootApi } from '../../core/chatwoot/api';
import { createChatwootApi } from '../../core/chatwoot/api';
import type { DailyPeriod } from '../../core/chatwoot/daily-report';
import { reportByDay } from '../../core/chatwoot/daily-report';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import type { Inbox } from '../../sandbox/chatwoot/model';
import { fetchTransport } from './chatwoot-client.harness';

const NOTHING = {
	conversations: 0,
	incomingMessages: 0,
	outgoingMessages: 0,
	resolutions: 0,
	avgFirstResponseSeconds: null,
	avgResolutionSeconds: null,
	avgReplySeconds: null,
};

let chatwoot: ChatwootSimulator;
let api: ChatwootApi;
let inbox: Inbox;
let now: Date;
beforeEach(async () => {
	now = new Date('2026-11-21T10:00:00Z');
	chatwoot = await ChatwootSimulator.start({ now: () => now });
	api = createChatwootApi({ baseUrl: chatwoot.url, accountId: 1 }, fetchTransport(chatwoot.token));
	inbox = chatwoot.addInbox({ name: 'Website' });
});
afterEach(() => chatwoot.stop());

const report = (period: Partial<DailyPeriod> = {}) => reportByDay(api, { days: 3, now, timeZone: 'Europe/Madrid', ...period });
const customerWrites = (at: string) => chatwoot.customerWrites({ inbox, contact: { name: at }, text: 'Hola', at: new Date(at) });

test('each day has its numbers, with times in seconds; a day without any has no averages', async () => {
	const conversation = customerWrites('2026-11-19T09:00:00Z');
	chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Hola', at: new Date('2026-11-19T09:02:00Z') });
	now = new Date('2026-11-21T09:00:00Z');
	chatwoot.resolve(conversation);
	now = new Date('2026-11-21T10:00:00Z');
	expect(await report()).toEqual([
		{ date: '2026-11-19', ...NOTHING, conversations: 1, incomingMessages: 1, outgoingMessages: 1, avgFirstResponseSeconds: 120 },
		{ date: '2026-11-20', ...NOTHING },
		{ date: '2026-11-21', ...NOTHING, resolutions: 1, avgResolutionSeconds: 2 * 86_400 },
	]);
});

test.each([
	['Europe/Madrid', '2026-11-20'],
	['America/Mexico_City', '2026-11-19'],
	['Asia/Kolkata', '2026-11-20'],
	['Pacific/Kiritimati', '2026-11-20'],
])('in %s a conversation of 23:30 UTC on the 19th is one of %s', async (timeZone, date) => {
	customerWrites('2026-11-19T23:30:00Z');
	const busy = (await report({ days: 4, timeZone })).filter(({ conversations }) => conversations > 0);
	expect(busy.map((each) => each.date)).toEqual([date]);
});

test('days before the clocks changed keep their dates, and none is missing or twice', async () => {
	customerWrites('2026-10-20T12:00:00Z');
	const days = await report({ days: 45 });
	expect(days.map(({ date }) => date)).toEqual([...new Set(days.map(({ date }) => date))].sort());
	expect(days).toHaveLength(45);
	expect([days[0]?.date, days.at(-1)?.date]).toEqual(['2026-10-08', '2026-11-21']);
	expect(days.find(({ conversations }) => conversations === 1)?.date).toBe('2026-10-20');
});

test('older versions give averages without a count', async () => {
	for (let metric = 0; metric < 7; metric++) chatwoot.answerNextWith(200, [{ value: '61.5', timestamp: 1_795_215_600 }]);
	expect((await report({ days: 1 }))[0]).toMatchObject({ date: '2026-11-21', conversations: 61.5, avgReplySeconds: 61.5 });
});
