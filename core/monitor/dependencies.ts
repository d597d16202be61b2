import type { ChatwootClient } from '../chatwoot/client';
import type { BusinessCalendar } from '../sla/calendar';
import type { SlaSettings } from '../sla/evaluate';
import type { Finding } from './finding';

/** What a monitor watches, by what it judges, and whom it tells. */
export interface MonitorDependencies {
	accountId: number;
	chatwoot: Pick<ChatwootClient, 'getConversation' | 'listConversations' | 'listMessages' | 'listUpdatedConversations'>;
	/** Policy and opening hours as of now; asked before every round. */
	judging: () => Promise<Judging>;
	/** Called with what a round found, a page at a time, never with an empty list. */
	report: (findings: Finding[]) => void;
	/** A line for the log: what went wrong and is tried again. */
	warn: (message: string) => void;
	now: () => Date;
}

export interface Judging {
	settings: SlaSettings;
	openingHours: (inboxId: number | null) => BusinessCalendar;
}

export interface MonitorOptions {
	sweepEverySeconds: number;
	fullSweepEverySeconds: number;
	/** How often conversations at risk or breached are reported again, so that what was not delivered is; 0 for never. */
	offerAgainEverySeconds: number;
}

/** A conversation as Chatwoot answers it. */
export type RawConversation = Record<string, unknown>;
