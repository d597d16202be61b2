import { z } from 'zod';
import type { SlackMessage } from '../alert/slack-message';
import { ExplainedError } from '../errors';
import type { Receipt } from '../ledger/receipt';
import { normaliseBaseUrl } from '../http/base-url';
import { parseJson } from '../http/json';
import type { HttpTransport } from '../http/transport';
import { askSlack, explainSlackError } from './slack-error';

/** Slack's Web API for a bot. `http` signs the requests with the bot's token. */
export interface SlackBot {
	apiBaseUrl: string;
	http: HttpTransport;
}

/** Nulls for a server like Slack that does not say. */
export interface PostedMessage {
	/** Slack's id of the message in its channel. */
	ts: string | null;
	channel: string | null;
}

export interface PostOptions {
	/** The `ts` of the message to answer. */
	thread?: string;
	/** Whether the answer is shown in the channel as well. */
	broadcast?: boolean;
}

/**
 * Posts a message to a channel or a member, by id or `#name`.
 *
 * @throws ExplainedError with Slack's own reason.
 */
export async function postMessage(
	bot: SlackBot,
	channel: string,
	message: SlackMessage,
	{ thread, broadcast = false }: PostOptions = {},
): Promise<PostedMessage> {
	const inThread = thread === undefined ? {} : { thread_ts: thread, reply_broadcast: broadcast };
	const answer = await call(bot, 'chat.postMessage', { channel, ...message, ...inThread });
	return postedSchema.parse(answer);
}

/**
 * Puts another message in the place of one that the bot posted. Slack takes no `#name` for `channel` here.
 *
 * @throws ExplainedError with Slack's own reason.
 */
export async function updateMessage(bot: SlackBot, { channel, ts }: Receipt, message: SlackMessage): Promise<void> {
	await call(bot, 'chat.update', { channel, ts, ...message });
}

/**
 * Asks Slack who the token belongs to; posts nothing.
 *
 * @throws ExplainedError with Slack's own reason.
 */
export async function testToken(bot: SlackBot): Promise<void> {
	await call(bot, 'auth.test', {});
}

/** Slack answers 200 to refused calls as well: `{"ok": false, "error": "…"}`. */
async function call({ apiBaseUrl, http }: SlackBot, method: string, body: object): Promise<unknown> {
	const response = await askSlack(http, {
		method: 'POST',
		url: `${normaliseBaseUrl(apiBaseUrl)}/${method}`,
		headers: { 'content-type': 'application/json; charset=utf-8' },
		body: JSON.stringify(body),
	});
	const answer = answerSchema.safeParse(parseJson(response.body));
	if (!answer.success) {
		throw new ExplainedError(`The API address in the Slack credential answers, but not as Slack does (${response.status})`, {
			advice: 'Check the API base URL; Slack\'s own is https://slack.com/api',
		});
	}
	if (!answer.data.ok) throw explainSlackError(answer.data.error ?? 'unknown_error');
	return answer.data;
}

const answerSchema = z.object({ ok: z.boolean(), error: z.string().optional() }).passthrough();
const postedSchema = z.object({ ts: z.string().nullable().catch(null), channel: z.string().nullable().catch(null) });
