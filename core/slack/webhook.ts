import type { ChatMessage } from '../alert/chat-message';
import type { SlackMessage } from '../alert/slack-message';
import { ExplainedError } from '../errors';
import type { HttpTransport } from '../http/transport';
import { askSlack, explainSlackError } from './slack-error';

/** An incoming webhook of Slack, Mattermost or Rocket.Chat: a secret address that posts to one channel. */
export interface SlackWebhook {
	url: string;
	http: HttpTransport;
}

/** An alert in the words of either. */
export interface WebhookMessages {
	slack: () => SlackMessage;
	chat: () => ChatMessage;
}

/**
 * Posts a message to the webhook's channel, the way its server understands.
 *
 * @throws ExplainedError with the server's own reason.
 */
export async function postToWebhook(webhook: SlackWebhook, messages: WebhookMessages): Promise<void> {
	const { status, code } = await post(webhook, isSlacks(webhook.url) ? messages.slack() : messages.chat());
	if (status !== 200) throw explainSlackError(code);
}

/**
 * Finds out whether the webhook exists without posting: a message without anything in it is refused with 400, after
 * Slack and Rocket.Chat have looked at the address. Mattermost looks at the message first: there it only tells that a
 * server answers.
 *
 * @throws ExplainedError when there is no such webhook.
 */
export async function testWebhook(webhook: SlackWebhook): Promise<void> {
	const { status, code } = await post(webhook, {});
	if (status !== 400 || code === NO_SUCH_WEBHOOK) throw explainSlackError(code);
}

/** Slack's own addresses, and those of a proxy before it, are `/services/…`; those of the others `/hooks/…`. */
function isSlacks(url: string): boolean {
	return !new URL(checkedUrl(url)).pathname.includes('/hooks/');
}

const NO_SUCH_WEBHOOK = 'no_service';

async function post({ url, http }: SlackWebhook, message: object): Promise<{ status: number; code: string }> {
	const { status, body } = await askSlack(http, {
		method: 'POST',
		url: checkedUrl(url),
		headers: { 'content-type': 'application/json; charset=utf-8' },
		body: JSON.stringify(message),
	});
	return { status, code: errorCode(body) ?? `HTTP ${status}` };
}

/**
 * Slack answers with a bare word such as `no_service`, Mattermost and Rocket.Chat with JSON, in which only the names of
 * errors are repeated; anything else is some other server's page.
 */
function errorCode(body: string): string | null {
	if (/invalid integration id|incoming_webhook\.invalid/i.test(body)) return NO_SUCH_WEBHOOK;
	return /^[a-z_]{1,60}$/.exec(body.trim())?.[0] ?? /"id":\s*"([\w.]{1,60})"/.exec(body)?.[1] ?? null;
}

function checkedUrl(typed: string): string {
	const url = typed.trim();
	if (!URL.canParse(url) || !['http:', 'https:'].includes(new URL(url).protocol)) {
		throw new ExplainedError('The webhook URL in the Slack credential is not a web address', {
			advice: 'Copy it from your Slack app, e.g. https://hooks.slack.com/services/T…/B…/…, or from Mattermost or Rocket.Chat.',
		});
	}
	return url;
}
