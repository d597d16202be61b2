import { sameName } from '../same-name';
import type { AcknowledgementSettings } from '../sla/acknowledgement';
import type { Conversation } from '../sla/conversation';
import type { ChatwootClient } from './client';
import type { LoggedMessage } from './logged-message';

/** Pages of 20 messages. Where nobody took charge in the latest hundred, nobody is taken to have done so. */
const MAX_PAGES = 5;

/** What a conversation's messages tell of taking charge, the latest first; nulls for what did not happen. */
export interface TakingChargeLog {
	lastAt: Date | null;
	/** When the label was put on or taken off. Of no meaning before `lastAt`. */
	labelChangedAt: Date | null;
}

/**
 * When somebody took charge of a conversation for the last time since a moment. A conversation (Chatwoot 4.15) does not
 * say when it was assigned or labelled, but its messages do: Chatwoot writes a line for every assignment and change of
 * labels. These lines are in the account's language, so that the names in them tell: the label that is still there, and
 * the agent who is still assigned, whether given the conversation or at work on it.
 */
export async function takingCharge(
	client: Pick<ChatwootClient, 'listMessages'>,
	conversation: Conversation,
	settings: AcknowledgementSettings,
	since: Date,
): Promise<TakingChargeLog> {
	const signs = signsOf(conversation, settings);
	const log: TakingChargeLog = { lastAt: null, labelChangedAt: null };
	let before: number | null = null;
	for (let page = 0; page < MAX_PAGES; page++) {
		const messages = (await client.listMessages(conversation.id, before)).sort((one, other) => other.id - one.id);
		for (const message of messages.filter(({ createdAt }) => createdAt >= since)) {
			if (tellsOfLabel(settings, message)) log.labelChangedAt ??= message.createdAt;
			if (signs.some((says) => says(message))) return { ...log, lastAt: message.createdAt };
		}
		const oldest = messages.at(-1);
		if (oldest === undefined || oldest.createdAt < since) return log;
		before = oldest.id;
	}
	return log;
}

type Sign = (message: LoggedMessage) => boolean;

function signsOf({ assignee, labels }: Conversation, { by, label }: AcknowledgementSettings): Sign[] {
	const present = labels.find((each) => sameName(each, label));
	return by.flatMap((kind) => {
		if (kind === 'reply') return isReply;
		const name = kind === 'label' ? present : assignee?.name;
		return name ? (message: LoggedMessage) => message.type === 'activity' && mentions(message.content, name) : [];
	});
}

function isReply({ type, private: isPrivate, isByPerson }: LoggedMessage): boolean {
	return type === 'outgoing' && !isPrivate && isByPerson;
}

/** Where it is gone, only the policy knows the label, as somebody typed it; Chatwoot's has no spaces. */
function tellsOfLabel({ by, label }: AcknowledgementSettings, { type, content }: LoggedMessage): boolean {
	return by.includes('label') && type === 'activity' && content.split(/[^\p{L}\p{N}_-]+/u).some((word) => sameName(word, label));
}

/** As a word of its own: Ann is not in Anna, nor `billing` in `billing-nl`. */
function mentions(line: string, name: string): boolean {
	const literal = name.trim().replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
	return new RegExp(`(?<![\\p{L}\\p{N}_-])${literal}(?![\\p{L}\\p{N}_-])`, 'iu').test(line);
}
