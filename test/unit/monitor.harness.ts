import { createChatwootClient } from '../../core/chatwoot/client';
import type { HttpTransport } from '../../core/http/transport';
import type { Finding } from '../../core/monitor/finding';
import type { MonitorOptions } from '../../core/monitor/monitor';
import { SlaMonitor } from '../../core/monitor/monitor';
import type { OpenClock } from '../../core/monitor/watch';
import type { BusinessCalendar } from '../../core/sla/calendar';
import { ALWAYS_OPEN } from '../../core/sla/calendar';
import type { SlaSettings } from '../../core/sla/evaluate';
import type { ChatwootSimulatorOptions } from '../../sandbox/chatwoot/chatwoot-simulator';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { slaSettings } from '../sample-conversation';
import { fetchTransport } from './chatwoot-client.harness';

export const START = Date.parse('2026-02-04T09:00:00Z');

/** An hour is 3,600 ticks, which take a while on a machine that does other things as well. */
jest.setTimeout(60_000);

/** The clock of monitor and Chatwoot. */
export const clock = { time: START };

export let chatwoot: ChatwootSimulator;
export let inbox: ReturnType<ChatwootSimulator['addInbox']>;

/** A Chatwoot for every test, which promises a first response in 5 minutes and the next ones in 10. */
export function useChatwoot(options: ChatwootSimulatorOptions = {}): void {
	beforeEach(async () => {
		clock.time = START;
		chatwoot = await ChatwootSimulator.start({ now: () => new Date(clock.time), ...options });
		inbox = chatwoot.addInbox({ name: 'Website' });
		chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300, nextResponse: 600 });
	});
	afterEach(() => chatwoot.stop());
}

export type SimulatedConversation = ReturnType<ChatwootSimulator['customerWrites']>;

export const customerWrites = (name = 'Jane') => chatwoot.customerWrites({ inbox, contact: { name }, text: 'Hello?' });
export const agentReplies = (conversation: SimulatedConversation) =>
	chatwoot.agentReplies(conversation, { agent: chatwoot.administrator, text: 'Hi' });
export const deleteConversation = (conversation: SimulatedConversation) =>
	chatwoot.conversations.splice(chatwoot.conversations.indexOf(conversation), 1);

/** So many customers, each with a conversation, a second apart: the last one writes now. */
export function crowdWrites(count: number): SimulatedConversation[] {
	const now = clock.time;
	return Array.from({ length: count }, (_, index) => {
		clock.time = now - (count - 1 - index) * 1000;
		return customerWrites(`Customer ${index}`);
	});
}

export type Around = (transport: HttpTransport) => HttpTransport;

/** A Chatwoot that answers requests to some addresses with a status, at certain times. */
export const failing = (address: RegExp, status: number, isFailing: () => boolean = () => true): Around => (transport) => (request) =>
	address.test(request.url) && isFailing() ? Promise.resolve({ status, headers: {}, body: '' }) : transport(request);

interface Set extends Partial<MonitorOptions> {
	around?: Around;
	settings?: SlaSettings;
	openingHours?: () => BusinessCalendar;
	openClocks?: OpenClock[];
}

/** A monitor on the clock of the test, with what it told and asked. */
export function startMonitor({ around = (transport) => transport, settings = slaSettings(), openingHours = () => ALWAYS_OPEN, openClocks = [], ...options }: Set = {}) {
	const told: string[] = [];
	const warnings: string[] = [];
	const report = (findings: Finding[]) => {
		for (const { conversation, reached, ended } of findings) {
			const what = [...reached.map(({ metric, stage }) => `${metric} ${stage}`), ...ended.map(({ metric }) => `${metric} ended`)];
			told.push(`${(clock.time - START) / 1000}: #${conversation.id} ${what.join(', ')}`.trimEnd());
		}
	};
	const monitor = new SlaMonitor(
		{
			accountId: 1,
			chatwoot: createChatwootClient({ baseUrl: chatwoot.url, accountId: 1 }, around(fetchTransport(chatwoot.token))),
			judging: () => Promise.resolve({ settings, openingHours }),
			report,
			warn: (message) => warnings.push(message),
			now: () => new Date(clock.time),
		},
		{ sweepEverySeconds: 60, fullSweepEverySeconds: 3600, offerAgainEverySeconds: 0, ...options },
		openClocks,
	);
	return {
		monitor,
		told,
		warnings,
		/** Ticks every second up to so many seconds after the start. */
		async runUntil(second: number) {
			for (; clock.time <= START + second * 1000; clock.time += 1000) await monitor.tick();
			clock.time -= 1000;
		},
	};
}

export const requestsSince = (count: number) => chatwoot.requests.slice(count).map(({ path }) => path.replace('/api/v1/accounts/1/', ''));
