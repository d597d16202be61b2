import type { Conversation, SlaMetric } from '../sla/conversation';
import type { EndedClock } from '../sla/recovery';

/** What the monitor has to tell of one conversation. */
export interface Finding {
	/** The conversation as Chatwoot answered it, fresh. */
	raw: Record<string, unknown>;
	conversation: Conversation;
	/** Of every clock that reached a new stage the highest one. */
	reached: ReachedStage[];
	/** The clocks that a stage was told of, and that have ended since. */
	ended: EndedClock[];
}

export interface ReachedStage {
	metric: SlaMetric;
	/** See `SlaClock.cycle`. */
	cycle: string;
	/** The stage's name: `warning80`, `breach`, `escalation1`. */
	stage: string;
}
