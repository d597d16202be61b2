import { createChatwootClient } from '../core/chatwoot/client';
import type { Finding } from '../core/monitor/finding';
import { SlaMonitor } from '../core/monitor/monitor';
import { ALWAYS_OPEN } from '../core/sla/calendar';
import type { SlaSettings } from '../core/sla/evaluate';
import type { ChatwootSimulator } from '../sandbox/chatwoot/chatwoot-simulator';
import { chatwootTransport } from './transport';

const SETTINGS: SlaSettings = {
	source: 'chatwoot',
	policies: [],
	plan: { warnings: [{ percent: 80 }], escalationsAfterSeconds: [1800], reminders: null },
	leaveAlone: { statuses: ['pending', 'snoozed'], labels: [], inboxes: [], missedLongerAgoThanSeconds: null },
	acknowledgement: { by: [], label: '' },
};

/** A monitor that asks a simulated Chatwoot over HTTP, and never offers anything again. */
export function monitorOf(chatwoot: ChatwootSimulator, report: (findings: Finding[]) => void = () => undefined): SlaMonitor {
	return new SlaMonitor(
		{
			accountId: chatwoot.account.id,
			chatwoot: createChatwootClient({ baseUrl: chatwoot.url, accountId: chatwoot.account.id }, chatwootTransport(chatwoot.token)),
			judging: () => Promise.resolve({ settings: SETTINGS, openingHours: () => ALWAYS_OPEN }),
			report,
			warn: (message) => {
				throw new Error(message);
			},
			now: chatwoot.now,
		},
		{ sweepEverySeconds: 60, fullSweepEverySeconds: 3600, offerAgainEverySeconds: 0 },
	);
}
