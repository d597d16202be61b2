import { ExplainedError, messageOf } from '../errors';
import { networkCode } from '../http/network-code';
import { SlackRefusal } from './slack-refusal';
import type { HttpRequest, HttpResponse, HttpTransport } from '../http/transport';

/** What Slack answered with instead of posting, by the names its API and its incoming webhooks use. */
export function explainSlackError(code: string): SlackRefusal {
	const explained = EXPLANATIONS[code];
	if (explained === undefined) {
		return new SlackRefusal(code, `Slack refused the message: ${code}`, {
			advice: 'Slack explains this error at https://docs.slack.dev/reference/methods/chat.postMessage',
		});
	}
	const [what, advice] = explained;
	const asksToWait = ASKS_TO_WAIT.includes(code);
	return new SlackRefusal(code, `${what} (Slack: ${code})`, { advice, retryable: asksToWait, serverAway: asksToWait });
}

/**
 * Asks Slack and hands back what it answered, refusals included.
 *
 * @throws ExplainedError when there was no answer, when Slack asks to slow down (429) or is out of order (5xx).
 */
export async function askSlack(http: HttpTransport, request: HttpRequest): Promise<HttpResponse> {
	const response = await answerOf(http, request);
	if (response.status === 429) {
		const seconds = response.headers['retry-after'];
		throw new ExplainedError('Slack takes no more messages at the moment (429)', {
			advice: `Try again ${seconds === undefined ? 'later' : `in ${seconds} s`}, e.g. with Retry On Fail in the node's settings.`,
			retryable: true,
			serverAway: true,
		});
	}
	if (response.status >= 500) {
		throw new ExplainedError(`Slack is out of order (${response.status})`, {
			advice: 'Look at https://slack-status.com and try again later.',
			// Another server error may come after the message was posted.
			retryable: response.status === 503,
			serverAway: true,
		});
	}
	return response;
}

async function answerOf(http: HttpTransport, request: HttpRequest): Promise<HttpResponse> {
	try {
		return await http(request);
	} catch (error) {
		// The URL of an incoming webhook is a secret, its origin is not.
		const reason = messageOf(error).replaceAll(request.url, 'its address');
		throw new ExplainedError(`Slack cannot be reached at ${new URL(request.url).origin}`, {
			advice: `Check the address in the Slack credential, and that n8n may connect to it (${reason}).`,
			retryable: /refused|ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(`${networkCode(error)} ${reason}`),
			serverAway: true,
			cause: error,
		});
	}
}

/** chat.postMessage documents both, as if they were two things. */
const ASKS_TO_WAIT = ['ratelimited', 'rate_limited'];

const NEW_TOKEN = 'Copy the Bot User OAuth Token (xoxb-…) of your Slack app into the Slack credential.';
const NEW_WEBHOOK = 'Make a new incoming webhook in your Slack app and put its URL into the Slack credential.';

type Explanation = readonly [what: string, advice: string];

const TOO_MANY: Explanation = ['Slack takes no more messages at the moment', 'Try again later, e.g. with Retry On Fail in the node\'s settings.'];

const TOO_LONG: Explanation = ['The message is too long for Slack', 'Please report this: the message should fit Slack\'s limits.'];

const EXPLANATIONS: Partial<Record<string, Explanation>> = {
	channel_not_found: [
		'Slack knows no such channel or member',
		'Use the channel id (C…) or the member id (U…), and invite the app to the channel if it is private.',
	],
	not_in_channel: ['The Slack app is not in the channel', 'Invite it with /invite, or give it the scope chat:write.public.'],
	is_archived: ['The Slack channel is archived', 'Choose another channel.'],
	channel_is_archived: ['The Slack channel is archived', NEW_WEBHOOK],
	not_authed: ['The Slack token is missing', NEW_TOKEN],
	invalid_auth: ['Slack does not accept the token', NEW_TOKEN],
	token_revoked: ['The Slack token was revoked', NEW_TOKEN],
	token_expired: ['The Slack token has expired', NEW_TOKEN],
	account_inactive: ['The Slack token belongs to a deleted user or app', NEW_TOKEN],
	missing_scope: ['The Slack app lacks a permission', 'Give it the bot scope chat:write and install it again.'],
	restricted_action: ['The workspace does not let the Slack app post there', 'Ask an administrator of the workspace.'],
	ratelimited: TOO_MANY,
	rate_limited: TOO_MANY,
	invalid_blocks: ['Slack did not accept the form of the message', 'Please report this: the message should fit Slack\'s limits.'],
	invalid_payload: ['Slack did not accept the form of the message', 'Please report this: the message should fit Slack\'s limits.'],
	msg_too_long: TOO_LONG,
	msg_blocks_too_long: TOO_LONG,
	message_not_found: ['Slack does not have the message any more', 'It was deleted in Slack; nothing is to be done.'],
	thread_not_found: ['Slack does not have the thread any more', 'It was deleted in Slack; nothing is to be done.'],
	cant_update_message: ['Slack does not let the app change the message', 'Only the app that posted a message can change it.'],
	no_service: ['The Slack webhook does not exist any more', NEW_WEBHOOK],
	no_team: ['The Slack workspace of the webhook does not exist', NEW_WEBHOOK],
	invalid_token: ['The Slack webhook\'s URL is not valid', NEW_WEBHOOK],
	action_prohibited: ['The workspace does not let the webhook post there', 'Ask an administrator of the workspace.'],
};
