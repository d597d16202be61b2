import type { ChatwootClient } from '../chatwoot/client';
import { takingCharge } from '../chatwoot/taking-charge';
import { acknowledgeableSince } from '../sla/acknowledgement';
import type { BusinessCalendar } from '../sla/calendar';
import type { Conversation } from '../sla/conversation';
import type { SlaJudgement, SlaSettings } from '../sla/evaluate';
import { evaluateSla } from '../sla/evaluate';

/** What is judged, by what, and whom to ask. */
export interface Hearing {
	conversation: Conversation;
	settings: SlaSettings;
	openingHours: BusinessCalendar;
	now: Date;
	chatwoot: Pick<ChatwootClient, 'listMessages'>;
	/** Which judgements would be told; only a reminder or an escalation among them is worth a question to Chatwoot. */
	isTold: (judgement: SlaJudgement) => boolean;
}

export interface Heard {
	judgements: SlaJudgement[];
	/** When the acknowledgement label was put on or taken off, as far as it was asked for; see `takingCharge`. */
	labelChangedAt: Date | null;
	/** Why it is not known whether somebody took charge: it is judged as if nobody had. Null where that is known, or does not matter. */
	unknown: { reason: unknown } | null;
}

/** Judges a conversation, and where a reminder or an escalation would be told asks first whether somebody took charge. */
export async function judgeHeedingAcknowledgement(hearing: Hearing): Promise<Heard> {
	const { conversation, settings, openingHours, now, chatwoot, isTold } = hearing;
	const judgements = evaluateSla(conversation, settings, openingHours, now);
	const since = acknowledgeableSince(judgements.filter(isTold), settings);
	if (since === null) return { judgements, labelChangedAt: null, unknown: null };
	try {
		const { lastAt, labelChangedAt } = await takingCharge(chatwoot, conversation, settings.acknowledgement, since);
		return { judgements: evaluateSla(conversation, settings, openingHours, now, lastAt), labelChangedAt, unknown: null };
	} catch (reason) {
		return { judgements, labelChangedAt: null, unknown: { reason } };
	}
}
