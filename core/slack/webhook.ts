import type { SlackMessage } from '../alert/slack-message';
import { ExplainedError } from '../errors';
import type { HttpTransport } from '../http/transport';
import { askSlack, explainSlackError } from './slack-error';

/** An incoming webhook: a secret address that posts to one channel. */
export interface SlackWebhook {
	url: string;
	http: HttpTransport;
}

/**
 * Posts a message to the webhook's channel.
 *
 * @throws ExplainedError with Slack's own reason.
 */
export async function postToWebhook(webhook: SlackWebhook, message: SlackMessage): Promise<void> {
	const { status, code } = await post(webhook, message);
	if (status !== 200) throw explainSlackError(code);
}

/**
 * Finds out whether the webhook exists without posting: Slack checks the address before the message, and a message
 * without text is refused with 400.
 *
 * @throws ExplainedError when there is no such webhook.
 */
export async function testWebhook(webhook: SlackWebhook): Promise<void> {
	const { status, code } = await post(webhook, { text: '' });
	if (status !== 400) throw explainSlackError(code);
}

async function post({ url, http }: SlackWebhook, message: { text: string }): Promise<{ status: number; code: string }> {
	const { status, body } = await askSlack(http, {
		method: 'POST',
		url: checkedUrl(url),
		headers: { 'content-type': 'application/json; charset=utf-8' },
		body: JSON.stringify(message),
	});
	return { status, code: errorCode(body) ?? `HTTP ${status}` };
}

/** Slack answers webhooks with a bare word such as `no_service`; anything else is some other server's page. */
function errorCode(body: string): string | null {
	return /^[a-z_]{1,60}$/.exec(body.trim())?.[0] ?? null;
}

function checkedUrl(typed: string): string {
	const url = typed.trim();
	if (!URL.canParse(url) || !['http:', 'https:'].includes(new URL(url).protocol)) {
		throw new ExplainedError('The webhook URL in the Slack credential is not a web address', {
			advice: 'Copy it from your Slack app, e.g. https://hooks.slack.com/services/T…/B…/…',
		});
	}
	return url;
}
