import { ExplainedError } from '../errors';

/** Slack said no, by one of the names it has for that. */
export class SlackRefusal extends ExplainedError {
	constructor(
		readonly code: string,
		message: string,
		details: { advice: string; retryable?: boolean; serverAway?: boolean },
	) {
		super(message, details);
		this.name = 'SlackRefusal';
	}
}

/** Null when the message that was to be answered or changed can't be: it is gone, locked, too old, or somebody else's. */
export async function unlessGone<Result>(act: () => Promise<Result>): Promise<Result | null> {
	try {
		return await act();
	} catch (error) {
		if (error instanceof SlackRefusal && GONE.includes(error.code)) return null;
		throw error;
	}
}

const GONE = [
	'thread_not_found',
	'message_not_found',
	'cannot_reply_to_message',
	'restricted_action_thread_locked',
	'restricted_action_non_threadable_channel',
	'cant_broadcast_message',
	'cant_update_message',
	'edit_window_closed',
	'channel_not_found',
	'is_archived',
	'is_inactive',
	'not_in_channel',
];
